import { formatLsnOf } from '../files/controlState.ts';
import { formatHistoryName } from '../files/history.ts';
import type { Lsn } from '../lsn.ts';
import type { Major } from '../majors.ts';
import { formatSegmentName } from '../segmentName.ts';
import { walPageSize } from '../wal/page.ts';
import { archiveReady, isArchiving } from './archiver.ts';
import { tellDanglingAtReset } from './danglingTablespaces.ts';
import { beginRead, readRecord } from './readRecord.ts';
import type { Recovery } from './recovery.ts';
import { followRestoreCommand, NotUnderstood } from './restoreCommand.ts';
import { historyReason, type StopReason } from './targets.ts';
import { findNewestTimeline, historyText, readTimelineHistory } from './timelineHistory.ts';
import {
  keptSegments,
  oldestKeepsPriorCheckpoint,
  prepareSegments,
  recyclingLimit,
  removeNonParentFiles,
  removeOldFiles,
} from './walRemoval.ts';

const endsByLabelOnly: Major = 15;
/** Unlogged tables are emptied once the last record was read again. */
const resetsAfterReadingSince: Major = 15;
const forgetsCheckpointSince: Major = 15;
const preparesFirstSince: Major = 15;
/** Who reads WAL for a prepared transaction asks for the history of the timeline that is written to, not replayed. */
const readsOnNewTimelineSince: Major = 19;
const historyFirstSince: Major = 15;

/** WAL is read: the server gets ready to write. PostgreSQL: the second half of StartupXLOG. */
export async function endRecovery(recovery: Recovery, stop: StopReason | undefined): Promise<void> {
  const { log, major } = recovery;
  recovery.standbyMode = false;
  const resetsFirst = major < resetsAfterReadingSince;
  if (recovery.inRecovery && resetsFirst) tellDanglingAtReset(recovery);
  beginRead(recovery, lastRecord(recovery));
  await readRecord(recovery, { panics: true });
  const end = recovery.readEnd;
  const endTimeline = recovery.source.pageTimeline;
  checkEnd(recovery, end);
  if (recovery.inRecovery && !resetsFirst) tellDanglingAtReset(recovery);
  await recovery.prepared.scan(() => readTimelineHistory(recovery, recovery.lastReplayedTimeline));
  let timeline = recovery.inRecovery ? recovery.lastReplayedTimeline : recovery.checkpointTimeline;
  if (recovery.archiveRecoveryRequested) timeline = await switchTimeline(recovery, stop, end);
  const start = recovery.missingContrecord !== 0n ? recovery.missingContrecord : end;
  if (major >= preparesFirstSince) prepareSegments(recovery, start, timeline);
  if (recovery.inRecovery) endCheckpoint(recovery, start, timeline);
  if (major < preparesFirstSince) prepareSegments(recovery, start, timeline);
  const writing = major >= readsOnNewTimelineSince ? timeline : recovery.lastReplayedTimeline;
  await recovery.prepared.recover(() => readTimelineHistory(recovery, writing));
  if (recovery.archiveRecoveryRequested) await cleanUp(recovery, end, endTimeline, timeline);
  log.postmaster('database system is ready to accept connections');
  archiveReady(recovery);
}

/** The record behind which WAL goes on. From 15 on a recovery that applied nothing looks at the very first byte. */
function lastRecord({ checkpoint, inRecovery, lastReplayed, major }: Recovery): Lsn {
  if (!inRecovery) return checkpoint;
  return major >= forgetsCheckpointSince ? lastReplayed : lastReplayed || checkpoint;
}

function checkEnd(recovery: Recovery, end: Lsn): void {
  const { archiveRecoveryRequested, backupEndRequired, backupStartPoint, log, major } = recovery;
  const isComplete = end >= recovery.minRecoveryPoint && backupStartPoint === 0n;
  if (!recovery.inRecovery || isComplete || !(archiveRecoveryRequested || backupEndRequired)) return;
  if (backupStartPoint === 0n && !backupEndRequired) log.fatal('WAL ends before consistent recovery point');
  const hint =
    backupEndRequired || major >= endsByLabelOnly
      ? 'All WAL generated while online backup was taken must be available at recovery.'
      : 'Online backup started with pg_start_backup() must be ended with pg_stop_backup(), and all WAL up to that point must be available at recovery.';
  log.fatal('WAL ends before end of online backup', { hint });
}

async function switchTimeline(recovery: Recovery, stop: StopReason | undefined, end: Lsn): Promise<number> {
  const { found, log, major, wal } = recovery;
  const timeline = (await findNewestTimeline(recovery, recovery.targetTimeline)) + 1;
  found.newTimeline = timeline;
  log.log(`selected new timeline ID: ${timeline}`);
  beginSegment(recovery, end, timeline);
  removeSignals(recovery);
  if (major < historyFirstSince) log.log('archive recovery complete');
  const parent = await historyText(recovery, recovery.targetTimeline);
  const line = `${recovery.targetTimeline}\t${formatLsnOf(major, end)}\t${historyReason(recovery, stop)}\n`;
  const name = formatHistoryName(timeline);
  found.history = { name, content: parent === undefined ? line : `${parent}\n${line}` };
  wal.put(name);
  wal.setStatus(name, isArchiving(recovery) ? 'ready' : undefined);
  if (major >= historyFirstSince) log.log('archive recovery complete');
  return timeline;
}

/** The new timeline's first segment: a copy of what the old one has of it. PostgreSQL: XLogInitNewTimeline. */
function beginSegment({ segmentSize, wal }: Recovery, end: Lsn, timeline: number): void {
  const name = formatSegmentName({ timeline, number: end / BigInt(segmentSize) }, segmentSize);
  wal.put(name);
  wal.setStatus(name, undefined);
}

function removeSignals({ asked, major, there }: Recovery): void {
  if (major < 12) {
    there.delete('recovery.conf');
    there.add('recovery.done');
    return;
  }
  // only the one that counted goes
  there.delete(asked.standby ? 'standby.signal' : 'recovery.signal');
}

/** Segments that the checkpoint at the end of recovery removes. PostgreSQL: CreateCheckPoint. */
function endCheckpoint(recovery: Recovery, end: Lsn, timeline: number): void {
  const { control, major, segmentSize, wal } = recovery;
  const size = BigInt(segmentSize);
  const redo = insertPosition(end, segmentSize);
  const distance = Number(redo - control.redo);
  const from = major <= oldestKeepsPriorCheckpoint ? control.redo : redo;
  const current = formatSegmentName({ timeline, number: redo / size }, segmentSize);
  if (!wal.has(current)) wal.put(current);
  const before = keptSegments(recovery, redo, from / size) - 1n;
  const last = recyclingLimit(recovery, from, distance);
  const afterCrash = !recovery.inArchiveRecovery;
  removeOldFiles(recovery, before, { next: redo / size, last, timeline, allowed: true }, afterCrash);
}

/** Where the next record can begin: behind the header of the page. */
function insertPosition(end: Lsn, segmentSize: number): Lsn {
  if (end % BigInt(segmentSize) === 0n) return end + 40n;
  return end % BigInt(walPageSize) === 0n ? end + 24n : end;
}

/** PostgreSQL: CleanupAfterArchiveRecovery. */
async function cleanUp(recovery: Recovery, end: Lsn, endTimeline: number, timeline: number): Promise<void> {
  const { segmentSize, wal } = recovery;
  await runEndCommand(recovery);
  removeNonParentFiles(recovery, end, timeline, true);
  if (end % BigInt(segmentSize) === 0n || !isArchiving(recovery)) return;
  const number = (end - 1n) / BigInt(segmentSize);
  const name = formatSegmentName({ timeline: endTimeline, number }, segmentSize);
  if (wal.status(name) !== undefined || !wal.has(name)) return;
  wal.rename(name, `${name}.partial`);
  wal.setStatus(`${name}.partial`, 'ready');
}

/** A recovery_end_command that is seen to fail is warned of; what it does is not looked at. */
async function runEndCommand({ asked, log }: Recovery): Promise<void> {
  if (!asked.endCommand) return;
  try {
    const call = { text: asked.endCommand, file: '', target: '', archive: async () => undefined };
    const { status, signal } = await followRestoreCommand(call);
    if (status !== 0 && signal === undefined && !/%/.test(asked.endCommand))
      log.add(
        'WARNING',
        `recovery_end_command "${asked.endCommand}": child process exited with exit code ${status}`,
      );
  } catch (error) {
    if (!(error instanceof NotUnderstood)) throw error;
  }
}
