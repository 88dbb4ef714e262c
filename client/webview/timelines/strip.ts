import { type PictureSegmentState, segmentStates } from '../../../server/protocol/archive.ts';

/** Of several states in one cell the one that matters most is shown. */
const weights = new Map<PictureSegmentState, number>(
  (
    [
      'archived',
      'local',
      'waiting',
      'partial',
      'mixed',
      'doubled',
      'foreign',
      'damaged',
      'holed',
      'missing',
    ] as const
  ).map((state, weight) => [state, weight]),
);
const weightOf = segmentStates.map(state => weights.get(state) ?? 0);

/** Runs of segments in order: index of the state, first and last segment from the picture's base. */
export type Strip = readonly number[];

/** Index into `strip` of the first run that ends at or after `segment`. */
function runAt(strip: Strip, segment: number): number {
  let low = 0;
  let high = strip.length / 3;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (strip[3 * middle + 2] < segment) low = middle + 1;
    else high = middle;
  }
  return 3 * low;
}

/** The state of one segment; undefined where there is none. */
export function stateAt(strip: Strip, segment: number): PictureSegmentState | undefined {
  const at = runAt(strip, segment);
  return at < strip.length && strip[at + 1] <= segment ? segmentStates[strip[at]] : undefined;
}

/** Segments of a strip in each state that it has, gaps left out. */
export function countStates(strip: Strip): Map<PictureSegmentState, number> {
  const counts = new Map<PictureSegmentState, number>();
  for (let at = 0; at < strip.length; at += 3) {
    const state = segmentStates[strip[at]];
    if (state === 'missing') continue;
    counts.set(state, (counts.get(state) ?? 0) + strip[at + 2] - strip[at + 1] + 1);
  }
  return counts;
}

/** A cell of the strip as it is drawn, in pixels. */
export interface Cell {
  readonly state: PictureSegmentState;
  readonly x: number;
  readonly width: number;
}

/** Narrower than this, segments are drawn together. */
const narrowest = 4;

/** Between two segments that are drawn apart. */
const gutter = 1.5;

/**
 * The cells between pixel 0 and `width`: each segment by itself where there is room, otherwise cells of a few pixels
 * that show the worst state in them. `xOf` places the beginning of a segment and rises.
 */
export function cellsOf(
  strip: Strip,
  width: number,
  xOf: (segment: number) => number,
  segmentOf: (x: number) => number,
): Cell[] {
  if (!strip.length) return [];
  const first = Math.max(strip[1], Math.floor(segmentOf(0)));
  const last = Math.min(strip[strip.length - 1], Math.ceil(segmentOf(width)));
  if (last < first) return [];
  const room = xOf(last + 1) - xOf(first);
  return room / (last - first + 1) >= narrowest
    ? singleCells(strip, first, last, xOf)
    : joinedCells(strip, first, last, width, xOf);
}

function singleCells(strip: Strip, first: number, last: number, xOf: (segment: number) => number): Cell[] {
  const cells: Cell[] = [];
  for (let at = runAt(strip, first); at < strip.length && strip[at + 1] <= last; at += 3) {
    const state = segmentStates[strip[at]];
    const end = Math.min(last, strip[at + 2]);
    for (let segment = Math.max(first, strip[at + 1]); segment <= end; segment++) {
      const x = xOf(segment);
      cells.push({ state, x, width: Math.max(1, xOf(segment + 1) - x - gutter) });
    }
  }
  return cells;
}

/** Cells of a few pixels; neighbours in the same state become one. */
function joinedCells(
  strip: Strip,
  first: number,
  last: number,
  width: number,
  xOf: (segment: number) => number,
): Cell[] {
  const columns = Math.ceil(width / narrowest) + 1;
  const column = (x: number) => Math.min(columns - 1, Math.max(0, Math.floor(x / narrowest)));
  const worst = new Int8Array(columns).fill(-1);
  for (let at = runAt(strip, first); at < strip.length && strip[at + 1] <= last; at += 3) {
    const state = strip[at];
    const from = column(xOf(Math.max(first, strip[at + 1])));
    const to = Math.max(from, column(xOf(Math.min(last, strip[at + 2]) + 1) - 0.5));
    for (let n = from; n <= to; n++)
      if (worst[n] < 0 || weightOf[state] > weightOf[worst[n]]) worst[n] = state;
  }
  const cells: { state: PictureSegmentState; x: number; width: number }[] = [];
  let before = -1;
  for (let n = 0; n < columns; n++) {
    if (worst[n] >= 0) {
      if (worst[n] === before) cells[cells.length - 1].width += narrowest;
      else cells.push({ state: segmentStates[worst[n]], x: n * narrowest, width: narrowest });
    }
    before = worst[n];
  }
  return cells;
}
