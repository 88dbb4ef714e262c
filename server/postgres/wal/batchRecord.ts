import type { RecordBatch } from './reader.ts';
import { readRecord } from './readRecord.ts';
import type { WalRecord } from './record.ts';
import type { Wal } from './wal.ts';

/**
 * Decodes record `at` of a batch that was scanned with `wholeRecords`; one that is too long to be kept in the batch is
 * read again. False when its headers do not add up.
 */
export async function decodeBatchRecord(
  wal: Wal,
  record: WalRecord,
  batch: RecordBatch,
  at: number,
): Promise<boolean> {
  const lsn = batch.base + BigInt(batch.position[at]);
  const [high, low] = [Number(lsn >> 32n), Number(lsn & 0xffff_ffffn)];
  const address = batch.address[at];
  if (address !== 0) return record.decode(batch.memory, address, address + batch.totalLength[at], high, low);
  const bytes = await readRecord(wal, lsn);
  return bytes !== undefined && record.decode(bytes, 0, bytes.length, high, low);
}
