import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import '../seed.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { knownNames } from '../../server/inspect/names/knownNames.ts';
import { CatalogHeap } from '../../server/postgres/catalog/catalogHeap.ts';
import { tupleChanges } from '../../server/postgres/catalog/heapRecord.ts';
import { catalogRow } from '../../server/postgres/catalog/rows.ts';
import { tuplesOnPage } from '../../server/postgres/catalog/tuple.ts';
import { type Major, majors } from '../../server/postgres/majors.ts';
import { WalRecord } from '../../server/postgres/wal/record.ts';
import { clusterOf, found, recordedFind } from './recorded.ts';

const major = fc.constantFrom(...majors);
const page = fc.uint8Array({ minLength: 8192, maxLength: 8192 });

/** Any bytes behind a page header that adds up. */
function withHeader(bytes: Uint8Array, lower: number, upper: number): Uint8Array {
  const page = bytes.slice();
  const view = new DataView(page.buffer);
  view.setUint16(12, lower, true);
  view.setUint16(14, upper, true);
  view.setUint16(16, page.length, true);
  return page;
}

test('pages of any bytes give tuples that lie inside of them, and rows or none', () => {
  fc.assert(
    fc.property(page, fc.nat(400), fc.nat(7000), major, (bytes, pointers, free, major) => {
      const lower = 24 + 4 * pointers;
      const damaged = withHeader(bytes, lower, Math.min(8192, lower + free));
      for (const [offset, tuple] of tuplesOnPage(damaged)) {
        assert.ok(offset >= 1 && offset <= pointers);
        assert.ok(tuple.dataAt >= 0 && tuple.dataAt <= tuple.bytes.length);
        for (const catalog of ['class', 'namespace', 'database'] as const) catalogRow(catalog, tuple, major);
      }
    }),
    { numRuns: 200 },
  );
});

/** A heap record on block 0 of relation 1259 with any data. */
function heapRecord(major: Major, rmid: number, info: number, data: Uint8Array, main: Uint8Array) {
  const bytes = new Uint8Array(24 + 20 + 2 + data.length + main.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, true);
  bytes[16] = info;
  bytes[17] = rmid;
  bytes[25] = data.length ? 0x20 : 0;
  view.setUint16(26, data.length, true);
  view.setUint32(28, 1663, true);
  view.setUint32(32, 5, true);
  view.setUint32(36, 1259, true);
  bytes[44] = 255;
  bytes[45] = main.length;
  bytes.set(data, 46);
  bytes.set(main, 46 + data.length);
  const record = new WalRecord(major);
  assert.ok(record.decode(bytes, 0, bytes.length, 0, 1));
  return record;
}

test('records of any content change a catalog by no more than they hold', () => {
  const short = fc.uint8Array({ maxLength: 400 });
  fc.assert(
    fc.property(
      major,
      fc.constantFrom(9, 10),
      fc.nat(255),
      short,
      fc.uint8Array({ maxLength: 200 }),
      (...parts) => {
        const record = heapRecord(...parts);
        const heap = new CatalogHeap();
        const { changes } = heap.apply(record, 1259);
        assert.equal(changes.length, tupleChanges(record).length);
        for (const { after } of changes) assert.ok((after?.bytes.length ?? 0) <= 800);
      },
    ),
    { numRuns: 2000 },
  );
});

test('WAL that is damaged is said to be, and what comes in later segments is found', async () => {
  const { files } = recordedFind('fork-18');
  const whole = await found(files, []);
  const { segment, lsn } = whole.events[0];
  const source = await files.open(`/archive/${segment}`);
  const bytes = await source.read(0, source.size);
  const offset = Number.parseInt(lsn.split('/')[1], 16) % bytes.length;
  bytes.fill(0xff, offset, offset + 64);
  files.set(`/archive/${segment}`, bytes);
  const { stderr, events } = await found(files, []);
  assert.match(stderr, new RegExp(`${segment} cannot be read from ${lsn} on`));
  assert.deepEqual(
    events.map((event: { lsn: string }) => event.lsn),
    whole.events
      .filter((event: { segment: string }) => event.segment !== segment)
      .map((event: { lsn: string }) => event.lsn),
  );
});

test('catalogs of any damage give the names that can be read, and never an error', async () => {
  const { files } = recordedFind('kinds-18');
  const paths = (
    await Promise.all(
      ['/backup/global', ...(await files.list('/backup/base')).map(({ name }) => `/backup/base/${name}`)].map(
        async folder => (await files.list(folder)).map(({ name }) => `${folder}/${name}`),
      ),
    )
  ).flat();
  const cluster = await clusterOf(files);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...paths),
      fc.nat(),
      fc.uint8Array({ minLength: 1, maxLength: 64 }),
      async (path, place, noise) => {
        const source = await files.open(path);
        const whole = await source.read(0, source.size);
        const damaged = whole.slice(0, place % 3 === 0 ? place % (whole.length + 1) : whole.length);
        damaged.set(
          noise.subarray(0, damaged.length),
          place % Math.max(1, damaged.length - noise.length + 1),
        );
        files.set(path, damaged);
        await knownNames(files, cluster, nodeDecompression);
        files.set(path, whole);
      },
    ),
    { numRuns: 60 },
  );
});
