import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ByteSource } from '../../server/bytes/byteSource.ts';
import { openWal } from '../../server/postgres/wal/openWal.ts';
import { readRecord } from '../../server/postgres/wal/readRecord.ts';
import {
  createRecordIndex,
  fillIndex,
  ordinalAtLsn,
  recordsBetween,
} from '../../server/postgres/wal/recordIndex.ts';
import { bytesOf, openCase, richest, truthFolder } from './fixtures.ts';
import { collect, headLine, lsnOf } from './heads.ts';
import { segmentOf } from './recorded.ts';

/** A source that gives its bytes only through `read`, and forgets what it was asked for. */
function withoutReadInto(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: async (offset, length) => bytes.slice(offset, offset + length),
    close: async () => {},
  };
}

test('sources with and without memory of the reader give the same records', async () => {
  for (const one of richest) {
    const wal = await openCase(one);
    const other = await openWal([{ source: withoutReadInto(bytesOf(one)), name: one.file }]);
    assert.deepEqual(await collect(other, headLine), await collect(wal, headLine), one.id);
  }
});

test('a segment without a name is the one that its first page says', async () => {
  for (const one of richest) {
    const wal = await openCase(one);
    const nameless = await openWal([{ source: segmentOf(truthFolder, one).source }]);
    assert.equal(nameless.start, wal.start, one.id);
    assert.equal(nameless.major, one.major);
  }
});

test('any window of an index is the slice of the whole', async () => {
  for (const one of richest) {
    const wal = await openCase(one);
    const whole = (await collect(wal, headLine)).records;
    const index = createRecordIndex(wal);
    await fillIndex(index);
    assert.equal(index.count, whole.length);
    const ordinal = fc.integer({ min: 0, max: whole.length + 3 });
    await fc.assert(
      fc.asyncProperty(ordinal, fc.integer({ min: 0, max: 300 }), async (from, length) => {
        const window: string[] = [];
        for await (const { batch, first, last, ordinal } of recordsBetween(index, from, from + length)) {
          assert.equal(ordinal, from + window.length);
          for (let i = first; i < last; i++) window.push(headLine(batch, i));
        }
        assert.deepEqual(window, whole.slice(from, from + length));
      }),
      { numRuns: 30, seed: 7 },
    );
  }
});

test('an index finds the first record at or after any LSN', async () => {
  for (const one of richest) {
    const wal = await openCase(one);
    const lsns = (await collect(wal, lsnOf)).records;
    const index = createRecordIndex(wal);
    await fillIndex(index);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: one.segmentSize }), async offset => {
        const lsn = wal.start + BigInt(offset);
        const expected = lsns.findIndex(each => each >= lsn);
        assert.equal(await ordinalAtLsn(index, lsn), expected < 0 ? lsns.length : expected);
      }),
      { numRuns: 40, seed: 7 },
    );
  }
});

test('a scan from any LSN on gives the records at or after it', async () => {
  for (const one of richest) {
    const wal = await openCase(one);
    const all = (await collect(wal, headLine)).records;
    const lsns = (await collect(wal, lsnOf)).records;
    await fc.assert(
      fc.asyncProperty(fc.nat(lsns.length - 1), fc.nat(64), fc.nat(lsns.length - 1), async (i, back, j) => {
        const start = lsns[i] - BigInt(back);
        const end = lsns[j];
        const { records } = await collect(wal, headLine, { start, end });
        const first = lsns.findIndex(lsn => lsn >= start);
        assert.deepEqual(records, all.slice(first, Math.max(first, j)));
      }),
      { numRuns: 25, seed: 11 },
    );
  }
});

test('the bytes kept with a batch are those of the record read alone, also across pages', async () => {
  for (const one of richest) {
    const wal = await openCase(one);
    const { records } = await collect(
      wal,
      (batch, i) => ({
        lsn: lsnOf(batch, i),
        bytes: batch.memory.slice(batch.address[i], batch.address[i] + batch.totalLength[i]),
      }),
      { wholeRecords: true },
    );
    for (const { lsn, bytes } of records) assert.deepEqual(await readRecord(wal, lsn), bytes);
  }
});

test('a scan that is aborted rejects and leaves the scanner usable', async () => {
  const wal = await openCase(richest[0]);
  const abort = new AbortController();
  const index = createRecordIndex(wal);
  const filling = fillIndex(index, { signal: abort.signal, onBatch: () => abort.abort() });
  await assert.rejects(filling, { name: 'AbortError' });
  assert.ok(index.count > 0 && index.end === undefined);
  assert.equal((await collect(wal, headLine)).records.length, richest[0].records);
});
