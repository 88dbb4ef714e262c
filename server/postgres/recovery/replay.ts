import { formatLsnOf } from '../files/controlState.ts';
import { type Major, sinceMajor } from '../majors.ts';
import { u32, u64 } from '../wal/record.ts';
import { archiveReady } from './archiver.ts';
import { type CheckpointRecord, readCheckpoint, readEndOfRecovery, readLsn } from './checkpoints.ts';
import { checkConsistency } from './consistency.ts';
import { pauseAtTarget } from './pause.ts';
import { formatTimestamp } from './pointInTime.ts';
import type { DecodedRecord } from './readAhead.ts';
import { beginRead, readRecord } from './readRecord.ts';
import { recordContext } from './recordContext.ts';
import { rmgr, standbyInfo, xlogInfo } from './recordKinds.ts';
import type { Recovery } from './recovery.ts';
import { checkRequiredParameters } from './requiredParameters.ts';
import { makeRestartpoint } from './restartpoint.ts';
import { RecoveryEnds } from './serverLog.ts';
import { type StopReason, stopsAfter, stopsBefore } from './targets.ts';
import { readTimelineHistory } from './timelineHistory.ts';
import { isInHistory } from './timelines.ts';
import { removeNonParentFiles } from './walRemoval.ts';
import { endsPrepared, isPrepare, transactionEnd } from './xactRecords.ts';

const sinceFifteen = { 10: false, 15: true } as const;
const marksRedoSince: Major = 17;
const unreachedTargetIsFatalSince: Major = 13;
const tellsUsageSince: Major = 14;
/** Up to 14 replay begins on the timeline that the checkpoint record itself names. */
const startsOnCheckpointTimelineSince: Major = 15;

/** Replays WAL up to its end or the target. PostgreSQL: PerformWalRecovery in xlogrecovery.c. */
export async function replay(recovery: Recovery): Promise<StopReason | undefined> {
  const { found, log, major, settings } = recovery;
  const spread = recovery.redo < recovery.checkpoint;
  recovery.lastReplayed = spread ? 0n : recovery.readAt;
  recovery.lastReplayedEnd = spread ? recovery.redo : recovery.readEnd;
  recovery.lastReplayedTimeline =
    spread || major < startsOnCheckpointTimelineSince ? recovery.redoTimeline : recovery.checkpointTimeline;
  recovery.replayTimeline = recovery.lastReplayedTimeline;
  recovery.recoveryStarted ||= recovery.archiveRecoveryRequested || major >= 15;
  if (recovery.archiveRecoveryRequested && settings.text('archive_mode') === 'always') archiveReady(recovery);
  checkConsistency(recovery);
  const first = await firstRecord(recovery, spread);
  let stop: StopReason | undefined;
  if (first) {
    found.redoStart = first.lsn;
    recovery.inRedo = true;
    log.log(`redo starts at ${formatLsnOf(major, first.lsn)}`);
    stop = await replayFrom(recovery, first);
    if (stop) actAtTarget(recovery);
    found.redoDone = recovery.readAt;
    const usage = major >= tellsUsageSince ? ' system usage: *' : '';
    log.log(`redo done at ${formatLsnOf(major, recovery.readAt)}${usage}`);
    if (found.lastXactTime !== undefined) {
      const time = formatTimestamp(found.lastXactTime, recovery.settings.text('TimeZone'));
      log.log(`last completed transaction was at log time ${time}`);
    }
    recovery.inRedo = false;
  } else {
    found.redoNotRequired = true;
    log.log('redo is not required');
  }
  if (
    major >= unreachedTargetIsFatalSince &&
    recovery.archiveRecoveryRequested &&
    recovery.asked.target &&
    !stop
  )
    log.fatal('recovery ended before configured recovery target was reached');
  return stop;
}

async function firstRecord(recovery: Recovery, spread: boolean): Promise<DecodedRecord | undefined> {
  const { log, major } = recovery;
  if (!spread) return readRecord(recovery);
  beginRead(recovery, recovery.redo);
  const first = await readRecord(recovery, { panics: true });
  const isMark = first?.rmid === rmgr.xlog && first.info === xlogInfo.checkpointRedo;
  if (first && major >= marksRedoSince && !isMark)
    log.fatal(`unexpected record type found at redo point ${formatLsnOf(major, first.lsn)}`);
  return first;
}

async function replayFrom(recovery: Recovery, first: DecodedRecord): Promise<StopReason | undefined> {
  for (let record: DecodedRecord | undefined = first; record; record = await readRecord(recovery)) {
    const before = stopsBefore(recovery, record);
    if (before) return before;
    if (bringsBackPrepared(recovery, record)) await bringBackPrepared(recovery, record);
    apply(recovery, record);
    const after = stopsAfter(recovery, record);
    if (after) return after;
  }
  return undefined;
}

/** A hot standby goes twice through the prepared transactions where the primary was shut down. */
function bringsBackPrepared({ hotStandby, prepared }: Recovery, { rmid, info }: DecodedRecord): boolean {
  const isShutdown = rmid === rmgr.xlog && info === xlogInfo.checkpointShutdown;
  return isShutdown && hotStandby.isInitialized && prepared.anyInWal;
}

/** PostgreSQL: PrescanPreparedTransactions and StandbyRecoverPreparedTransactions, called from xlog_redo. */
async function bringBackPrepared(recovery: Recovery, record: DecodedRecord): Promise<void> {
  const { lastReplayedTimeline, log, prepared } = recovery;
  log.describe = () => recordContext(record, recovery);
  const lookUp = () => readTimelineHistory(recovery, lastReplayedTimeline);
  await prepared.scan(lookUp);
  await prepared.scan(lookUp);
  log.describe = undefined;
}

/** What is done where the target was reached. */
function actAtTarget(recovery: Recovery): void {
  const { asked, log, major, settings } = recovery;
  if (!recovery.reachedConsistency)
    log.fatal('requested recovery stop point is before consistent recovery point');
  // up to 11 a pause that nobody wrote down is simply passed over
  const cannotPause =
    asked.action === 'pause' && !settings.flag('hot_standby') && (asked.actionSet || major >= 12);
  if (asked.action === 'shutdown' || cannotPause) {
    makeRestartpoint(recovery);
    throw new RecoveryEnds('shutdown', 'shutdown');
  }
  if (asked.action === 'pause') pauseAtTarget(recovery);
}

/** PostgreSQL: ApplyWalRecord in xlogrecovery.c. */
function apply(recovery: Recovery, record: DecodedRecord): void {
  const { log } = recovery;
  if (record.rmid === rmgr.xlog) {
    log.describe = () => recordContext(record, recovery);
    const switched = switchTimeline(recovery, record);
    redoXlog(recovery, record);
    log.describe = undefined;
    afterRecord(recovery, record);
    if (switched) {
      removeNonParentFiles(recovery, record.next, recovery.replayTimeline);
      recovery.queue.reset();
    }
    return;
  }
  if (record.rmid === rmgr.transaction) redoTransaction(recovery, record);
  if (record.rmid === rmgr.standby && record.info === standbyInfo.runningXacts)
    recovery.hotStandby.seeRunning(record.record);
  afterRecord(recovery, record);
}

function redoTransaction(recovery: Recovery, record: DecodedRecord): void {
  const { control, log, prepared } = recovery;
  if (isPrepare(record)) {
    log.describe = () => recordContext(record, recovery);
    prepared.add(record.xid, Number(control.nextXid >> 32n));
    log.describe = undefined;
  } else if (endsPrepared(record)) prepared.remove(transactionEnd(record)?.xid ?? 0);
}

function afterRecord(recovery: Recovery, record: DecodedRecord): void {
  recovery.lastReplayed = record.lsn;
  recovery.lastReplayedEnd = record.next;
  recovery.lastReplayedTimeline = recovery.replayTimeline;
  checkConsistency(recovery);
}

/** Whether the record changes the timeline. PostgreSQL: checkTimeLineSwitch. */
function switchTimeline(recovery: Recovery, record: DecodedRecord): boolean {
  const { log, major, minRecoveryPoint, minRecoveryPointTimeline, replayTimeline } = recovery;
  const timelines = timelinesOf(record, major);
  if (!timelines || timelines.timeline === replayTimeline) return false;
  const { timeline, prevTimeline } = timelines;
  if (prevTimeline !== replayTimeline)
    log.panic(
      `unexpected previous timeline ID ${prevTimeline} (current timeline ID ${replayTimeline}) in checkpoint record`,
    );
  if (timeline < replayTimeline || !isInHistory(timeline, recovery.expected ?? []))
    log.panic(`unexpected timeline ID ${timeline} (after ${replayTimeline}) in checkpoint record`);
  if (minRecoveryPoint !== 0n && record.next < minRecoveryPoint && timeline > minRecoveryPointTimeline)
    log.panic(
      `unexpected timeline ID ${timeline} in checkpoint record, before reaching minimum recovery point ${formatLsnOf(major, minRecoveryPoint)} on timeline ${minRecoveryPointTimeline}`,
    );
  recovery.replayTimeline = timeline;
  return true;
}

function timelinesOf({ info, record }: DecodedRecord, major: Major) {
  if (info === xlogInfo.checkpointShutdown) return readCheckpoint(record, major);
  return info === xlogInfo.endOfRecovery ? readEndOfRecovery(record) : undefined;
}

/** PostgreSQL: xlog_redo, xlogrecovery_redo. */
function redoXlog(recovery: Recovery, record: DecodedRecord): void {
  redo[record.info]?.(recovery, record);
}

const redo: Readonly<Record<number, (recovery: Recovery, record: DecodedRecord) => void>> = {
  [xlogInfo.checkpointShutdown]: redoShutdownCheckpoint,
  [xlogInfo.checkpointOnline]: (recovery, { record }) =>
    redoCheckpoint(recovery, readCheckpoint(record, recovery.major)),
  [xlogInfo.backupEnd]: redoBackupEnd,
  [xlogInfo.parameterChange]: redoParameterChange,
  [xlogInfo.overwriteContrecord]: redoOverwriteContrecord,
};

function redoShutdownCheckpoint(recovery: Recovery, record: DecodedRecord): void {
  const { archiveRecoveryRequested, backupEndPoint, backupStartPoint, hotStandby, log } = recovery;
  if (archiveRecoveryRequested && backupStartPoint !== 0n && backupEndPoint === 0n)
    log.panic('online backup was canceled, recovery cannot continue');
  hotStandby.seeShutdown();
  redoCheckpoint(recovery, readCheckpoint(record.record, recovery.major));
}

function redoCheckpoint(recovery: Recovery, checkpoint: CheckpointRecord | undefined): void {
  const { log, replayTimeline } = recovery;
  if (!checkpoint) return;
  if (checkpoint.timeline !== replayTimeline)
    log.panic(
      `unexpected timeline ID ${checkpoint.timeline} (should be ${replayTimeline}) in checkpoint record`,
    );
  recovery.replayedCheckpoint = checkpoint.redo;
}

function redoBackupEnd(recovery: Recovery, record: DecodedRecord): void {
  if (readLsn(record.record) !== recovery.backupStartPoint) return;
  if (sinceMajor(sinceFifteen, recovery.major)) {
    recovery.backupEndPoint = record.next;
    return;
  }
  const { control } = recovery;
  if (control.minRecoveryPoint < record.next) {
    control.minRecoveryPoint = record.next;
    control.minRecoveryPointTimeline = recovery.replayTimeline;
  }
  recovery.backupStartPoint = 0n;
  recovery.backupEndRequired = false;
}

const parametersWithSenders: Major = 12;

/** PostgreSQL: xl_parameter_change in access/xlog_internal.h. */
function redoParameterChange(recovery: Recovery, { record }: DecodedRecord): void {
  const { control, major } = recovery;
  let at = record.mainDataAt;
  const next = () => {
    at += 4;
    return u32(record.bytes, at - 4) | 0;
  };
  control.maxConnections = next();
  control.maxWorkerProcesses = next();
  if (major >= parametersWithSenders) control.maxWalSenders = next();
  control.maxPreparedXacts = next();
  control.maxLocksPerXact = next();
  control.walLevel = next();
  checkRequiredParameters(recovery);
}

/** PostgreSQL: xl_overwrite_contrecord in access/xlog_internal.h. */
function redoOverwriteContrecord(recovery: Recovery, { record }: DecodedRecord): void {
  const { log, major, reader, settings } = recovery;
  const overwritten = readLsn(record);
  const lsn = (value: bigint) => formatLsnOf(major, value);
  if (overwritten !== reader.overwritten)
    log.fatal(`mismatching overwritten LSN ${lsn(overwritten)} -> ${lsn(reader.overwritten)}`);
  recovery.aborted = 0n;
  recovery.missingContrecord = 0n;
  const time = BigInt.asIntN(64, u64(record.bytes, record.mainDataAt + 8));
  log.log(
    `successfully skipped missing contrecord at ${lsn(overwritten)}, overwritten at ${formatTimestamp(time, settings.text('TimeZone'))}`,
  );
  reader.overwritten = 0n;
}
