import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openArchive } from '../../server/archive/openArchive.ts';
import { sizeOfNames } from '../../server/archive/sizeOfNames.ts';
import { recogniseWalObject } from '../../server/archive/walObject.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { nameOf } from './made.ts';
import { firstPage, MadeFiles } from './madeFiles.ts';

const mega = 2 ** 20;

test('names of segments that cross from one 4 GB of log to the next tell how large they are', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 20, max: 30 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 20 }),
      (power, log, behind) => {
        const size = 2 ** power;
        const first = (log * 2 ** 32) / size - 2;
        const names = Array.from({ length: 3 + behind }, (_, i) => nameOf(1, first + i, size));
        const objects = names.map(name => recogniseWalObject(`${name}.gpg`, '/a', 'archive')!);
        // from one with few segments in 4 GB all of them may be there, and the names of a smaller size fit as well
        if (3 + behind <= 2 ** 32 / size) assert.equal(sizeOfNames(objects), size);
      },
    ),
  );
});

test('16 MB is taken where the names tell nothing, less where they are too many for it', () => {
  const sizeOf = (...names: string[]) =>
    sizeOfNames(names.map(name => recogniseWalObject(name, '/a', 'archive')!));
  assert.equal(sizeOf('000000010000000000000003', '000000010000000000000007'), 16 * mega);
  assert.equal(sizeOf('0000000100000000000001FF'), 8 * mega);
  assert.equal(sizeOf('000000010000000000000A00'), mega);
});

test('the size that most segments have counts, not that of a stray', async () => {
  const made = [1, 2, 3].map(number => {
    const address = BigInt(number) * BigInt(16 * mega);
    const page = { major: 17, system: 5n, timeline: 1, address, segmentSize: 16 * mega } as const;
    return [`/a/${nameOf(1, number, 16 * mega)}`, { head: firstPage(page), size: 16 * mega }] as const;
  });
  const page = {
    major: 17,
    system: 5n,
    timeline: 1,
    address: 0xa0n * BigInt(mega),
    segmentSize: mega,
  } as const;
  const stray = ['/a/0000000100000000000000A0', { head: firstPage(page), size: mega }] as const;
  const { clusters } = await openArchive(new MadeFiles([stray, ...made]), ['/a'], nodeDecompression);
  assert.equal(clusters[0].segmentSize, 16 * mega);
  assert.equal(clusters[0].timelines[0].segmentCount, 3);
});
