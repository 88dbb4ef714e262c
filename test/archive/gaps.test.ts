import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findGaps } from '../../server/archive/gaps.ts';
import { SegmentRuns } from '../../server/archive/segmentRuns.ts';
import { TimelineTree } from '../../server/archive/timelineTree.ts';
import { parseHistory } from '../../server/postgres/files/history.ts';
import { formatLsn } from '../../server/postgres/lsn.ts';

const size = 1 << 20;
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** The gaps where timeline 2 leaves 1 in the middle of segment 10. */
function gapsOf(one: readonly number[], two: readonly number[]) {
  const present = new Map([
    [1, new SegmentRuns(one)],
    [2, new SegmentRuns(two)],
  ]);
  const history = parseHistory(
    `1\t${formatLsn(10n * BigInt(size) + 4096n)}\tno recovery target specified\n`,
    2,
  );
  return findGaps(new TimelineTree([history.value], present.keys()), present, size);
}

describe('gaps at a fork', () => {
  it('are none when the parent reaches the fork and the child begins with its segment', () => {
    assert.deepEqual(gapsOf(numbers(3, 9), numbers(10, 15)), []);
  });

  it("are none where an old primary's own later segments are missing", () => {
    assert.deepEqual(gapsOf(numbers(3, 12), numbers(10, 15)), []);
  });

  it("cut off the child when the parent's last segments before the fork are missing", () => {
    assert.deepEqual(gapsOf(numbers(3, 7), numbers(10, 15)), [{ timeline: 1, from: 8, to: 9, cuts: [2] }]);
  });

  it("belong to the child when its first segment is missing, even if the parent's is there", () => {
    assert.deepEqual(gapsOf(numbers(3, 10), numbers(11, 15)), [{ timeline: 2, from: 10, to: 10, cuts: [2] }]);
  });

  it('cut off every timeline whose path runs over them', () => {
    assert.deepEqual(gapsOf([3, 5, 6, 7, 8, 9, 10, 11], numbers(10, 12)), [
      { timeline: 1, from: 4, to: 4, cuts: [1, 2] },
    ]);
  });

  it('are none before the first segment: retention removed those', () => {
    assert.deepEqual(gapsOf([], numbers(12, 15)), []);
  });
});

describe('runs of segments', () => {
  it('tell presence and holes as a set does', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60)), fc.nat(60), fc.nat(60), (present, a, b) => {
        const set = new Set(present);
        const runs = new SegmentRuns(present);
        const [from, to] = a < b ? [a, b] : [b, a];
        assert.equal(runs.count, set.size);
        assert.equal(runs.has(a), set.has(a));
        assert.deepEqual(
          runs.missing(from, to).flatMap(([start, end]) => numbers(start, end)),
          numbers(from, to).filter(number => !set.has(number)),
        );
      }),
    );
  });
});

describe('gaps on one timeline', () => {
  it('are exactly the numbers that are missing between the first and the last', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), present => {
        const runs = new Map([[1, new SegmentRuns(present)]]);
        const gaps = findGaps(new TimelineTree([], [1]), runs, size);
        const expected = numbers(Math.min(...present), Math.max(...present)).filter(
          n => !present.includes(n),
        );
        assert.deepEqual(
          gaps.flatMap(({ from, to }) => numbers(from, to)),
          expected,
        );
      }),
    );
  });
});
