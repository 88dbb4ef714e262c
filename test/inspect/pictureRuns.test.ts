import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { SegmentState } from '../../server/archive/segmentStates.ts';
import { pictureRuns } from '../../server/inspect/timelines/pictureRuns.ts';
import { segmentStates } from '../../server/protocol/archive.ts';

const place = (number: number) => number;
const unlimited = Number.POSITIVE_INFINITY;

/** What a picture says of each segment. */
function statesOf(flat: readonly number[]): Map<number, string> {
  const states = new Map<number, string>();
  for (let at = 0; at < flat.length; at += 3)
    for (let number = flat[at + 1]; number <= flat[at + 2]; number++) {
      assert.ok(!states.has(number), 'no segment is there twice');
      states.set(number, segmentStates[flat[at]]);
    }
  return states;
}

describe("a picture's runs of segments", () => {
  it('tell of each segment its own state, and that it is missing only where it is not there', () => {
    const lengths = fc.array(fc.record({ apart: fc.nat(3), length: fc.integer({ min: 1, max: 4 }) }));
    const state = fc.constantFrom<SegmentState>('archived', 'partial', 'damaged');
    fc.assert(
      fc.property(lengths, lengths, fc.array(state, { minLength: 1 }), (here, lost, names) => {
        const ranges = (steps: typeof here) => {
          let next = 0;
          return steps.map(({ apart, length }) => {
            const from = next + apart;
            next = from + length;
            return { from, to: next - 1 };
          });
        };
        const runs = ranges(here).map((range, i) => ({ ...range, state: names[i % names.length] }));
        const gaps = ranges(lost).map(range => ({ ...range, timeline: 1, cuts: [1] }));
        const expected = new Map<number, string>();
        for (const { from, to } of gaps) for (let n = from; n <= to; n++) expected.set(n, 'missing');
        for (const run of runs) for (let n = run.from; n <= run.to; n++) expected.set(n, run.state);
        const found = statesOf(pictureRuns(runs, gaps, place, unlimited));
        assert.deepEqual([...found].sort(), [...expected].sort());
        assert.deepEqual(
          [...found.keys()],
          [...found.keys()].sort((a, b) => a - b),
        );
      }),
    );
  });

  it('are joined where there are too many, and tell that segments are missing there', () => {
    const runs = Array.from(
      { length: 1000 },
      (_, i) => ({ state: 'archived', from: 2 * i, to: 2 * i }) as const,
    );
    const gaps = runs.slice(1).map(({ from }) => ({ timeline: 1, from: from - 1, to: from - 1, cuts: [1] }));
    const flat = pictureRuns(runs, gaps, place, 100);
    assert.ok(flat.length / 3 <= 101);
    assert.deepEqual(new Set(statesOf(flat).values()), new Set(['holed']));
    assert.equal(statesOf(flat).size, 1999);
  });
});
