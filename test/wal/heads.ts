import { formatLsnPadded, type Lsn } from '../../server/postgres/lsn.ts';
import { type RecordBatch, type ScanOptions, scanWal } from '../../server/postgres/wal/reader.ts';
import type { Wal, WalEnd } from '../../server/postgres/wal/wal.ts';
import { severity } from '../../server/postgres/wal/walEnd.ts';

const managers =
  'XLOG Transaction Storage CLOG Database Tablespace MultiXact RelMap Standby Heap2 Heap Btree Hash Gin Gist Sequence SPGist BRIN CommitTs ReplicationOrigin Generic LogicalMessage'.split(
    ' ',
  );

/** The record as pg_waldump begins its line: resource manager, lengths, transaction, LSN, prev-link. */
export function headLine(batch: RecordBatch, i: number): string {
  const name = managers[batch.rmid[i]] ?? `custom${String(batch.rmid[i]).padStart(3, '0')}`;
  const record = String(batch.totalLength[i] - batch.fpiLength[i]).padStart(6);
  const total = String(batch.totalLength[i]).padStart(6);
  const lsn = formatLsnPadded(lsnOf(batch, i));
  return `rmgr: ${name.padEnd(11)} len (rec/tot): ${record}/${total}, tx: ${String(batch.xid[i]).padStart(10)}, lsn: ${lsn}, prev ${formatLsnPadded(batch.prev[i])}`;
}

export function lsnOf(batch: RecordBatch, i: number): Lsn {
  return batch.base + BigInt(batch.position[i]);
}

/** All records of a scan, one `each(batch, i)` a record, and how it ended. */
export async function collect<T>(
  wal: Wal,
  each: (batch: RecordBatch, i: number) => T,
  options?: ScanOptions,
): Promise<{ records: T[]; end: WalEnd }> {
  const records: T[] = [];
  const scan = scanWal(wal, options);
  for (;;) {
    const step = await scan.next();
    if (step.done) return { records, end: step.value };
    for (let i = 0; i < step.value.count; i++) records.push(each(step.value, i));
  }
}

/** What pg_waldump would have written to standard error. */
export function standardError(wal: Wal, end: WalEnd): string {
  if (end.message === undefined) return '';
  const detail = end.detail === undefined ? '' : `pg_waldump: detail: ${end.detail}\n`;
  return `pg_waldump: ${severity(wal.major)}${end.message}\n${detail}`;
}
