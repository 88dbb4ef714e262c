import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SegmentRows } from '../../server/inspect/segmentRows.ts';
import type { RecordField } from '../../server/protocol/segment.ts';
import { richest, truthFolder } from '../wal/fixtures.ts';
import { linesOf } from '../wal/recorded.ts';
import { openRead, readLine } from './sessions.ts';

/** A record of each type that the segment has. */
function oneOfEachType(lines: readonly { rmgr: string; type: string }[]): number[] {
  const seen = new Map<string, number>();
  for (const [at, { rmgr, type }] of lines.entries())
    if (!seen.has(`${rmgr}/${type}`)) seen.set(`${rmgr}/${type}`, at);
  return [...seen.values()];
}

function assertInside({ offset, length, children }: RecordField, outer?: RecordField): void {
  if (outer) {
    assert.ok(offset >= outer.offset);
    assert.ok(offset + length <= outer.offset + outer.length);
  }
  for (const child of children ?? []) assertInside(child, { name: '', text: '', offset, length });
}

for (const one of richest)
  test(`${one.major}: the parts of a record cover its bytes from the first to the last`, async () => {
    const session = await openRead(one);
    const rows = new SegmentRows(session);
    const lines = linesOf(truthFolder, one).map(readLine);
    for (const at of oneOfEachType(lines)) {
      const details = (await rows.details(at))!;
      const line = lines[at];
      assert.deepEqual(
        [details.lsn, details.prevLsn, details.manager, details.type, details.length, details.xid],
        [line.lsn, line.prev, line.rmgr, line.type, line.length, line.xid],
      );
      const what = `${line.rmgr}/${line.type}`;
      let next = 0;
      for (const part of [...details.parts].sort((a, b) => a.offset - b.offset)) {
        assert.equal(part.offset, next, what);
        next = part.offset + part.length;
        assertInside(part);
      }
      assert.equal(next, details.totalBytes, what);
      assert.deepEqual(
        details.blockReferences.map(({ relation, fork, block, image }) => ({
          relation,
          fork,
          block,
          image: image !== undefined,
        })),
        line.blocks,
      );
      if (at + 1 < lines.length && line.type !== 'SWITCH')
        assert.ok(lsn(details.endLsn) <= lsn(lines[at + 1].lsn), what);
    }
    assert.equal(await rows.details(lines.length), undefined);
    await session.close();
  });

const lsn = (text: string) => Number.parseInt(text.split('/')[1], 16);

test('bytes of a record come in pieces that make up the whole', async () => {
  const one = richest[richest.length - 1];
  const session = await openRead(one);
  const rows = new SegmentRows(session);
  const lines = linesOf(truthFolder, one).map(readLine);
  const longest = lines.reduce((best, line, at) => (line.length > lines[best].length ? at : best), 0);
  const pieces: Buffer[] = [];
  for (let at = 0; at < lines[longest].length; at += 1000)
    pieces.push(Buffer.from(await rows.bytes(longest, at, 1000), 'base64'));
  const whole = Buffer.concat(pieces);
  assert.equal(whole.length, lines[longest].length);
  assert.equal(whole.readUInt32LE(0), lines[longest].length);
  const { bytes } = (await rows.details(longest))!;
  assert.ok(whole.subarray(0, 4096).equals(Buffer.from(bytes, 'base64')));
  await session.close();
});
