import type { SegmentRuns } from './segmentRuns.ts';
import { type Stretch, stretches } from './stretches.ts';
import type { TimelineTree } from './timelineTree.ts';

/** Segments of one timeline that are not there although others before and after them are. */
export interface Gap {
  readonly timeline: number;
  /** First and last missing segment number. */
  readonly from: number;
  readonly to: number;
  /** Timelines whose later WAL cannot be reached over this gap. */
  readonly cuts: readonly number[];
}

/**
 * The gaps of a cluster. On the way to each timeline's last segment the server reads, for each segment number, the
 * newest timeline on the path that has begun by then; what is missing there after the first segment that is present
 * is a gap. Segments before the first one were removed by retention, which is none. A timeline that has no segment
 * shows by its switch point how far its ancestors were written, one with a `.partial` file by the number of that:
 * `partials` has the highest one of each timeline.
 */
export function findGaps(
  tree: TimelineTree,
  present: ReadonlyMap<number, SegmentRuns>,
  segmentSize: number,
  partials: ReadonlyMap<number, number> = new Map(),
): Gap[] {
  const usages = new Map<number, Usage>();
  for (const { timeline, switchLsn = 0n } of tree.all()) {
    const begin = Number(switchLsn / BigInt(segmentSize));
    const last = Math.max(present.get(timeline)?.last ?? 0, (partials.get(timeline) ?? 0) - 1, begin - 1);
    addWay(usages, timeline, stretches(tree.path(timeline), last, segmentSize), present);
  }
  return [...usages]
    .sort(([a], [b]) => a - b)
    .flatMap(([timeline, usage]) => gapsOf(timeline, usage, present.get(timeline)));
}

/** What the ways to all timelines read of one timeline's files, as segment numbers. */
interface Usage {
  /** From here on a segment that is missing is a gap: the same on each way, as all come here on the same one. */
  readonly from: number;
  /** Where the ways to timelines leave these files. */
  readonly tips: { readonly timeline: number; readonly to: number }[];
}

/** Adds the way to the end of timeline `tip`: from the first segment on it that is there, all are wanted. */
function addWay(
  usages: Map<number, Usage>,
  tip: number,
  way: readonly Stretch[],
  present: ReadonlyMap<number, SegmentRuns>,
): void {
  let begun = false;
  for (const { timeline, from, to } of way) {
    const first = begun ? from : present.get(timeline)?.firstFrom(from);
    if (first === undefined || first > to) continue;
    begun = true;
    const usage = usages.get(timeline) ?? { from: first, tips: [] };
    usages.set(timeline, usage);
    usage.tips.push({ timeline: tip, to });
  }
}

function gapsOf(timeline: number, { from, tips }: Usage, runs: SegmentRuns | undefined): Gap[] {
  const sorted = tips.toSorted((a, b) => a.to - b.to);
  const end = sorted[sorted.length - 1].to;
  const timelinesFrom = (first: number) =>
    sorted
      .slice(first)
      .map(tip => tip.timeline)
      .sort((a, b) => a - b);
  let first = 0;
  let cuts = timelinesFrom(0);
  return (runs?.missing(from, end) ?? [[from, end] as const]).map(([start, to]) => {
    if (sorted[first].to < start) {
      while (sorted[first].to < start) first++;
      // else the same array as before: there may be very many gaps
      cuts = timelinesFrom(first);
    }
    return { timeline, from: start, to, cuts };
  });
}
