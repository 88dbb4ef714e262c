import type { TimelineOrigin } from './timelineTree.ts';

/** A stretch of a timeline's path: the timeline whose files hold these segment numbers. */
export interface Stretch {
  readonly timeline: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Which timeline's files hold which segments on `path`, up to segment `last`, oldest first: for each number the newest
 * timeline that has begun by then. A history may leave a timeline before the point where it began; then none of its
 * files are read. PostgreSQL: XLogFileReadAnyTLI in access/transam/xlogrecovery.c.
 */
export function stretches(path: readonly TimelineOrigin[], last: number, segmentSize: number): Stretch[] {
  const found: Stretch[] = [];
  let to = last;
  for (const { timeline, switchLsn = 0n } of [...path].reverse()) {
    const from = Number(switchLsn / BigInt(segmentSize));
    if (from <= to) found.unshift({ timeline, from, to });
    to = Math.min(to, from - 1);
  }
  return found;
}
