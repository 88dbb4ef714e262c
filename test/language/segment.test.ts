import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  type SegmentState,
  segmentChanged,
  segmentClose,
  segmentFilter,
  segmentFind,
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
} from '../../server/protocol/segment.ts';
import type { NotificationOf, RequestOf } from '../../server/protocol.ts';
import { bytesOf, richest, truthFolder } from '../wal/fixtures.ts';
import { linesOf } from '../wal/recorded.ts';
import { startClient, type TestClient } from './client.ts';

const one = richest[richest.length - 1];
const lines = linesOf(truthFolder, one);

async function segmentFile(name = one.file): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'walscope-segment-')), name);
  await writeFile(path, bytesOf(one));
  return pathToFileURL(path).href;
}

const asking =
  ({ connection }: TestClient) =>
  <Params, Result>({ method }: RequestOf<Params, Result>, params: Params): Promise<Result> =>
    connection.sendRequest(method, params);

function listen<Params>(
  { connection }: TestClient,
  { method }: NotificationOf<Params>,
  handle: (params: Params) => void,
): void {
  connection.onNotification(method, handle);
}

test('a segment is opened, shown in windows, searched and closed over standard input and output', async () => {
  const client = await startClient();
  const ask = asking(client);
  const told: SegmentState[] = [];
  listen(client, segmentChanged, state => told.push(state));
  const { session } = await ask(segmentOpen, { uri: await segmentFile() });

  const { rows } = await ask(segmentRows, { session, view: 0, start: lines.length - 3, count: 50 });
  assert.equal(rows.length, 3);
  const state = await ask(segmentState, { session });
  assert.deepEqual([state.records, state.major, state.done], [lines.length, one.major, true]);

  assert.ok('problems' in (await ask(segmentFilter, { session, filter: 'len>x' })));
  assert.ok('state' in (await ask(segmentFilter, { session, filter: 'rmgr:Heap' })));
  const heap = lines.filter(line => line.startsWith('rmgr: Heap '));
  while (!told.some(({ view }) => view.filter === 'rmgr:Heap' && view.done))
    await new Promise(resolve => setTimeout(resolve, 5));
  const { view } = await ask(segmentState, { session });
  assert.equal(view.rows, heap.length);
  const { text } = await ask(segmentText, { session, view: view.id, start: 0, count: 5, format: 'text' });
  assert.equal(
    text,
    heap
      .slice(0, 5)
      .map(line => `${line}\n`)
      .join(''),
  );

  const details = await ask(segmentRecord, { session, record: 0 });
  assert.equal(await ask(segmentFind, { session, view: 0, lsn: details!.lsn }), 0);
  assert.equal(await ask(segmentRecord, { session, record: lines.length }), null);
  const suggestions = await ask(segmentSuggest, { session, text: 'rmgr:He', cursor: 7 });
  assert.ok(suggestions.some(({ label }) => label === 'Heap'));
  const { records } = await ask(segmentOverview, { session, slices: 100 });
  assert.equal(
    records.reduce((a, b) => a + b, 0),
    lines.length,
  );
  const statistics = await ask(segmentStatistics, { session });
  assert.equal(
    statistics.reduce((sum, { count }) => sum + count, 0),
    lines.length,
  );
  const window = { session, start: 0, count: 10 };
  const transactions = await ask(segmentTransactions, { ...window, order: 'records' });
  const relations = await ask(segmentRelations, { ...window, order: 'records' });
  assert.ok(transactions.total > 0 && relations.total > 0);

  await ask(segmentClose, { session });
  await assert.rejects(ask(segmentRows, { session, view: 0, start: 0, count: 1 }), /not open any more/);
  assert.equal(await client.stop(), 0);
});

test('what can not be opened is an error with the reason, and what is no WAL says so', async () => {
  const client = await startClient();
  const ask = asking(client);
  await assert.rejects(
    ask(segmentOpen, { uri: 'file:///nowhere/000000010000000000000001' }),
    /could not open file "\/nowhere\/000000010000000000000001": No such file or directory/,
  );
  const path = join(await mkdtemp(join(tmpdir(), 'walscope-segment-')), 'notes.txt');
  await writeFile(path, 'no WAL at all\n'.repeat(5000));
  const { session } = await ask(segmentOpen, { uri: pathToFileURL(path).href });
  await ask(segmentRows, { session, view: 0, start: 0, count: 1 });
  const state = await ask(segmentState, { session });
  assert.equal(state.major, undefined);
  assert.deepEqual([state.records, state.end?.kind], [0, 'damage']);
  assert.match(state.end?.message ?? '', /not a WAL segment/);
  assert.equal(await client.stop(), 0);
});
