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
  const found = new Map<string, { gap: Stretch; cuts: Set<number> }>();
  for (const { timeline, switchLsn = 0n } of tree.all()) {
    const begin = Number(switchLsn / BigInt(segmentSize));
    const last = Math.max(present.get(timeline)?.last ?? 0, (partials.get(timeline) ?? 0) - 1, begin - 1);
    for (const hole of holes(stretches(tree.path(timeline), last, segmentSize), present)) {
      const key = `${hole.timeline}/${hole.from}/${hole.to}`;
      const known = found.get(key) ?? { gap: hole, cuts: new Set<number>() };
      known.cuts.add(timeline);
      found.set(key, known);
    }
  }
  return joinOverlapping([...found.values()].map(({ gap, cuts }) => ({ ...gap, cuts: [...cuts] })));
}

/** What is missing of `wanted` behind the first segment that is there. */
function holes(wanted: readonly Stretch[], present: ReadonlyMap<number, SegmentRuns>): Stretch[] {
  const found: Stretch[] = [];
  let begun = false;
  for (const { timeline, from, to } of wanted) {
    const missing = present.get(timeline)?.missing(from, to) ?? [[from, to] as const];
    for (const [start, end] of missing) {
      if (begun || start > from) found.push({ timeline, from: start, to: end });
      else if (end < to) begun = true;
    }
    begun ||= missing[0]?.[0] !== from;
  }
  return found;
}

/** Two paths may see the same hole with different ends: they become one. */
function joinOverlapping(gaps: Gap[]): Gap[] {
  const sorted = gaps.sort((a, b) => a.timeline - b.timeline || a.from - b.from || a.to - b.to);
  const joined: Gap[] = [];
  for (const gap of sorted) {
    const last = joined[joined.length - 1];
    if (last && last.timeline === gap.timeline && gap.from <= last.to) {
      const cuts = [...new Set([...last.cuts, ...gap.cuts])].sort((a, b) => a - b);
      joined[joined.length - 1] = { ...last, to: Math.max(last.to, gap.to), cuts };
    } else {
      joined.push({ ...gap, cuts: [...gap.cuts].sort((a, b) => a - b) });
    }
  }
  return joined;
}
