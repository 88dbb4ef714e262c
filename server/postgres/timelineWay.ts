import type { TimelineHistory } from './files/history.ts';
import type { Lsn } from './lsn.ts';

/** A stretch of a timeline's way: from `from` on, up to the next stretch, the files of `timeline` are read. */
export interface WayStretch {
  readonly timeline: number;
  readonly from: Lsn;
}

/** The timelines that lead to the history's own, the oldest first. */
export function wayOfHistory({ timeline, entries }: TimelineHistory): WayStretch[] {
  const ancestors = entries.map(({ timeline, begin }) => ({ timeline, from: begin }));
  return [...ancestors, { timeline, from: entries.at(-1)?.end ?? 0n }];
}

/**
 * The stretches of `way` that have begun in segment `number` or before, the newest first: the first one's files hold
 * it, also what its ancestor wrote in the segment before the switch point.
 * PostgreSQL: XLogFileReadAnyTLI in access/transam/xlogrecovery.c.
 */
export function stretchesBegunBy(
  way: readonly WayStretch[],
  number: bigint,
  segmentSize: number,
): WayStretch[] {
  return way.filter(({ from }) => from / BigInt(segmentSize) <= number).reverse();
}
