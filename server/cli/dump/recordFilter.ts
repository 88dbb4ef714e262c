import type { RecordBatch } from '../../postgres/wal/reader.ts';
import type { WalRecord } from '../../postgres/wal/record.ts';
import type { DumpOptions } from './options.ts';

/** Decides by what the scanner reports, without decoding the record. */
export function quickFilter({ managers, xid }: DumpOptions): (batch: RecordBatch, at: number) => boolean {
  return (batch, at) =>
    (managers === undefined || managers.has(batch.rmid[at])) && (xid === undefined || batch.xid[at] === xid);
}

/** Whether records must be decoded to be filtered. */
export function needsDecoding({ relation, fork, fullPage, block }: DumpOptions): boolean {
  return relation !== undefined || fork !== undefined || fullPage || block !== undefined;
}

/** PostgreSQL: XLogRecordMatchesRelationBlock and XLogRecordHasFPW in bin/pg_waldump/pg_waldump.c. */
export function matchesBlocks(record: WalRecord, { relation, block, fork, fullPage }: DumpOptions): boolean {
  const blocks = record.blocks.slice(0, record.blockCount);
  if (fullPage && !blocks.some(ref => ref.hasImage)) return false;
  if (relation === undefined && block === undefined && fork === undefined) return true;
  return blocks.some(
    ref =>
      (fork === undefined || ref.fork === fork) &&
      (relation === undefined ||
        (ref.tablespace === relation.tablespace &&
          ref.database === relation.database &&
          ref.relation === relation.relation)) &&
      (block === undefined || ref.block === block),
  );
}
