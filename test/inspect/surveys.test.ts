import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SegmentSurvey } from '../../server/inspect/segmentSurvey.ts';
import { recorded, truthFolder } from '../wal/fixtures.ts';
import { linesOf } from '../wal/recorded.ts';
import { type Line, openRead, readLine } from './sessions.ts';

const cases = recorded.cases.filter(one => one.records > 0 && one.segmentSize <= 1 << 20);

/** How pg_waldump's lines say that transactions ended, by transaction. */
function outcomes(lines: readonly Line[]): Map<number, string> {
  const found = new Map<number, string>();
  for (const { rmgr, type, xid, text } of lines) {
    if (rmgr !== 'Transaction') continue;
    if (type === 'PREPARE') found.set(xid, 'prepared');
    const outcome = /^COMMIT/.test(type) ? 'committed' : /^ABORT/.test(type) ? 'aborted' : undefined;
    if (!outcome) continue;
    const prepared = /desc: \w+_PREPARED (\d+): /.exec(text)?.[1];
    const subtransactions = /; subxacts:((?: \d+)+)/.exec(text)?.[1].trim().split(' ') ?? [];
    for (const one of [Number(prepared ?? xid), ...subtransactions.map(Number)])
      if (one !== 0) found.set(one, outcome);
  }
  return found;
}

test('transactions: records, bytes and outcome are what the lines of pg_waldump add up to', async () => {
  for (const one of cases) {
    const session = await openRead(one);
    const lines = linesOf(truthFolder, one).map(readLine);
    const rows = await new SegmentSurvey(session).transactions('xid');
    const ends = outcomes(lines);
    const written = new Set(lines.filter(({ xid }) => xid > 0).map(({ xid }) => xid));
    assert.equal(rows.length, new Set([...written, ...ends.keys()]).size, one.id);
    for (const row of rows) {
      const own = lines.filter(({ xid }) => xid === row.xid);
      assert.equal(row.records, own.length, one.id);
      assert.equal(
        row.bytes,
        own.reduce((total, { length }) => total + length, 0),
      );
      assert.equal(row.outcome, ends.get(row.xid) ?? 'open', `${one.id} ${row.xid}`);
      if (own.length > 0) assert.equal(row.firstLsn, own[0].lsn);
    }
    await session.close();
  }
});

test('relations: records, blocks and images are what the lines of pg_waldump add up to', async () => {
  for (const one of cases) {
    const session = await openRead(one);
    const lines = linesOf(truthFolder, one).map(readLine);
    const rows = await new SegmentSurvey(session).relations('relation');
    const known = new Set(lines.flatMap(({ blocks }) => blocks.map(({ relation }) => relation)));
    assert.deepEqual(new Set(rows.map(({ relation }) => relation)), known, one.id);
    for (const { relation, records, blocks, images } of rows) {
      const own = lines.filter(line => line.blocks.some(block => block.relation === relation));
      const references = own.flatMap(line => line.blocks.filter(block => block.relation === relation));
      assert.deepEqual(
        [records, blocks, images],
        [own.length, references.length, references.filter(({ image }) => image).length],
        `${one.id} ${relation}`,
      );
    }
    await session.close();
  }
});
