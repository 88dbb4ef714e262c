import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { archiveOf } from '../../scripts/bench/makeArchive.ts';
import { headSample } from '../../server/archive/headSample.ts';
import { openArchive } from '../../server/archive/openArchive.ts';
import { SegmentTally } from '../../server/archive/segmentTally.ts';
import { recogniseWalObject } from '../../server/archive/walObject.ts';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { parseSegmentName } from '../../server/postgres/segmentName.ts';

const size = 16 * 1024 * 1024;

/** An archive of empty files. */
function filesOf({ segments, histories }: ReturnType<typeof archiveOf>): MemoryFiles {
  const all: readonly (readonly [string, string])[] = [
    ...segments.map(name => [name, ''] as const),
    ...histories,
  ];
  return new MemoryFiles(all.map(([name, text]) => [`/archive/${name}`, text]));
}

describe('an archive of very many segments', () => {
  it('is judged by its names where no file that was looked at holds WAL', async () => {
    const made = archiveOf(12_000, 20);
    const opened = await openArchive(filesOf(made), ['/archive'], nodeDecompression);
    const named = await openArchive(filesOf(made), ['/archive'], nodeDecompression, { namesOnly: true });
    assert.deepEqual(opened.clusters, named.clusters);
    assert.equal(opened.problems[0].code, 'heads-without-wal');
    assert.equal(named.clusters[0].timelines.length, 20);
  });

  it('misses no hole and finds no other one', async () => {
    const made = archiveOf(12_000, 20);
    const { clusters } = await openArchive(filesOf(made), ['/archive'], nodeDecompression, {
      namesOnly: true,
    });
    for (const { timeline, startLsn, endLsn, gaps, segmentCount } of clusters[0].timelines) {
      const numbers = made.segments
        .filter(name => name.length === 24 && Number.parseInt(name.slice(0, 8), 16) === timeline)
        .map(name => Number(parseSegmentName(name, size)!.number))
        .sort((a, b) => a - b);
      assert.equal(segmentCount, numbers.length);
      assert.equal(startLsn, BigInt(numbers[0]) * BigInt(size));
      assert.equal(endLsn, BigInt(numbers[numbers.length - 1] + 1) * BigInt(size));
      const missing = gaps.reduce((sum, gap) => sum + gap.to - gap.from + 1, 0);
      assert.equal(missing, numbers[numbers.length - 1] - numbers[0] + 1 - numbers.length);
    }
  });
});

describe('a sample of segments', () => {
  const objects = archiveOf(5000, 10)
    .segments.filter(name => name.length === 24)
    .map(name => recogniseWalObject(name, '/archive', 'archive')!);

  it('holds the first and last of each timeline and is not much larger than wanted', () => {
    const sample = headSample(objects, 500);
    assert.ok(sample.length <= 500 + 20);
    assert.equal(new Set(sample).size, sample.length);
    for (const timeline of new Set(objects.map(({ name }) => name.slice(0, 8)))) {
      const names = objects.map(({ name }) => name).filter(name => name.startsWith(timeline));
      for (const end of [names[0], names[names.length - 1]])
        assert.ok(sample.some(({ name }) => name === end));
    }
  });

  it('is all of them where they are few', () => {
    assert.deepEqual(headSample(objects, objects.length), objects);
  });
});

describe('a tally of segments', () => {
  it('gives each number once, in order, with the best of its ranks', () => {
    const near = fc.integer({ min: 1000, max: 1050 });
    const files = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 3 }), fc.oneof(near, fc.nat(2 ** 43)), fc.nat(7)),
    );
    fc.assert(
      fc.property(files, all => {
        const tally = new SegmentTally();
        const expected = new Map<number, Map<number, number>>();
        for (const [timeline, number, rank] of all) {
          tally.add(timeline, number, rank);
          const own = expected.get(timeline) ?? new Map<number, number>();
          own.set(number, Math.min(own.get(number) ?? 7, rank));
          expected.set(timeline, own);
        }
        assert.deepEqual([...tally.timelines()], [...expected.keys()]);
        for (const [timeline, own] of expected) {
          const { numbers, ranks } = tally.best(timeline);
          const sorted = [...own].sort(([a], [b]) => a - b);
          assert.deepEqual(
            [...numbers].map((number, at) => [number, ranks[at]]),
            sorted,
          );
        }
      }),
    );
  });
});
