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
  /** For each timeline with a history file: what the server takes for its ancestors, itself last. */
  readonly #told = new Map<number, readonly TimelineOrigin[]>();

  /** From the history files that are there and the timelines that segments name. */
  constructor(histories: readonly TimelineHistory[], named: Iterable<number>) {
    for (const history of histories) this.#told.set(history.timeline, pathOf(history));
    for (const path of this.#told.values()) this.#learn(path[path.length - 1]);
    // each history also tells of the timelines before its own, should their files be gone
    for (const path of this.#told.values()) for (const origin of path) this.#learn(origin);
    for (const timeline of named) this.#learn({ timeline });
  }

  #learn(origin: TimelineOrigin): void {
    if (this.#origins.get(origin.timeline)?.parent === undefined) this.#origins.set(origin.timeline, origin);
  }

  /** All timelines in ascending order. */
  all(): TimelineOrigin[] {
    return [...this.#origins.values()].sort((a, b) => a.timeline - b.timeline);
  }

  /** The line from the oldest ancestor down to `timeline`, which comes last. */
  path(timeline: number): readonly TimelineOrigin[] {
    const told = this.#told.get(timeline);
    if (told) return told;
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

function pathOf({ timeline, entries }: TimelineHistory): TimelineOrigin[] {
  // the server refuses a history that names its own timeline
  const ancestors = entries.filter(entry => entry.timeline < timeline);
  return [...ancestors.map(entry => entry.timeline), timeline].map((each, at) => {
    const before = ancestors[at - 1];
    if (!before) return { timeline: each };
    return { timeline: each, parent: before.timeline, switchLsn: before.end, reason: before.reason };
  });
}
