import { ErrorCodes, ResponseError } from 'vscode-languageserver';
import { FileError } from '../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../bytes/decompress.ts';
import { ArchiveSession } from '../inspect/timelines/archiveSession.ts';
import { cleanupBefore } from '../inspect/timelines/cleanup.ts';
import { compareTimelines } from '../inspect/timelines/compare.ts';
import { locateHistory, locateSegment } from '../inspect/timelines/locate.ts';
import {
  archiveCancel,
  archiveChanged,
  archiveCleanup,
  archiveClose,
  archiveCompare,
  archiveLocate,
  archiveOpen,
  archivePicture,
  archiveReadWal,
  archiveRefresh,
  archiveState,
} from '../protocol/archive.ts';
import type { RequestOf } from '../protocol.ts';
import { registerRecoveryRequests } from './recoveryRequests.ts';
import type { ServerParts } from './server.ts';
import { throttled } from './throttled.ts';
import { pathOfUri } from './uri.ts';

/** Milliseconds between two notices of progress. */
const noticeEvery = 150;

/** Answers the requests of the timelines view and the tree. Sessions live until they are closed or the process ends. */
export const archiveRequests =
  (platform: DecompressionPlatform) =>
  (parts: ServerParts): void =>
    registerArchiveRequests(parts, platform);

function registerArchiveRequests(parts: ServerParts, platform: DecompressionPlatform): void {
  const { connection, disk } = parts;
  const open = new Map<number, ArchiveSession>();
  let sessions = 0;

  function sessionOf(id: number): ArchiveSession {
    const session = open.get(id);
    if (!session) throw new ResponseError(ErrorCodes.InvalidParams, 'This folder is not open any more.');
    return session;
  }

  /** A handler for requests about an open session. */
  function answer<Params extends { readonly session: number }, Result>(
    { method }: RequestOf<Params, Result>,
    handle: (session: ArchiveSession, params: Params) => Result | Promise<Result>,
  ): void {
    connection.onRequest(
      method,
      async (params: Params): Promise<unknown> => handle(sessionOf(params.session), params),
    );
  }

  async function sourcesOf(session: ArchiveSession, cluster: number) {
    await session.listed();
    const sources = session.sources(cluster);
    if (!sources) throw new ResponseError(ErrorCodes.InvalidParams, 'There is no such cluster any more.');
    return sources;
  }

  const notices = throttled(noticeEvery, (session: ArchiveSession) => {
    if (open.has(session.id)) connection.sendNotification(archiveChanged.method, session.state);
  });

  /** What fails after the names are known is told to the log; what is on screen stays. */
  async function read(session: ArchiveSession): Promise<void> {
    try {
      await session.open();
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      throw new ResponseError(ErrorCodes.InvalidRequest, error.message);
    }
  }

  connection.onRequest(archiveOpen.method, async ({ uris }: { uris: readonly string[] }) => {
    const session = new ArchiveSession(++sessions, uris.map(pathOfUri), disk, platform, notices);
    open.set(session.id, session);
    try {
      await read(session);
    } catch (error) {
      open.delete(session.id);
      throw error;
    }
    return session.state;
  });
  answer(archiveState, session => session.state);
  answer(archiveRefresh, async session => {
    await read(session);
    return session.state;
  });
  answer(archiveCancel, session => {
    session.cancel();
    return null;
  });
  answer(archiveReadWal, session => {
    session.readWal().catch(error => connection.console.error(String(error)));
    return null;
  });
  answer(archiveClose, session => {
    open.delete(session.id);
    session.close();
    return null;
  });
  answer(archivePicture, (session, { cluster }) => session.picture(cluster) ?? null);
  answer(archiveLocate, async (session, { cluster, segment, history }) => {
    const inventory = (await sourcesOf(session, cluster)).cluster;
    const path =
      segment !== undefined
        ? locateSegment(inventory, segment)
        : history !== undefined
          ? locateHistory(inventory, history)
          : undefined;
    return path === undefined ? null : { path };
  });
  answer(archiveCompare, async (session, { cluster, one, other }) => {
    const comparison = await compareTimelines(disk, platform, await sourcesOf(session, cluster), one, other);
    return comparison ?? null;
  });
  answer(archiveCleanup, async (session, { cluster, backup }) => {
    const inventory = (await sourcesOf(session, cluster)).cluster;
    const segment = inventory.timelines.flatMap(({ backups }) => backups)[backup]?.firstSegment;
    return segment === undefined ? null : cleanupBefore(inventory, segment);
  });
  registerRecoveryRequests(parts, platform, { session: sessionOf, sources: sourcesOf });
}
