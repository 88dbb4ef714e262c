import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memorySource } from '../../server/bytes/memoryFiles.ts';
import { majors } from '../../server/postgres/majors.ts';
import { openWal } from '../../server/postgres/wal/openWal.ts';
import type { RecordBatch } from '../../server/postgres/wal/reader.ts';
import type { Wal } from '../../server/postgres/wal/wal.ts';
import { bytesOf, openBytes, richest, seeded } from './fixtures.ts';
import { collect } from './heads.ts';
import type { RecordedCase } from './recorded.ts';

/** How long the mutations go on, in milliseconds, beyond the first hundred; WALSCOPE_FUZZ_MS for a longer run. */
const budget = Number(process.env.WALSCOPE_FUZZ_MS ?? 4000);
const seed = Number(process.env.WALSCOPE_FUZZ_SEED ?? 1);

/** The records of `wal` by position, as `take` makes them of their bytes. */
async function recordsIn<T>(wal: Wal, take: (record: Uint8Array, position: number) => T): Promise<T[]> {
  const each = (batch: RecordBatch, i: number) =>
    take(batch.memory.subarray(batch.address[i], batch.address[i] + batch.totalLength[i]), batch.position[i]);
  return (await collect(wal, each, { wholeRecords: true })).records;
}

type Mutation = (bytes: Uint8Array, random: () => number) => Uint8Array;

const anywhere = (bytes: Uint8Array, random: () => number) => Math.floor(random() * bytes.length);

const mutations: Mutation[] = [
  function flipBits(bytes, random) {
    for (let n = 1 + Math.floor(random() * 8); n > 0; n--)
      bytes[anywhere(bytes, random)] ^= 1 << (random() * 8);
    return bytes;
  },
  function overwrite(bytes, random) {
    const at = anywhere(bytes, random);
    for (let n = Math.floor(random() * 64); n > 0; n--) bytes[at + n] = random() * 256;
    return bytes;
  },
  function zeroes(bytes, random) {
    const at = anywhere(bytes, random);
    return bytes.fill(0, at, at + Math.floor(random() * 20000));
  },
  function largeLengths(bytes, random) {
    const at = anywhere(bytes, random) & ~7;
    bytes.set([255, 255, 255, random() * 256], at);
    return bytes;
  },
  function pageHeaders(bytes, random) {
    const at = (anywhere(bytes, random) & ~8191) + Math.floor(random() * 40);
    bytes[at] = random() * 256;
    return bytes;
  },
  function copyPage(bytes, random) {
    const from = anywhere(bytes, random) & ~8191;
    bytes.copyWithin(anywhere(bytes, random) & ~8191, from, from + 8192);
    return bytes;
  },
  function truncate(bytes, random) {
    return bytes.subarray(0, anywhere(bytes, random));
  },
];

/** A segment's first megabyte and its records by position. */
async function originalOf(one: RecordedCase) {
  const bytes = bytesOf(one).slice(0, 1 << 20);
  const wal = await openBytes(bytes, one.file);
  return {
    one,
    bytes,
    records: new Map(await recordsIn(wal, (record, at) => [at, record.slice()] as const)),
  };
}

/** What a run that hangs is ended by, in milliseconds. */
const patience = budget + 300_000;

test('mutated segments: no crash, no hang, and no record from changed bytes', {
  timeout: patience,
}, async () => {
  const random = seeded(seed);
  const originals = await Promise.all(richest.map(originalOf));
  const until = performance.now() + budget;
  for (let run = 0; run < 100 || performance.now() < until; run++) {
    const { one, bytes, records } = originals[Math.floor(random() * originals.length)];
    const mutate = mutations[Math.floor(random() * mutations.length)];
    const changed = mutate(bytes.slice(), random);
    const wal = await openBytes(changed, one.file);
    const wrong = (await recordsIn(wal, (record, at) => sameBytes(records.get(at), record))).indexOf(false);
    assert.equal(wrong, -1, `seed ${seed}, run ${run}, ${one.id}, ${mutate.name}: record ${wrong}`);
  }
});

function sameBytes(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && Buffer.compare(a, b) === 0;
}

for (const one of richest)
  test(`${one.major}: every single-bit flip inside a record is detected`, async () => {
    const { bytes, records } = await originalOf(one);
    const random = seeded(seed + one.major);
    const positions = [...records.keys()];
    const wal = await openBytes(bytes, one.file);
    for (let n = 0; n < 1000; n++) {
      const position = positions[Math.floor(random() * positions.length)];
      const length = Math.min(records.get(position)!.length, 8192 - (position % 8192));
      const at = position + Math.floor(random() * length);
      const bit = 1 << Math.floor(random() * 8);
      bytes[at] ^= bit;
      const start = wal.start + BigInt(position);
      const flipped = await openBytes(bytes, one.file);
      const options = { start, startsAtRecord: true, end: start + BigInt(64 * 1024) };
      const { records: found } = await collect(flipped, (batch, i) => batch.position[i], options);
      bytes[at] ^= bit;
      assert.notEqual(found[0], position, `${one.id}: bit ${bit} of byte ${at}`);
    }
  });

for (const one of richest)
  test(`${one.major}: of several changed records on a page the first ends the WAL`, async () => {
    const { bytes, records } = await originalOf(one);
    const random = seeded(seed + one.major);
    const wal = await openBytes(bytes, one.file);
    for (let n = 0; n < 200; n++) {
      const page = Math.floor(random() * bytes.length) & ~8191;
      const onPage = [...records].filter(([at, { length }]) => at >= page && at + length <= page + 8192);
      if (!onPage.length) continue;
      const positions = onPage.map(([at]) => at);
      const changed = positions.filter((_, i) => i % 7 === n % 7 || random() < 0.1);
      const damaged = bytes.slice();
      // their checksums, of which nothing but the checksum tells
      for (const at of changed) damaged[at + 20 + Math.floor(random() * 4)] ^= 1 << (random() * 8);
      const start = wal.start + BigInt(positions[0]);
      const options = { start, startsAtRecord: true, end: wal.start + BigInt(page + 8192) };
      const read = await openBytes(damaged, one.file);
      const { records: found } = await collect(read, (batch, i) => batch.position[i], options);
      const sound = changed.length ? positions.slice(0, positions.indexOf(changed[0])) : positions;
      assert.deepEqual(found, sound, `${one.id}: page ${page}, changed ${changed}`);
    }
  });

test('files that are no WAL, too short or empty are told as such, without a throw', async () => {
  const random = seeded(seed);
  const noise = Uint8Array.from({ length: 1 << 20 }, () => random() * 256);
  const text = new TextEncoder().encode('select 1;\n'.repeat(2000));
  for (const bytes of [new Uint8Array(0), noise.subarray(0, 100), noise, text, new Uint8Array(1 << 20)])
    for (const name of [undefined, '000000010000000000000001', 'x'])
      for (const major of [undefined, ...majors]) {
        const wal = await openWal([{ source: memorySource(bytes), name }], { major });
        const { records, end } = await collect(wal, (_, i) => i);
        assert.deepEqual(records, []);
        assert.equal(end.exitStatus, 1);
        assert.ok(end.message);
      }
});
