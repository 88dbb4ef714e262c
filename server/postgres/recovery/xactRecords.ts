import type { Major } from '../majors.ts';
import { u32, u64 } from '../wal/record.ts';
import type { TimestampTz } from './pointInTime.ts';
import type { DecodedRecord } from './readAhead.ts';
import { rmgr, xlogInfo } from './recordKinds.ts';

/** How a transaction ended. */
export interface TransactionEnd {
  readonly commits: boolean;
  /** The transaction that ended; of a prepared one its own, not that of the record. */
  readonly xid: number;
  readonly time: TimestampTz;
}

const kindMask = 0x70;
const kinds = {
  commit: 0x00,
  prepare: 0x10,
  abort: 0x20,
  commitPrepared: 0x30,
  abortPrepared: 0x40,
} as const;
const hasInfo = 0x80;
const has = {
  database: 1,
  subtransactions: 2,
  relations: 4,
  invalidations: 8,
  prepared: 16,
  droppedStats: 256,
};
const relationBytes = 12;
const invalidationBytes = 16;
const droppedStatsBytes = (major: Major) => (major >= 18 ? 16 : 12);

/** What a commit or abort record says; undefined for any other. PostgreSQL: ParseCommitRecord, ParseAbortRecord. */
export function transactionEnd({ rmid, info, record, xid }: DecodedRecord): TransactionEnd | undefined {
  if (rmid !== rmgr.transaction || record.mainDataLength < 8) return undefined;
  const kind = info & kindMask;
  const prepared = kind === kinds.commitPrepared || kind === kinds.abortPrepared;
  if (!prepared && kind !== kinds.commit && kind !== kinds.abort) return undefined;
  return {
    commits: kind === kinds.commit || kind === kinds.commitPrepared,
    xid: prepared ? preparedXid(record.bytes, record.mainDataAt, record.end, record.major, info) : xid,
    time: BigInt.asIntN(64, u64(record.bytes, record.mainDataAt)),
  };
}

/** PREPARE TRANSACTION. */
export function isPrepare({ info }: DecodedRecord): boolean {
  return (info & kindMask) === kinds.prepare;
}

/** COMMIT PREPARED or ROLLBACK PREPARED. */
export function endsPrepared({ info }: DecodedRecord): boolean {
  const kind = info & kindMask;
  return kind === kinds.commitPrepared || kind === kinds.abortPrepared;
}

function preparedXid(bytes: Uint8Array, start: number, end: number, major: Major, info: number): number {
  if (!(info & hasInfo) || start + 12 > end) return 0;
  const bits = u32(bytes, start + 8);
  let at = start + 12 + (bits & has.database ? 8 : 0);
  const skip = (elementBytes: number) => {
    at = at + 4 > end ? end : at + 4 + u32(bytes, at) * elementBytes;
  };
  if (bits & has.subtransactions) skip(4);
  if (bits & has.relations) skip(relationBytes);
  if (bits & has.droppedStats && major >= 15) skip(droppedStatsBytes(major));
  if (bits & has.invalidations) skip(invalidationBytes);
  return bits & has.prepared && at + 4 <= end ? u32(bytes, at) : 0;
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
