import { formatLsnOf } from '../files/controlState.ts';
import { type Major, sinceMajor } from '../majors.ts';
import { checkConsistency } from './consistency.ts';
import type { DecodedRecord } from './readAhead.ts';
import type { Recovery } from './recovery.ts';
import { isInHistory } from './timelines.ts';

const strangeTimeline: {
  readonly [M in Major]?: (timeline: number, file: string, lsn: string, offset: number) => string;
} = {
  10: (timeline, file, _, offset) =>
    `unexpected timeline ID ${timeline} in log segment ${file}, offset ${offset}`,
  16: (timeline, file, lsn, offset) =>
    `unexpected timeline ID ${timeline} in WAL segment ${file}, LSN ${lsn}, offset ${offset}`,
};

/** The next read begins at `lsn`. */
export function beginRead(recovery: Recovery, lsn: bigint): void {
  recovery.queue.beginRead(lsn);
  recovery.readAt = 0n;
  recovery.readEnd = lsn;
}

/**
 * The next record, or undefined where WAL ends. A standby never comes to an end of WAL: it waits.
 * PostgreSQL: ReadRecord in xlogrecovery.c.
 */
export async function readRecord(
  recovery: Recovery,
  { panics = false, fetchingCheckpoint = false } = {},
): Promise<DecodedRecord | undefined> {
  const { source, queue, reader } = recovery;
  source.purpose = { panics, jumped: recovery.readAt === 0n };
  source.lastSourceFailed = false;
  for (;;) {
    const read = await queue.next();
    if ('record' in read) {
      recovery.readAt = read.lsn;
      recovery.readEnd = read.next;
      if (isInHistory(reader.latestPageTimeline, recovery.expected ?? [])) return read;
      source.complain(timelineComplaint(recovery), read.next);
    } else {
      if (!recovery.archiveRecoveryRequested && reader.aborted !== 0n) {
        recovery.aborted = reader.aborted;
        recovery.missingContrecord = reader.missingContrecord;
      }
      source.close();
      if (read.complaint !== undefined) source.complain(read.complaint, recovery.readEnd);
    }
    source.lastSourceFailed = true;
    if (!recovery.inArchiveRecovery && recovery.archiveRecoveryRequested && !fetchingCheckpoint) {
      enterArchiveRecovery(recovery);
      continue;
    }
    if (!recovery.standbyMode) return undefined;
  }
}

/** All of pg_wal is replayed: the archive is next. PostgreSQL: SwitchIntoArchiveRecovery. */
function enterArchiveRecovery(recovery: Recovery): void {
  const { control, source } = recovery;
  recovery.inArchiveRecovery = true;
  recovery.standbyMode = recovery.asked.standby;
  if (control.minRecoveryPoint < recovery.readEnd) {
    control.minRecoveryPoint = recovery.readEnd;
    control.minRecoveryPointTimeline = recovery.replayTimeline;
  }
  recovery.minRecoveryPoint = recovery.readEnd;
  recovery.minRecoveryPointTimeline = recovery.replayTimeline;
  checkConsistency(recovery);
  source.restart();
}

function timelineComplaint({ major, reader }: Recovery): string {
  const { latestPage, latestPageTimeline } = reader;
  const { segmentName, segmentOffset } = reader.place(latestPage);
  const lsn = formatLsnOf(major, latestPage);
  return sinceMajor(strangeTimeline, major)!(latestPageTimeline, segmentName, lsn, segmentOffset);
}
