import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { crc32cCarriedOn } from '../../server/postgres/crc32c.ts';
import { type RecordBatch, scanWal } from '../../server/postgres/wal/reader.ts';
import { releaseScanner, takeScanner } from '../../server/postgres/wal/scan/scanner.ts';
import { StatsTable } from '../../server/postgres/wal/statsTable.ts';
import { openCase, richest } from './fixtures.ts';
import { collect, headLine } from './heads.ts';

test("the scanner's checksum of any bytes is that of the plain algorithm", () => {
  const scanner = takeScanner();
  const [{ address, bytes }] = scanner.inputs;
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 1500, size: 'max' }),
      fc.integer({ min: 16, max: 40 }),
      fc.integer({ min: 0, max: 0xffff_ffff }),
      (data, from, register) => {
        bytes.fill(0xff, 0, from + data.length + 32);
        bytes.set(data, from);
        const sum = scanner.wasm.crc32c(register, address + from, data.length) >>> 0;
        assert.equal(sum, crc32cCarriedOn(register, data) >>> 0);
      },
    ),
    { numRuns: 2000, seed: 3 },
  );
  releaseScanner(scanner);
});

const whereLast = ({ count, position, end }: RecordBatch) => `${position[count - 1]} to ${end[count - 1]}`;

test('a scan that only counts counts what the batches hold, and keeps their ends', async () => {
  for (const one of richest) {
    const wal = await openCase(one);
    const expected = new StatsTable();
    for await (const batch of scanWal(wal)) expected.add(batch, 0, batch.count);
    const stats = new StatsTable();
    const ends: string[] = [];
    for await (const batch of scanWal(wal, { stats, endsOnly: true }))
      ends.push(headLine(batch, 0), whereLast(batch));
    assert.deepEqual(stats, expected, one.id);
    let expectedEnds: string[] = [];
    for await (const batch of scanWal(wal))
      expectedEnds = [expectedEnds[0] ?? headLine(batch, 0), whereLast(batch)];
    assert.deepEqual(ends, expectedEnds, one.id);
  }
});

test('a scan that counts as well gives the same records', async () => {
  for (const one of richest) {
    const wal = await openCase(one);
    const stats = new StatsTable();
    const counted = await collect(wal, headLine, { stats });
    assert.deepEqual(counted, await collect(wal, headLine), one.id);
    assert.equal(
      stats.counts.reduce((sum, count) => sum + count),
      counted.records.length,
      one.id,
    );
  }
});

test('a single record can be read from wherever one begins', async () => {
  for (const one of richest) {
    const wal = await openCase(one);
    const whole = (
      await collect(wal, (batch, at) => ({ line: headLine(batch, at), position: batch.position[at] }))
    ).records;
    for (const { line, position } of whole.filter((_, i) => i % 97 === 0)) {
      const options = { start: wal.start + BigInt(position), startsAtRecord: true, single: true };
      assert.deepEqual((await collect(wal, headLine, options)).records, [line], one.id);
    }
  }
});
