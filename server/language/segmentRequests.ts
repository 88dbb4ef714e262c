import { ErrorCodes, ResponseError } from 'vscode-languageserver';
import type { DecompressionPlatform } from '../bytes/decompress.ts';
import { suggestFilter } from '../inspect/filterSuggest.ts';
import { SegmentRows } from '../inspect/segmentRows.ts';
import { openSegment, type SegmentSession } from '../inspect/segmentSession.ts';
import { SegmentSurvey } from '../inspect/segmentSurvey.ts';
import {
  segmentBytes,
  segmentChanged,
  segmentClose,
  segmentFilter,
  segmentFind,
  segmentImage,
  segmentOpen,
  segmentOverview,
  segmentRecord,
  segmentRelations,
  segmentRows,
  segmentState,
  segmentStatistics,
  segmentSuggest,
  segmentText,
  segmentTransactions,
} from '../protocol/segment.ts';
import type { RequestOf } from '../protocol.ts';
import type { ServerParts } from './server.ts';
import { throttled } from './throttled.ts';
import { pathOfUri } from './uri.ts';

/** Milliseconds between two notices of progress. */
const noticeEvery = 100;

/** Rows of transactions or relations in one answer at the most. */
const mostRows = 200;

interface Open {
  readonly session: SegmentSession;
  readonly rows: SegmentRows;
  readonly survey: SegmentSurvey;
}

/** Answers the requests of the segment view. Sessions live until they are closed or the process ends. */
export const segmentRequests =
  (platform: DecompressionPlatform) =>
  (parts: ServerParts): void =>
    registerSegmentRequests(parts, platform);

function registerSegmentRequests({ connection, disk }: ServerParts, platform: DecompressionPlatform): void {
  const open = new Map<number, Open>();
  let sessions = 0;

  /** A handler for requests about an open session; one that is not open is an error the view knows. */
  function answer<Params extends { readonly session: number }, Result>(
    { method }: RequestOf<Params, Result>,
    handle: (open: Open, params: Params) => Result | Promise<Result>,
  ): void {
    connection.onRequest(method, async (params: Params): Promise<unknown> => {
      const found = open.get(params.session);
      if (!found) throw new ResponseError(ErrorCodes.InvalidParams, 'This segment is not open any more.');
      return handle(found, params);
    });
  }

  const notices = throttled(noticeEvery, (session: SegmentSession) => {
    if (open.has(session.id)) connection.sendNotification(segmentChanged.method, session.state);
  });

  connection.onRequest(segmentOpen.method, async ({ uri }: { uri: string }) => {
    const session = await openSegment(disk, pathOfUri(uri), platform, ++sessions, notices);
    const parts = { session, rows: new SegmentRows(session), survey: new SegmentSurvey(session) };
    open.set(session.id, parts);
    session.read.catch(error => connection.console.error(String(error)));
    return session.state;
  });

  answer(segmentState, ({ session }) => session.state);
  answer(segmentClose, async ({ session }) => {
    open.delete(session.id);
    await session.close();
    return null;
  });

  answer(segmentRows, async ({ rows }, { view, start, count }) => ({
    start,
    rows: await rows.rows(view, start, count),
  }));
  answer(segmentFilter, ({ session }, { filter }) => {
    const problems = session.filter(filter);
    return problems.length > 0 ? { problems } : { state: session.state };
  });
  answer(segmentSuggest, ({ session }, { text, cursor }) =>
    suggestFilter(text, cursor, session.statistics.types(session.wal.major)),
  );
  answer(segmentRecord, async ({ rows }, { record }) => (await rows.details(record)) ?? null);
  answer(segmentImage, async ({ rows }, { record, block }) => (await rows.image(record, block)) ?? null);
  answer(segmentBytes, async ({ rows }, { record, offset, length }) => ({
    bytes: await rows.bytes(record, offset, length),
  }));
  answer(segmentFind, async ({ rows }, { view, lsn }) => (await rows.find(view, lsn)) ?? null);
  answer(segmentText, ({ rows }, { view, start, count, format }) => rows.text(view, start, count, format));
  answer(segmentOverview, ({ session }, { slices }) =>
    session.overview.slices(slices, session.index.end !== undefined),
  );
  answer(segmentStatistics, ({ session }) => session.statistics.types(session.wal.major));
  answer(segmentTransactions, async ({ survey }, { order, start, count }) =>
    page(await survey.transactions(order), start, count),
  );
  answer(segmentRelations, async ({ survey }, { order, start, count }) =>
    page(await survey.relations(order), start, count),
  );
}

function page<Row>(rows: readonly Row[], start: number, count: number) {
  return { total: rows.length, rows: rows.slice(start, start + Math.min(count, mostRows)) };
}
