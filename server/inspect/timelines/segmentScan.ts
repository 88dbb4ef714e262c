import { FileError, type Files } from '../../bytes/byteSource.ts';
import { type DecompressionPlatform, openPlain } from '../../bytes/decompress.ts';
import type { Lsn } from '../../postgres/lsn.ts';
import { openWal } from '../../postgres/wal/openWal.ts';
import { type RecordBatch, scanWal } from '../../postgres/wal/reader.ts';
import { rmgr } from '../recordClasses.ts';

/** Calls `visit` for each record of one segment file; whether it could be read. */
async function eachRecord(
  files: Files,
  platform: DecompressionPlatform,
  path: string,
  name: string,
  visit: (batch: RecordBatch, at: number, lsn: Lsn) => void,
): Promise<boolean> {
  try {
    const source = await openPlain(await files.open(path), path, platform);
    try {
      const wal = await openWal([{ source, name }]);
      for await (const batch of scanWal(wal, { wholeRecords: true }))
        for (let at = 0; at < batch.count; at++) visit(batch, at, batch.base + BigInt(batch.position[at]));
      return true;
    } finally {
      await source.close();
    }
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return false;
  }
}

/** XLOG_CHECKPOINT_SHUTDOWN and XLOG_CHECKPOINT_ONLINE. PostgreSQL: catalog/pg_control.h. */
const checkpoints = [0x00, 0x10];

/** The last checkpoint record before `before` in a segment: undefined when there is none, null when it is unreadable. */
export async function lastCheckpointBefore(
  files: Files,
  platform: DecompressionPlatform,
  path: string,
  name: string,
  before: Lsn,
): Promise<Lsn | undefined | null> {
  let last: Lsn | undefined;
  const read = await eachRecord(files, platform, path, name, (batch, at, lsn) => {
    if (lsn < before && batch.rmid[at] === rmgr.xlog && checkpoints.includes(batch.info[at] & 0xf0))
      last = lsn;
  });
  return read ? last : null;
}
