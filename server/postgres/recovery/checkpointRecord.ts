import type { Lsn } from '../lsn.ts';
import { type Major, sinceMajor } from '../majors.ts';
import { shortPageHeaderSize, walPageSize } from '../wal/page.ts';
import { recordHeaderSize } from '../wal/record.ts';
import { type CheckpointRecord, checkpointSize, readCheckpoint } from './checkpoints.ts';
import { beginRead, readRecord } from './readRecord.ts';
import { rmgr, xlogInfo } from './recordKinds.ts';
import type { Recovery } from './recovery.ts';

/** Which checkpoint: that of backup_label, of pg_control, or the one before (10 only). */
export type WhichCheckpoint = 'label' | 'primary' | 'secondary';

const dataHeaderShort = 2;
const namedUntil: { readonly [M in Major]?: boolean } = { 10: true, 16: false };

/** A checkpoint as recovery begins from it. */
export interface FoundCheckpoint extends CheckpointRecord {
  readonly isShutdown: boolean;
}

/** Whether a record can begin there. PostgreSQL: XRecOffIsValid. */
export function isRecordOffset(lsn: Lsn): boolean {
  return lsn % BigInt(walPageSize) >= BigInt(shortPageHeaderSize);
}

/** Reads the checkpoint record at `lsn`; undefined after saying what is wrong with it. PostgreSQL: ReadCheckpointRecord. */
export async function readCheckpointRecord(
  recovery: Recovery,
  lsn: Lsn,
  which: WhichCheckpoint,
): Promise<FoundCheckpoint | undefined> {
  const { found, log, major } = recovery;
  const named = sinceMajor(namedUntil, major)! && which !== 'label' ? `${which} ` : '';
  const complain = (text: string) => {
    log.log(text);
    return undefined;
  };
  if (!isRecordOffset(lsn)) return complain(badLink(major, which));
  beginRead(recovery, lsn);
  const read = await readRecord(recovery, { fetchingCheckpoint: true });
  if (!read) return complain(`invalid ${named}checkpoint record`);
  const where = `${named}checkpoint record`;
  const complainOfRecord = (text: string) => {
    found.complaint = text;
    return complain(text);
  };
  if (read.rmid !== rmgr.xlog) return complainOfRecord(`invalid resource manager ID in ${where}`);
  const isShutdown = read.info === xlogInfo.checkpointShutdown;
  if (!isShutdown && read.info !== xlogInfo.checkpointOnline)
    return complainOfRecord(`invalid xl_info in ${where}`);
  const checkpoint = readCheckpoint(read.record, major);
  if (!checkpoint || read.bytes.length !== recordHeaderSize + dataHeaderShort + checkpointSize(major))
    return complainOfRecord(`invalid length of ${where}`);
  return { ...checkpoint, isShutdown };
}

function badLink(major: Major, which: WhichCheckpoint): string {
  if (!sinceMajor(namedUntil, major)) return 'invalid checkpoint location';
  return which === 'label'
    ? 'invalid checkpoint link in backup_label file'
    : `invalid ${which} checkpoint link in control file`;
}
