import { isoTimestamp } from '../postgres/wal/describe/timestamp.ts';
import type { RecordBatch } from '../postgres/wal/reader.ts';
import { completionTime } from './completion.ts';
import { completionOf, rmgr } from './recordClasses.ts';

/** The times of the first and the last commit or abort of a segment. */
export class CommitTimes {
  #first: bigint | undefined;
  #last: bigint | undefined;

  add(batch: RecordBatch): void {
    const managers = batch.rmid.subarray(0, batch.count);
    let at = managers.indexOf(rmgr.transaction);
    for (; at >= 0 && this.#first === undefined; at = managers.indexOf(rmgr.transaction, at + 1))
      this.#first = timeOf(batch, at);
    for (let end = batch.count; end > 0; end = at) {
      at = managers.subarray(0, end).lastIndexOf(rmgr.transaction);
      const time = at < 0 ? undefined : timeOf(batch, at);
      if (time === undefined) continue;
      this.#last = time;
      return;
    }
  }

  /** ISO 8601 in UTC. */
  get range(): { firstTime?: string; lastTime?: string } {
    if (this.#first === undefined || this.#last === undefined) return {};
    return { firstTime: isoTimestamp(this.#first), lastTime: isoTimestamp(this.#last) };
  }
}

/** When the transaction of a record of the transaction manager ended, undefined where it did not. */
function timeOf(batch: RecordBatch, at: number): bigint | undefined {
  const completion = completionOf(rmgr.transaction, batch.info[at]);
  return completion === 'commit' || completion === 'abort' ? completionTime(batch, at) : undefined;
}
