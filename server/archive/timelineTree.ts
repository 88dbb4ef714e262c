import type { TimelineHistory } from '../postgres/files/history.ts';
import type { Lsn } from '../postgres/lsn.ts';

/** Where a timeline comes from. */
export interface TimelineOrigin {
  readonly timeline: number;
  readonly parent?: number;
  /** The switch point: the first LSN that belongs to this timeline. */
  readonly switchLsn?: Lsn;
  /** What the server wrote into the history file. */
  readonly reason?: string;
}

/** The timelines of a cluster and how they branch. */
export class TimelineTree {
  readonly #origins = new Map<number, TimelineOrigin>();

  /** From the history files that are there and the timelines that segments name. */
  constructor(histories: readonly TimelineHistory[], named: Iterable<number>) {
    for (const timeline of named) this.#origins.set(timeline, { timeline });
    for (const history of histories) {
      let child = history.timeline;
      // each ancestor line also tells of the timelines before it, should their own files be gone
      for (const entry of [...history.entries].reverse()) {
        const known = this.#origins.get(child);
        if (known?.parent === undefined)
          this.#origins.set(child, {
            timeline: child,
            parent: entry.timeline,
            switchLsn: entry.end,
            reason: entry.reason,
          });
        child = entry.timeline;
        if (!this.#origins.has(child)) this.#origins.set(child, { timeline: child });
      }
    }
  }

  /** All timelines in ascending order. */
  all(): TimelineOrigin[] {
    return [...this.#origins.values()].sort((a, b) => a.timeline - b.timeline);
  }

  /** The line from the oldest ancestor down to `timeline`, which comes last. */
  path(timeline: number): TimelineOrigin[] {
    const path: TimelineOrigin[] = [];
    const seen = new Set<number>();
    let at = this.#origins.get(timeline);
    while (at && !seen.has(at.timeline)) {
      seen.add(at.timeline);
      path.unshift(at);
      at = at.parent === undefined ? undefined : this.#origins.get(at.parent);
    }
    return path;
  }
}
