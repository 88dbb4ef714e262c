import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { SegmentRows } from '../../server/inspect/segmentRows.ts';
import { openSegment } from '../../server/inspect/segmentSession.ts';
import { formatLsn } from '../../server/postgres/lsn.ts';
import { bytesOf, richest, seeded, truthFolder } from '../wal/fixtures.ts';
import { linesOf } from '../wal/recorded.ts';
import { openBytes, readLine } from './sessions.ts';

const one = richest[richest.length - 1];
const lines = linesOf(truthFolder, one).map(readLine);
const lsnsOf = (count: number) => lines.slice(0, count).map(({ lsn }) => lsn);

test('mutated segments: what is before the damage is shown as it was, and the end is told', {
  timeout: 300_000,
}, async () => {
  const random = seeded(20261123);
  const original = bytesOf(one);
  for (let round = 0; round < 60; round++) {
    const bytes = original.slice();
    const at = Math.floor(random() * bytes.length);
    const length = 1 + Math.floor(random() ** 3 * 9000);
    for (let i = at; i < Math.min(at + length, bytes.length); i++) bytes[i] = Math.floor(random() * 256);
    const session = await openBytes(bytes, one.file);
    const rows = new SegmentRows(session);
    await session.read;
    const { records, end, done } = session.state;
    assert.ok(done && end);
    const count = Math.min(records, lines.length);
    const last = await rows.rows(0, Math.max(0, count - 20), 20);
    assert.deepEqual(
      last.map(({ lsn }) => lsn),
      lsnsOf(count).slice(Math.max(0, count - 20)),
      `round ${round}`,
    );
    if (records > 0) assert.ok(await rows.details(records - 1));
    const { atLsn } = session.index.end!;
    if (atLsn <= session.wal.end) assert.equal(await rows.find(0, formatLsn(atLsn)), records - 1);
    if (records < lines.length) assert.ok(end.message.length > 0);
    await session.close();
  }
});

test('files that are cut off, empty or something else open and say what is wrong', async () => {
  const bytes = bytesOf(one);
  const cut = await openBytes(bytes.slice(0, 100_000), one.file);
  await cut.read;
  assert.ok(cut.state.records > 0 && cut.state.records < lines.length);
  assert.equal(cut.state.end?.kind, 'damage');
  assert.match(cut.state.end?.message ?? '', /could not read from file/);
  for (const other of [new Uint8Array(0), new Uint8Array(1 << 20), new TextEncoder().encode('hello')]) {
    const session = await openBytes(other, one.file);
    await session.read;
    assert.equal(session.state.records, 0);
    assert.ok((session.state.end?.message ?? '').length > 0);
    const neverWritten = other.length === 1 << 20;
    assert.equal(session.state.end?.kind, neverWritten ? 'wal' : 'damage');
    assert.deepEqual(await new SegmentRows(session).rows(0, 0, 10), []);
  }
});

test('a record that is gone since the segment was read is a row that says so', async () => {
  const bytes = bytesOf(one);
  const source = {
    size: bytes.length,
    read: async (offset: number, length: number) => bytes.slice(offset, offset + length),
    close: async () => {},
  };
  const files = new MemoryFiles([[`/wal/${one.file}`, bytes]]);
  const open = async () => source;
  const session = await openSegment(
    { ...methods(files), open },
    `/wal/${one.file}`,
    nodeDecompression,
    1,
    () => {},
  );
  await session.read;
  const rows = new SegmentRows(session);
  await session.filter('rmgr:Heap');
  while (!session.state.view.done) await new Promise(resolve => setTimeout(resolve, 1));
  bytes.fill(0);
  const [row] = await rows.rows(session.state.view.id, 0, 1);
  assert.match(row.description, /no longer has this record/);
  assert.equal(await rows.details(0), undefined);
  await session.close();
});

const methods = (files: MemoryFiles) => ({
  stat: (path: string) => files.stat(path),
  list: (path: string) => files.list(path),
});
