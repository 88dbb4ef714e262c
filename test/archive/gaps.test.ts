import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findGaps } from '../../server/archive/gaps.ts';
import { SegmentRuns } from '../../server/archive/segmentRuns.ts';
import { TimelineTree } from '../../server/archive/timelineTree.ts';
import { timelinesInWords } from '../../server/archive/timelineWords.ts';
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

describe('gaps on a tree of timelines', () => {
  const timelines = 5;
  /** Parent and switch point of timelines 2 and up; which segments of each are there. */
  const trees = fc.record({
    parents: fc.tuple(...Array.from({ length: timelines - 1 }, (_, i) => fc.integer({ min: 1, max: i + 1 }))),
    switches: fc.array(fc.nat(24 * size), { minLength: timelines - 1, maxLength: timelines - 1 }),
    present: fc.array(fc.uniqueArray(fc.nat(25), { maxLength: 24 }), {
      minLength: timelines,
      maxLength: timelines,
    }),
  });

  /** The ancestors of a timeline and itself, oldest first, each with the segment that it begins in. */
  const pathTo = (
    timeline: number,
    parents: number[],
    begins: number[],
  ): { timeline: number; begin: number }[] =>
    timeline === 1
      ? [{ timeline, begin: 0 }]
      : [...pathTo(parents[timeline - 2], parents, begins), { timeline, begin: begins[timeline - 2] }];

  it('are what a server that asks for segment after segment on the way to each timeline does not get', () => {
    fc.assert(
      fc.property(trees, ({ parents, switches, present: drawn }) => {
        const ordered = switches.toSorted((a, b) => a - b);
        const begins = ordered.map(at => Math.floor(at / size));
        // a timeline has no segment before the one that it begins in
        const present = drawn.map((own, i) => own.filter(number => i === 0 || number >= begins[i - 1]));
        const lines = parents.map(
          (parent, i) => `${parent}\t${formatLsn(BigInt(ordered[i]))}\tno recovery target specified\n`,
        );
        const texts = parents.map((_, i) =>
          pathTo(i + 2, parents, begins)
            .slice(1)
            .map(step => lines[step.timeline - 2])
            .join(''),
        );
        const histories = texts.map((text, i) => parseHistory(text, i + 2).value);
        const runs = new Map(
          present.flatMap((own, i) => (own.length ? [[i + 1, new SegmentRuns(own)] as const] : [])),
        );
        const found = findGaps(new TimelineTree(histories, [1]), runs, size);

        const lost = new Map<string, number[]>();
        for (const [tip, own] of present.entries()) {
          let begun = false;
          // a timeline without segments began all the same
          const last = Math.max(...own, (begins[tip - 1] ?? 0) - 1);
          for (let number = 0; number <= last; number++) {
            const owner = pathTo(tip + 1, parents, begins).findLast(step => step.begin <= number)!.timeline;
            const there = present[owner - 1].includes(number);
            begun ||= there;
            const key = `${owner}/${number}`;
            if (begun && !there) lost.set(key, [...(lost.get(key) ?? []), tip + 1]);
          }
        }
        const keys = found.flatMap(({ timeline, from, to }) =>
          numbers(from, to).map(n => `${timeline}/${n}`),
        );
        assert.deepEqual(new Set(keys), new Set(lost.keys()));
        assert.equal(keys.length, lost.size);
        for (const { timeline, from, to, cuts } of found) {
          const tips = numbers(from, to).flatMap(number => lost.get(`${timeline}/${number}`) ?? []);
          assert.deepEqual(
            cuts,
            [...new Set(tips)].sort((a, b) => a - b),
          );
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('timelines in words', () => {
  it('are ranges where more than two follow each other', () => {
    assert.equal(timelinesInWords([3]), 'timeline 3');
    assert.equal(timelinesInWords([1, 2]), 'timelines 1 and 2');
    assert.equal(timelinesInWords([1, 2, 3, 5, 7, 8]), 'timelines 1 to 3, 5, 7 and 8');
  });

  it('are counted where they are very many', () => {
    const odd = Array.from({ length: 100 }, (_, i) => 2 * i + 1);
    assert.equal(timelinesInWords(odd), 'timelines 1, 3, 5, 7, 9, 11, 13 and 93 others');
  });
});
