import type { ClusterInventory } from '../../archive/inventory.ts';
import type { Lsn } from '../../postgres/lsn.ts';
import { formatSegmentName } from '../../postgres/segmentName.ts';
import type { WayStretch } from '../../postgres/timelineWay.ts';
import type { TimelineSegmentEvents } from '../events/archiveEvents.ts';
import { timelineAt } from './fork.ts';

/** Segments that are named as missing at the most. */
const mostMissing = 20;

/** One timeline on its way, seen from the fork. */
export interface Branch {
  readonly timeline: number;
  readonly way: readonly WayStretch[];
  /** Where its WAL ends. */
  readonly end: Lsn;
  /** Events of the segments from the fork on, in order. */
  readonly events: readonly TimelineSegmentEvents[];
}

/** The segments on `way` that hold the bytes from `from` up to `to`. */
export function segmentsBetween(
  cluster: ClusterInventory,
  way: readonly WayStretch[],
  from: Lsn,
  to: Lsn,
): { present: number; missing: string[] } {
  const { segmentSize, timelines } = cluster;
  const size = BigInt(segmentSize);
  const missing: string[] = [];
  let present = 0;
  if (to <= from) return { present, missing };
  const last = Number((to - 1n) / size);
  for (let number = Number(from / size); number <= last; ) {
    const timeline = timelineAt(way, number, segmentSize);
    const next = way.find(stretch => Number(stretch.from / size) > number);
    const stretchEnd = Math.min(last, next ? Number(next.from / size) - 1 : last);
    const runs = timelines.find(each => each.timeline === timeline)?.runs ?? [];
    const run = runs.find(each => each.to >= number);
    const there = run && run.from <= number && ['archived', 'waiting', 'local'].includes(run.state);
    const end = Math.min(
      stretchEnd,
      there ? run.to : run && run.from > number ? run.from - 1 : (run?.to ?? last),
    );
    if (there) present += end - number + 1;
    else
      for (let lost = number; lost <= end && missing.length < mostMissing; lost++)
        missing.push(formatSegmentName({ timeline, number: BigInt(lost) }, segmentSize));
    number = end + 1;
  }
  return { present, missing };
}
