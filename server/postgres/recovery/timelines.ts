import type { TimelineSpan } from '../files/history.ts';
import type { Lsn } from '../lsn.ts';

/** The timelines that lead to a target, newest first. PostgreSQL: List of TimeLineHistoryEntry. */
export type Timelines = readonly TimelineSpan[];

/** PostgreSQL: tliInHistory. */
export function isInHistory(timeline: number, timelines: Timelines): boolean {
  return timelines.some(each => each.timeline === timeline);
}

/** The timeline that `lsn` belongs to, undefined when none does. PostgreSQL: tliOfPointInHistory. */
export function timelineAtPoint(lsn: Lsn, timelines: Timelines): number | undefined {
  return timelines.find(({ begin, end }) => (begin === 0n || begin <= lsn) && (end === 0n || lsn < end))
    ?.timeline;
}
