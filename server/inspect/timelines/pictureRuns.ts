import type { StateRun } from '../../archive/segmentStates.ts';
import { segmentStates } from '../../protocol/archive.ts';

/** Runs of one timeline that are sent at the most; more are joined with their neighbours. */
const mostRuns = 20_000;

const mixed = segmentStates.indexOf('mixed');

/**
 * Runs as flat numbers: index of the state, first and last segment as `place` counts them. Where there are more than
 * `most`, neighbours are joined until they fit, which is finer than a screen can show.
 */
export function pictureRuns(
  runs: readonly StateRun[],
  place: (number: number) => number,
  most = mostRuns,
): number[] {
  const flat: number[] = [];
  const span = runs.length ? runs[runs.length - 1].to - runs[0].from + 1 : 0;
  const bucket = runs.length > most ? Math.ceil(span / most) : 0;
  for (const { state, from, to } of runs) {
    const index = segmentStates.indexOf(state);
    const last = flat.length - 3;
    if (bucket > 0 && last >= 0 && place(to) - flat[last + 1] < bucket) {
      if (flat[last] !== index) flat[last] = mixed;
      flat[last + 2] = place(to);
    } else {
      flat.push(index, place(from), place(to));
    }
  }
  return flat;
}
