import { u64 } from '../wal/record.ts';
import {
  readTransactionEnd,
  transactionKindMask,
  transactionKinds,
  transactionTime,
} from '../wal/transactionEnd.ts';
import type { TimestampTz } from './pointInTime.ts';
import type { DecodedRecord } from './readAhead.ts';
import { rmgr, xlogInfo } from './recordKinds.ts';

/** How a transaction ended. */
export interface EndedTransaction {
  readonly commits: boolean;
  /** The transaction that ended; of a prepared one its own, not that of the record. */
  readonly xid: number;
  readonly time: TimestampTz;
}

/** What a commit or abort record says of the transaction that recovery targets are about; undefined for any other. */
export function transactionEnd({ rmid, info, record, xid }: DecodedRecord): EndedTransaction | undefined {
  if (rmid !== rmgr.transaction) return undefined;
  const { bytes, mainDataAt: start, end, major } = record;
  const time = transactionTime(bytes, start, end);
  const kind = info & transactionKindMask;
  const prepared = kind === transactionKinds.commitPrepared || kind === transactionKinds.abortPrepared;
  const ends = prepared || kind === transactionKinds.commit || kind === transactionKinds.abort;
  if (!ends || time === undefined) return undefined;
  return {
    commits: kind === transactionKinds.commit || kind === transactionKinds.commitPrepared,
    xid: prepared ? (readTransactionEnd(bytes, start, end, info, major)?.preparedXid ?? 0) : xid,
    time,
  };
}

/** PREPARE TRANSACTION. */
export function isPrepare({ info }: DecodedRecord): boolean {
  return (info & transactionKindMask) === transactionKinds.prepare;
}

/** COMMIT PREPARED or ROLLBACK PREPARED. */
export function endsPrepared({ info }: DecodedRecord): boolean {
  const kind = info & transactionKindMask;
  return kind === transactionKinds.commitPrepared || kind === transactionKinds.abortPrepared;
}

/** Name and time of a restore point; undefined for another record. PostgreSQL: xl_restore_point. */
export function restorePoint({
  rmid,
  info,
  record,
}: DecodedRecord): { name: string; time: TimestampTz } | undefined {
  if (rmid !== rmgr.xlog || info !== xlogInfo.restorePoint || record.mainDataLength < 9) return undefined;
  const bytes = record.bytes.subarray(record.mainDataAt + 8, record.end);
  const length = bytes.indexOf(0);
  const name = new TextDecoder().decode(length < 0 ? bytes : bytes.subarray(0, length));
  return { name, time: BigInt.asIntN(64, u64(record.bytes, record.mainDataAt)) };
}
