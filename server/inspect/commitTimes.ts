import { isoTimestamp } from '../postgres/wal/describe/timestamp.ts';
import type { RecordBatch } from '../postgres/wal/reader.ts';
import { completionTime } from './completion.ts';
import { completionOf, rmgr } from './recordClasses.ts';

/** The times of the first and the last commit or abort of a segment. */
export class CommitTimes {
  #first: bigint | undefined;
  #last: bigint | undefined;

  add(batch: RecordBatch): void {
    for (let at = 0; at < batch.count && this.#first === undefined; at++) this.#first = timeOf(batch, at);
    for (let at = batch.count - 1; at >= 0; at--) {
      const time = timeOf(batch, at);
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

function timeOf(batch: RecordBatch, at: number): bigint | undefined {
  if (batch.rmid[at] !== rmgr.transaction) return undefined;
  const completion = completionOf(rmgr.transaction, batch.info[at]);
  return completion === 'commit' || completion === 'abort' ? completionTime(batch, at) : undefined;
}
