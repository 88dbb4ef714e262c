import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import fc from 'fast-check';
import { crc32c } from '../../server/postgres/crc32c.ts';
import { archiverQueue, parseArchiveStatusName } from '../../server/postgres/files/archiveStatus.ts';
import { formatHistoryName, parseHistory, parseHistoryName } from '../../server/postgres/files/history.ts';
import { parseTablespaceMap } from '../../server/postgres/files/tablespaceMap.ts';
import { readWalSummary } from '../../server/postgres/files/walSummary.ts';
import { formatLsn } from '../../server/postgres/lsn.ts';
import { sha256 } from '../../server/postgres/sha256.ts';

const seeded = { seed: 20260823 };
const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const lsn = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

test("SHA-256 equals Node's for any bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
      assert.deepEqual(sha256(bytes), new Uint8Array(createHash('sha256').update(bytes).digest()));
    }),
    seeded,
  );
});

test('a history that the server wrote is read back', () => {
  const ancestors = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 0xffff_fffe }), lsn), {
    selector: ([timeline]) => timeline,
    maxLength: 20,
  });
  fc.assert(
    fc.property(ancestors, unordered => {
      const ordered = unordered.sort(([a], [b]) => a - b);
      const text = ordered
        .map(([timeline, end]) => `${timeline}\t${formatLsn(end)}\tafter LSN 0/1\n\n`)
        .join('');
      const { value, problems } = parseHistory(text, 0xffff_ffff);
      assert.deepEqual(
        problems.filter(problem => problem.level !== 'ADVICE'),
        [],
      );
      assert.deepEqual(
        value.entries.map(entry => [entry.timeline, entry.end, entry.reason]),
        ordered.map(([timeline, end]) => [timeline, end, 'after LSN 0/1']),
      );
    }),
    seeded,
  );
});

test('the name of any timeline is read back', () => {
  fc.assert(
    fc.property(uint32, timeline => assert.equal(parseHistoryName(formatHistoryName(timeline)), timeline)),
    seeded,
  );
});

test('a tablespace_map escaped as the server escapes it gives the paths back', () => {
  const path = fc.string({ minLength: 1, maxLength: 80 }).filter(text => !text.includes('\0'));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 0xffff_ffff }), path)), links => {
      const escaped = (text: string) => text.replace(/[\n\r\\]/g, '\\$&');
      const text = links.map(([oid, target]) => `${oid} /${escaped(target)}\n`).join('');
      const { value, problems } = parseTablespaceMap(text, 17);
      assert.deepEqual(problems, []);
      assert.deepEqual(
        value.map(link => [link.oid, link.path]),
        links.map(([oid, target]) => [String(oid), `/${target}`]),
      );
    }),
    seeded,
  );
});

test('the archiver takes histories first, then by name; other files do not count', () => {
  const names = [
    '000000010000000000000004.ready',
    '000000020000000000000001.ready',
    '00000003.history.ready',
    '000000010000000000000003.00000028.backup.ready',
    '000000010000000000000003.ready',
    '000000010000000000000003.partial.ready',
    '00000002.history.ready',
    '000000010000000000000002.done',
    'archiving.ready',
    '000000010000000000000005.ready.tmp',
  ];
  assert.deepEqual(archiverQueue(names), [
    '00000002.history',
    '00000003.history',
    '000000010000000000000003',
    '000000010000000000000003.00000028.backup',
    '000000010000000000000003.partial',
    '000000010000000000000004',
    '000000020000000000000001',
  ]);
  assert.deepEqual(parseArchiveStatusName(names[7]), { file: '000000010000000000000002', state: 'done' });
});

/** Writes a summary of one fork as the server does: a list of changed blocks, or a bitmap of them. */
function makeSummary(relation: number, blocks: readonly number[], limit: number): Uint8Array {
  const chunkCount = Math.floor((blocks.at(-1) ?? -1) / 65536) + 1;
  const chunks = Array.from({ length: chunkCount }, (_, chunk) => {
    const within = blocks.filter(block => Math.floor(block / 65536) === chunk).map(block => block % 65536);
    if (within.length < 4096) return within;
    const words = new Array<number>(4096).fill(0);
    for (const block of within) words[block >> 4] |= 1 << (block & 15);
    return words;
  });
  const words = (values: readonly number[]) => [...new Uint8Array(Uint32Array.from(values).buffer)];
  const halves = (values: readonly number[]) => [...new Uint8Array(Uint16Array.from(values).buffer)];
  const body = Uint8Array.from([
    ...words([0x652b137b, 1663, 5, relation, 0, limit, chunkCount]),
    ...halves(chunks.map(chunk => chunk.length)),
    ...chunks.flatMap(halves),
    ...words([0, 0, 0, 0, 0, 0]),
  ]);
  return Uint8Array.from([...body, ...words([crc32c(body)])]);
}

test('summaries: any set of blocks is read back, as list and as bitmap', () => {
  const sparse = fc.uniqueArray(fc.integer({ min: 0, max: 200_000 }), { maxLength: 50 });
  const dense = fc
    .tuple(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: 4096, max: 5500 }))
    .map(([first, count]) => Array.from({ length: count }, (_, i) => first + i));
  const limit = fc.oneof(fc.constant(0xffff_ffff), fc.integer({ min: 0, max: 1000 }));
  fc.assert(
    fc.property(fc.oneof(sparse, dense), limit, (unordered, limitBlock) => {
      const blocks = [...unordered].sort((a, b) => a - b);
      const { value, problems } = readWalSummary(makeSummary(16384, blocks, limitBlock), 'x');
      assert.deepEqual(problems, []);
      const [fork] = value.forks;
      const read = fork.blocks.flatMap(([first, last]) =>
        Array.from({ length: last - first + 1 }, (_, i) => first + i),
      );
      assert.deepEqual(read, blocks);
      assert.equal(fork.limitBlock, limitBlock === 0xffff_ffff ? undefined : limitBlock);
    }),
    { ...seeded, numRuns: 40 },
  );
});
