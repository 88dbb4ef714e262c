import type { BlockReference, WalRecord } from '../record.ts';
import { forkNames } from '../record.ts';

/**
 * Name of the file that --save-fullpage writes for an image: `TIMELINE-LSN-LSN.SPC.DB.REL.BLK_FORK`.
 * PostgreSQL: XLogRecordSaveFPWs in bin/pg_waldump/pg_waldump.c.
 */
export function imageFileName(timeline: number, record: WalRecord, block: BlockReference): string {
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, '0');
  const place = [block.tablespace, block.database, block.relation, block.block].join('.');
  return `${hex(timeline)}-${hex(record.lsnHigh)}-${hex(record.lsnLow)}.${place}_${forkNames[block.fork]}`;
}
