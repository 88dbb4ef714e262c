import type { RecordBatch } from '../postgres/wal/reader.ts';
import { transactionKindMask, transactionKinds } from '../postgres/wal/transactionEnd.ts';
import type { RecordClass } from './filter.ts';

/** Ids of resource managers whose records are looked into. PostgreSQL: access/rmgrlist.h. */
export const rmgr = {
  xlog: 0,
  transaction: 1,
  storage: 2,
  database: 4,
  tablespace: 5,
  relMap: 7,
  standby: 8,
  heap2: 9,
  heap: 10,
} as const;

export type Completion = 'commit' | 'abort' | 'prepare';

/** Whether a record ends a transaction, and how. */
export function completionOf(rmid: number, info: number): Completion | undefined {
  if (rmid !== rmgr.transaction) return undefined;
  switch (info & transactionKindMask) {
    case transactionKinds.commit:
    case transactionKinds.commitPrepared:
      return 'commit';
    case transactionKinds.abort:
    case transactionKinds.abortPrepared:
      return 'abort';
    case transactionKinds.prepare:
      return 'prepare';
    default:
      return undefined;
  }
}

/** By the upper half of the info byte of a transaction record: whether it commits. */
const commits = Array.from(
  { length: 16 },
  (_, half) => completionOf(rmgr.transaction, half << 4) === 'commit',
);

/** How many of the records from `first` up to `last` commit a transaction. */
export function countCommits({ rmid, info }: RecordBatch, first: number, last: number): number {
  let count = 0;
  for (let at = first; at < last; at++) if (rmid[at] === rmgr.transaction && commits[info[at] >> 4]) count++;
  return count;
}

/** CHECKPOINT_SHUTDOWN, CHECKPOINT_ONLINE, CHECKPOINT_REDO. PostgreSQL: catalog/pg_control.h. */
const checkpointKinds = [0x00, 0x10, 0xe0];

/** Whether a record belongs to a class that its header tells, which `ddl` is not. */
export function isInClass(which: Exclude<RecordClass, 'ddl'>, rmid: number, info: number): boolean {
  if (which === 'checkpoint') return rmid === rmgr.xlog && checkpointKinds.includes(info & 0xf0);
  return completionOf(rmid, info) === which;
}

/** Where in the batch's memory the main data of a record lies; 0 when the record was not kept. */
export function mainDataAt(batch: RecordBatch, at: number): number {
  const address = batch.address[at];
  return address === 0 ? 0 : address + batch.totalLength[at] - batch.mainLength[at];
}
