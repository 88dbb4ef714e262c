import type { Major } from '../postgres/majors.ts';
import type { RecordBatch } from '../postgres/wal/reader.ts';
import { u32, u64 } from '../postgres/wal/record.ts';
import { mainDataAt } from './recordClasses.ts';

/** What a commit or abort record tells about its transaction. */
export interface CompletionFacts {
  /** Microseconds since 2000-01-01 UTC. */
  readonly time: bigint;
  readonly subtransactions: readonly number[];
  /** The prepared transaction that COMMIT PREPARED or ROLLBACK PREPARED ended. */
  readonly preparedXid?: number;
}

/** Set in the info byte when xinfo follows the time. */
const hasInfo = 0x80;
const has = {
  database: 1,
  subtransactions: 2,
  relations: 4,
  invalidations: 8,
  prepared: 16,
  droppedStats: 256,
};

/** Bytes of an element of each list in such a record. */
const relationBytes = 12;
const invalidationBytes = 16;
const droppedStatsBytes = (major: Major) => (major >= 18 ? 16 : 12);

/** Time of the transaction's end; undefined when the record was not kept or is too short. */
export function completionTime(batch: RecordBatch, at: number): bigint | undefined {
  const main = mainDataAt(batch, at);
  if (main === 0 || batch.mainLength[at] < 8) return undefined;
  return BigInt.asIntN(64, u64(batch.memory, main));
}

/**
 * Reads a commit or abort record of the batch; lists that do not fit into the record are left out.
 * PostgreSQL: ParseCommitRecord and ParseAbortRecord in access/rmgrdesc/xactdesc.c.
 */
export function readCompletion(batch: RecordBatch, at: number, major: Major): CompletionFacts | undefined {
  const time = completionTime(batch, at);
  if (time === undefined) return undefined;
  const bytes = batch.memory;
  const start = mainDataAt(batch, at);
  const end = start + batch.mainLength[at];
  if (!(batch.info[at] & hasInfo) || start + 12 > end) return { time, subtransactions: [] };
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
  if (info & has.relations) list(relationBytes);
  if (info & has.droppedStats && major >= 15) list(droppedStatsBytes(major));
  if (info & has.invalidations) list(invalidationBytes);
  const prepared = (info & has.prepared) !== 0 && next + 4 <= end;
  return { time, subtransactions, preparedXid: prepared ? u32(bytes, next) : undefined };
}

/** `tablespace/database/relation` of the relations whose files a commit removes. */
export function droppedRelations(batch: RecordBatch, at: number): string[] {
  const start = mainDataAt(batch, at);
  const end = start + batch.mainLength[at];
  if (start === 0 || !(batch.info[at] & hasInfo) || start + 12 > end) return [];
  const bytes = batch.memory;
  const info = u32(bytes, start + 8);
  if (!(info & has.relations)) return [];
  let next = start + 12 + (info & has.database ? 8 : 0);
  if (info & has.subtransactions) next += 4 + 4 * (next + 4 <= end ? u32(bytes, next) : 0);
  const count = next + 4 <= end ? u32(bytes, next) : 0;
  if (next + 4 + count * relationBytes > end) return [];
  return Array.from({ length: count }, (_, n) => {
    const at = next + 4 + n * relationBytes;
    return `${u32(bytes, at)}/${u32(bytes, at + 4)}/${u32(bytes, at + 8)}`;
  });
}
