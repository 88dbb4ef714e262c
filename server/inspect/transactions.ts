import { formatLsnPadded } from '../postgres/lsn.ts';
import type { Major } from '../postgres/majors.ts';
import { isoTimestamp } from '../postgres/wal/describe/timestamp.ts';
import type { RecordBatch } from '../postgres/wal/reader.ts';
import type { Wal } from '../postgres/wal/wal.ts';
import type { TransactionOrder, TransactionRow } from '../protocol/segment.ts';
import { readCompletion } from './completion.ts';
import { completionOf } from './recordClasses.ts';

interface Entry {
  readonly xid: number;
  outcome: TransactionRow['outcome'];
  time: bigint | undefined;
  records: number;
  bytes: number;
  imageBytes: number;
  /** Positions in the segment; -1 for a transaction that wrote nothing here. */
  first: number;
  last: number;
}

/** Gathers what each transaction wrote in a segment and how it ended there. */
export class Transactions {
  readonly #wal: Wal;
  readonly #byXid = new Map<number, Entry>();

  constructor(wal: Wal) {
    this.#wal = wal;
  }

  add(batch: RecordBatch): void {
    const { count, xid, position, totalLength, fpiLength, rmid, info } = batch;
    for (let at = 0; at < count; at++) {
      if (xid[at] !== 0) {
        const entry = this.#entry(xid[at]);
        entry.records++;
        entry.bytes += totalLength[at];
        entry.imageBytes += fpiLength[at];
        this.#touch(entry, position[at]);
      }
      if (completionOf(rmid[at], info[at])) this.#complete(batch, at, this.#wal.major);
    }
  }

  #complete(batch: RecordBatch, at: number, major: Major): void {
    const completion = completionOf(batch.rmid[at], batch.info[at])!;
    if (completion === 'prepare') {
      this.#entry(batch.xid[at]).outcome = 'prepared';
      return;
    }
    const facts = readCompletion(batch, at, major);
    const outcome = completion === 'commit' ? 'committed' : 'aborted';
    const top = facts?.preparedXid ?? batch.xid[at];
    for (const xid of [top, ...(facts?.subtransactions ?? [])]) {
      if (xid === 0) continue;
      const entry = this.#entry(xid);
      entry.outcome = outcome;
      entry.time = facts?.time;
      this.#touch(entry, batch.position[at]);
    }
  }

  #entry(xid: number): Entry {
    const known = this.#byXid.get(xid);
    if (known) return known;
    const entry: Entry = {
      xid,
      outcome: 'open',
      time: undefined,
      records: 0,
      bytes: 0,
      imageBytes: 0,
      first: -1,
      last: -1,
    };
    this.#byXid.set(xid, entry);
    return entry;
  }

  #touch(entry: Entry, position: number): void {
    if (entry.first < 0) entry.first = position;
    entry.last = position;
  }

  /** The transactions in an order: time and LSN ascend, sizes descend. */
  sorted(order: TransactionOrder): TransactionRow[] {
    return [...this.#byXid.values()].sort(orders[order]).map(entry => this.#row(entry));
  }

  #row({ xid, outcome, time, records, bytes, imageBytes, first, last }: Entry): TransactionRow {
    return {
      xid,
      outcome,
      time: time === undefined ? undefined : isoTimestamp(time),
      records,
      bytes,
      imageBytes,
      firstLsn: formatLsnPadded(this.#wal.start + BigInt(first)),
      lastLsn: formatLsnPadded(this.#wal.start + BigInt(last)),
    };
  }
}

type Compare = (a: Entry, b: Entry) => number;

const byFirst: Compare = (a, b) => a.first - b.first || a.xid - b.xid;

const orders: Readonly<Record<TransactionOrder, Compare>> = {
  firstLsn: byFirst,
  records: (a, b) => b.records - a.records || byFirst(a, b),
  bytes: (a, b) => b.bytes - a.bytes || byFirst(a, b),
  xid: (a, b) => a.xid - b.xid,
  time: (a, b) => compareTimes(a.time, b.time) || byFirst(a, b),
};

/** Transactions without a time come last. */
function compareTimes(a: bigint | undefined, b: bigint | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  return b === undefined || a < b ? -1 : 1;
}
