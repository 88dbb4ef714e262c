import { type TimelineHistory, type TimelineSpan, timelineSpans } from '../postgres/files/history.ts';
import type { Lsn } from '../postgres/lsn.ts';

/** On which timeline the pages of a timeline's segments were written, by its history file. */
export class PageTimelines {
  readonly #spans: ReadonlyMap<number, readonly TimelineSpan[]>;

  constructor(histories: readonly TimelineHistory[]) {
    this.#spans = new Map(histories.map(history => [history.timeline, timelineSpans(history)]));
  }

  /**
   * The timeline that the page at `lsn` has in a file of `timeline`, an ancestor's where the file was copied at the
   * switch; undefined without a history. PostgreSQL: tliOfPointInHistory in access/transam/timeline.c.
   */
  at(timeline: number, lsn: Lsn): number | undefined {
    const spans = this.#spans.get(timeline);
    return spans?.find(({ begin, end }) => begin <= lsn && (end === 0n || lsn < end))?.timeline;
  }
}
