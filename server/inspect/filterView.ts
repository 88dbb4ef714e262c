import type { Wal } from '../postgres/wal/wal.ts';
import type { SegmentView } from '../protocol/segment.ts';
import { type FilterTerm, namesRelation } from './filter.ts';
import { compileFilter } from './filterMatch.ts';
import type { SegmentNames } from './names/segmentNames.ts';
import { NumberList } from './numberList.ts';
import { walk } from './walk.ts';

/** The records that a filter selects, growing while the segment is searched. */
export class FilterView {
  readonly id: number;
  readonly filter: string;
  /** Numbers of the records and their positions in the segment. */
  readonly records = new NumberList();
  readonly positions = new NumberList();
  #looked = 0;
  #milliseconds = 0;
  #done = false;
  readonly #control = new AbortController();

  constructor(id: number, filter: string) {
    this.id = id;
    this.filter = filter;
  }

  get state(): SegmentView {
    const { id, filter } = this;
    const milliseconds = Math.round(this.#milliseconds);
    return { id, filter, rows: this.records.length, looked: this.#looked, done: this.#done, milliseconds };
  }

  /**
   * Searches `wal`; `changed` hears of progress. Resolves when all is searched or `stop` was called. `names` is waited
   * for where the filter names a relation.
   */
  async run(
    wal: Wal,
    terms: readonly FilterTerm[],
    changed: () => void,
    names?: SegmentNames,
  ): Promise<void> {
    const started = performance.now();
    const matches = compileFilter(terms, wal, terms.some(namesRelation) ? await names?.all() : undefined);
    const { signal } = this.#control;
    try {
      await walk(
        wal,
        (batch, first) => {
          for (let at = 0; at < batch.count; at++) {
            if (!matches(batch, at)) continue;
            this.records.push(first + at);
            this.positions.push(batch.position[at]);
          }
          this.#looked = first + batch.count;
          this.#milliseconds = performance.now() - started;
          changed();
        },
        { signal },
      );
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    this.#done = true;
    this.#milliseconds = performance.now() - started;
    changed();
  }

  stop(): void {
    this.#control.abort();
  }
}
