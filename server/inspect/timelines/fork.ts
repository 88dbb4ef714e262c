import type { ClusterInventory, TimelineInventory } from '../../archive/inventory.ts';
import type { Lsn } from '../../postgres/lsn.ts';
import { stretchesBegunBy, type WayStretch } from '../../postgres/timelineWay.ts';

/** The last LSN that two timelines have in common, and the timeline it is on. */
export interface Fork {
  readonly timeline: number;
  readonly lsn: Lsn;
}

/** The timelines that lead to `timeline`, the oldest first. */
export function wayTo({ timelines }: ClusterInventory, timeline: number): WayStretch[] {
  const byNumber = new Map<number, TimelineInventory>(timelines.map(each => [each.timeline, each]));
  const way: WayStretch[] = [];
  let at = byNumber.get(timeline);
  while (at && !way.some(stretch => stretch.timeline === at?.timeline)) {
    way.unshift({ timeline: at.timeline, from: at.switchLsn ?? 0n });
    at = at.parent === undefined ? undefined : byNumber.get(at.parent);
  }
  return way;
}

/**
 * Where two timelines part; undefined when they have nothing in common. A timeline parts from its own descendant
 * where the descendant's way leaves it. PostgreSQL: findCommonAncestorTimeline in bin/pg_rewind/pg_rewind.c.
 */
export function forkOf(one: readonly WayStretch[], other: readonly WayStretch[]): Fork | undefined {
  let common = -1;
  while (
    common + 1 < Math.min(one.length, other.length) &&
    one[common + 1].timeline === other[common + 1].timeline &&
    one[common + 1].from === other[common + 1].from
  )
    common++;
  if (common < 0) return undefined;
  const leaves = [one[common + 1]?.from, other[common + 1]?.from].filter(lsn => lsn !== undefined);
  if (!leaves.length) return undefined;
  leaves.sort((a, b) => Number(a - b));
  return { timeline: one[common].timeline, lsn: leaves[0] };
}

/** The timeline on `way` whose files hold segment `number`. */
export function timelineAt(way: readonly WayStretch[], number: number, segmentSize: number): number {
  return (stretchesBegunBy(way, BigInt(number), segmentSize)[0] ?? way[0]).timeline;
}
