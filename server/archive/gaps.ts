import type { SegmentRuns } from './segmentRuns.ts';
import type { TimelineOrigin, TimelineTree } from './timelineTree.ts';

/** Segments of one timeline that are not there although others before and after them are. */
export interface Gap {
  readonly timeline: number;
  /** First and last missing segment number. */
  readonly from: number;
  readonly to: number;
  /** Timelines whose later WAL cannot be reached over this gap. */
  readonly cuts: readonly number[];
}

/** A stretch of a timeline's path: the timeline whose files hold these segment numbers. */
interface Stretch {
  readonly timeline: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The gaps of a cluster. On the way to each timeline's last segment the server reads, for each segment number, the
 * newest timeline on the path that has begun by then; what is missing there after the first segment that is present
 * is a gap. Segments before the first one were removed by retention, which is none.
 * PostgreSQL: XLogFileReadAnyTLI in access/transam/xlogrecovery.c.
 */
export function findGaps(
  tree: TimelineTree,
  present: ReadonlyMap<number, SegmentRuns>,
  segmentSize: number,
): Gap[] {
  const found = new Map<string, { gap: Stretch; cuts: Set<number> }>();
  for (const { timeline } of tree.all()) {
    for (const hole of holesBefore(timeline, tree.path(timeline), present, segmentSize)) {
      const key = `${hole.timeline}/${hole.from}/${hole.to}`;
      const known = found.get(key) ?? { gap: hole, cuts: new Set<number>() };
      known.cuts.add(timeline);
      found.set(key, known);
    }
  }
  return joinOverlapping([...found.values()].map(({ gap, cuts }) => ({ ...gap, cuts: [...cuts] })));
}

function holesBefore(
  timeline: number,
  path: readonly TimelineOrigin[],
  present: ReadonlyMap<number, SegmentRuns>,
  segmentSize: number,
): Stretch[] {
  const last = present.get(timeline)?.last;
  if (last === undefined) return [];
  const holes: Stretch[] = [];
  let begun = false;
  for (const stretch of stretches(path, last, segmentSize)) {
    const runs = present.get(stretch.timeline);
    let from = stretch.from;
    if (!begun) {
      const first = runs?.missing(stretch.from, stretch.to)[0];
      if (!runs || (first && first[0] === stretch.from && first[1] === stretch.to)) continue;
      begun = true;
      if (first && first[0] === stretch.from) from = first[1] + 1;
    }
    const missing = runs ? runs.missing(from, stretch.to) : [[from, stretch.to] as const];
    for (const [start, end] of missing)
      if (start <= end) holes.push({ timeline: stretch.timeline, from: start, to: end });
  }
  return holes;
}

/** Which timeline's files hold which segments on `path`, up to segment `last` of its tip. */
function stretches(path: readonly TimelineOrigin[], last: number, segmentSize: number): Stretch[] {
  const size = BigInt(segmentSize);
  const begin = (origin: TimelineOrigin) => Number((origin.switchLsn ?? 0n) / size);
  return path
    .map((origin, index) => ({
      timeline: origin.timeline,
      from: begin(origin),
      to: index + 1 < path.length ? begin(path[index + 1]) - 1 : last,
    }))
    .filter(stretch => stretch.from <= stretch.to);
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
