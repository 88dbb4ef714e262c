import type { Gap } from '../../archive/gaps.ts';
import type { StateRun } from '../../archive/segmentStates.ts';
import { type PictureSegmentState, segmentStates } from '../../protocol/archive.ts';

const indexOf = (state: PictureSegmentState) => segmentStates.indexOf(state);
const mixed = indexOf('mixed');
const holed = indexOf('holed');
const missing = indexOf('missing');

/**
 * Runs of one timeline, its gaps among them, as flat numbers: index of the state, first and last segment as `place`
 * counts them. Where there are more than `most`, neighbours are joined until they fit.
 */
export function pictureRuns(
  runs: readonly StateRun[],
  gaps: readonly Gap[],
  place: (number: number) => number,
  most: number,
): number[] {
  const all = withGaps(runs, gaps);
  const count = all.length / 3;
  const span = count ? all[all.length - 1] - all[1] + 1 : 0;
  const bucket = count > most ? Math.ceil(span / most) : 0;
  const flat: number[] = [];
  for (let at = 0; at < all.length; at += 3) {
    const [state, from, to] = [all[at], place(all[at + 1]), place(all[at + 2])];
    const last = flat.length - 3;
    if (bucket > 0 && last >= 0 && to - flat[last + 1] < bucket) {
      flat[last] = joined(flat[last], state);
      flat[last + 2] = to;
    } else flat.push(state, from, to);
  }
  return flat;
}

function joined(one: number, other: number): number {
  if (one === other) return one;
  return one >= holed || other >= holed ? holed : mixed;
}

/** The runs with the gaps between them; where a segment is there, though no use, its own state is shown. */
function withGaps(runs: readonly StateRun[], gaps: readonly Gap[]): number[] {
  const flat: number[] = [];
  let next = 0;
  let gap = 0;
  /** Adds what is missing before segment `end`. */
  const addMissing = (end: number) => {
    for (; gap < gaps.length && gaps[gap].from < end; gap++) {
      const from = Math.max(next, gaps[gap].from);
      const to = Math.min(end - 1, gaps[gap].to);
      if (from <= to) flat.push(missing, from, to);
      if (gaps[gap].to >= end) return;
    }
  };
  for (const { state, from, to, doubled } of runs) {
    addMissing(from);
    flat.push(indexOf(doubled ? 'doubled' : state), from, to);
    next = to + 1;
  }
  addMissing(Number.POSITIVE_INFINITY);
  return flat;
}
