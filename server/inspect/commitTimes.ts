import { isoTimestamp } from '../postgres/wal/describe/timestamp.ts';
import type { RecordBatch } from '../postgres/wal/reader.ts';
import { completionTime } from './completion.ts';
import { completionOf, rmgr } from './recordClasses.ts';

/** The times of the first and the last commit or abort of a segment. */
export class CommitTimes {
  #first: bigint | undefined;
  #last: bigint | undefined;

  add(batch: RecordBatch): void {
    const { count, rmid, info } = batch;
    for (let at = 0; at < count; at++) {
      if (rmid[at] !== rmgr.transaction) continue;
      const completion = completionOf(rmid[at], info[at]);
      if (completion === undefined || completion === 'prepare') continue;
      const time = completionTime(batch, at);
      this.#first ??= time;
      this.#last = time ?? this.#last;
    }
  }

  /** ISO 8601 in UTC. */
  get range(): { firstTime?: string; lastTime?: string } {
    if (this.#first === undefined || this.#last === undefined) return {};
    return { firstTime: isoTimestamp(this.#first), lastTime: isoTimestamp(this.#last) };
  }
}
