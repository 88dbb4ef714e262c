import type { Major } from '../majors.ts';
import type { RelationFile } from '../relationFile.ts';
import { u32, u64 } from './record.ts';

/** What a record of the resource manager Transaction says, by the bits of `transactionKindMask` in its info byte. */
export const transactionKinds = {
  commit: 0x00,
  prepare: 0x10,
  abort: 0x20,
  commitPrepared: 0x30,
  abortPrepared: 0x40,
} as const;

export const transactionKindMask = 0x70;

/** What a commit or abort record tells about its transaction. */
export interface TransactionEnd {
  /** Microseconds since 2000-01-01 UTC. */
  readonly time: bigint;
  readonly subtransactions: readonly number[];
  /** The prepared transaction that COMMIT PREPARED or ROLLBACK PREPARED ended. */
  readonly preparedXid?: number;
  /** The name that PREPARE TRANSACTION gave it. */
  readonly preparedAs?: string;
  /** Relations whose files are removed. */
  readonly relations: readonly RelationFile[];
}

/** Set in the info byte when xinfo follows the time. */
const hasInfo = 0x80;
const has = {
  database: 1,
  subtransactions: 2,
  relations: 4,
  invalidations: 8,
  prepared: 16,
  preparedName: 128,
  droppedStats: 256,
};

/** Bytes of an element of each list in such a record. */
const relationBytes = 12;
const invalidationBytes = 16;
const droppedStatsBytes = (major: Major) => (major >= 18 ? 16 : 12);

/** Time of the transaction's end, from the main data of a commit or abort record; undefined when it is too short. */
export function transactionTime(bytes: Uint8Array, start: number, end: number): bigint | undefined {
  return start + 8 <= end ? BigInt.asIntN(64, u64(bytes, start)) : undefined;
}

/**
 * Reads the main data of a commit or abort record, from `start` to `end`; lists that do not fit into it are left out.
 * Undefined when it is too short. PostgreSQL: ParseCommitRecord and ParseAbortRecord in access/rmgrdesc/xactdesc.c.
 */
export function readTransactionEnd(
  bytes: Uint8Array,
  start: number,
  end: number,
  infoByte: number,
  major: Major,
): TransactionEnd | undefined {
  const time = transactionTime(bytes, start, end);
  if (time === undefined) return undefined;
  if (!(infoByte & hasInfo) || start + 12 > end) return { time, subtransactions: [], relations: [] };
  const info = u32(bytes, start + 8);
  let next = start + 12 + (info & has.database ? 8 : 0);

  /** Goes behind a list that begins with its length; returns where its elements begin. */
  const list = (elementBytes: number): { from: number; count: number } => {
    const count = next + 4 <= end ? u32(bytes, next) : 0;
    const from = next + 4;
    next = from + count * elementBytes;
    return { from, count: next <= end ? count : 0 };
  };

  const subtransactions: number[] = [];
  if (info & has.subtransactions) {
    const { from, count } = list(4);
    for (let n = 0; n < count; n++) subtransactions.push(u32(bytes, from + 4 * n));
  }
  const relations: RelationFile[] = [];
  if (info & has.relations) {
    const { from, count } = list(relationBytes);
    for (let n = 0; n < count; n++) relations.push(relationFileAt(bytes, from + n * relationBytes));
  }
  if (info & has.droppedStats && major >= 15) list(droppedStatsBytes(major));
  if (info & has.invalidations) list(invalidationBytes);
  const prepared = (info & has.prepared) !== 0 && next + 4 <= end;
  return {
    time,
    subtransactions,
    relations,
    preparedXid: prepared ? u32(bytes, next) : undefined,
    preparedAs: prepared && info & has.preparedName ? textAt(bytes, next + 4, end) : undefined,
  };
}

function textAt(bytes: Uint8Array, from: number, end: number): string {
  const text = bytes.subarray(from, end);
  const length = text.indexOf(0);
  return new TextDecoder().decode(length < 0 ? text : text.subarray(0, length));
}

function relationFileAt(bytes: Uint8Array, at: number): RelationFile {
  return { tablespace: u32(bytes, at), database: u32(bytes, at + 4), relation: u32(bytes, at + 8) };
}
