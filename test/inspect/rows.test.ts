import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SegmentRows } from '../../server/inspect/segmentRows.ts';
import { bytesOf, richest, truthFolder } from '../wal/fixtures.ts';
import { linesOf } from '../wal/recorded.ts';
import { openBytes, openRead, readLine, selected } from './sessions.ts';

for (const one of richest) {
  const { major } = one;

  test(`${major}: any window of rows equals the slice of what pg_waldump printed`, async () => {
    const session = await openRead(one);
    const rows = new SegmentRows(session);
    const lines = linesOf(truthFolder, one);
    assert.equal(session.state.records, lines.length);
    await fc.assert(
      fc.asyncProperty(fc.nat(lines.length + 10), fc.integer({ min: 0, max: 150 }), async (start, count) => {
        const { text } = await rows.text(0, start, count, 'text');
        const expected = lines.slice(start, start + count).map(line => `${line}\n`);
        assert.equal(Buffer.from(text).toString('latin1'), expected.join(''));
        const window = await rows.rows(0, start, count);
        for (const [at, row] of window.entries()) {
          const line = readLine(lines[start + at]);
          assert.equal(row.record, start + at);
          assert.deepEqual(
            [row.lsn, row.manager, row.type, row.xid, row.length, row.imageLength],
            [line.lsn, line.rmgr, line.type, line.xid, line.length, line.imageLength],
          );
        }
        assert.ok(window.length > 0 || expected.length === 0);
        assert.ok(JSON.stringify(window).length <= 64 * 1024);
      }),
      { numRuns: 40, seed: 2 },
    );
    await session.close();
  });

  test(`${major}: windows of a filtered view equal the slice of the lines that match`, async () => {
    const session = await openRead(one);
    const rows = new SegmentRows(session);
    const lines = linesOf(truthFolder, one).map(readLine);
    await selected(session, 'rmgr:Btree');
    const { id } = session.state.view;
    const btree = lines.filter(line => line.rmgr === 'Btree');
    for (const start of [0, 1, Math.floor(btree.length / 2), Math.max(0, btree.length - 3)]) {
      const found = await rows.rows(id, start, 20);
      assert.deepEqual(
        found.map(({ lsn }) => lsn),
        btree.slice(start, start + found.length).map(({ lsn }) => lsn),
      );
    }
    await session.close();
  });

  test(`${major}: going to an LSN finds the first record at or behind it, in every view`, async () => {
    const session = await openRead(one);
    const rows = new SegmentRows(session);
    const lines = linesOf(truthFolder, one).map(readLine);
    const last = lines.length - 1;
    for (const at of [0, 1, Math.floor(last / 2), last]) {
      assert.equal(await rows.find(0, lines[at].lsn), at);
      if (at > 0) assert.equal(await rows.find(0, behind(lines[at - 1].lsn)), at);
    }
    assert.equal(await rows.find(0, '0/0'), 0);
    assert.equal(await rows.find(0, session.state.endLsn ?? ''), last);
    assert.equal(await rows.find(0, 'FFFFFFFF/0'), -1);
    assert.equal(await rows.find(0, 'no LSN'), undefined);
    const commits = await selected(session, 'type:COMMIT');
    const { id } = session.state.view;
    if (commits.length > 1) assert.equal(await rows.find(id, behind(lines[commits[0]].lsn)), 1);
    await session.close();
  });
}

/** The LSN one byte further. */
function behind(lsn: string): string {
  const [high, low] = lsn.split('/');
  return `${high}/${(Number.parseInt(low, 16) + 1).toString(16)}`;
}

test('rows that are not read yet are waited for', async () => {
  const one = richest[richest.length - 1];
  const session = await openBytes(bytesOf(one), one.file);
  const rows = await new SegmentRows(session).rows(0, one.records - 5, 100);
  assert.equal(rows.length, 5);
  await session.close();
});
