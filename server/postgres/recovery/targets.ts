import { formatLsnOf } from '../files/controlState.ts';
import type { Lsn } from '../lsn.ts';
import type { Major } from '../majors.ts';
import { formatTimestamp, type TimestampTz } from './pointInTime.ts';
import type { DecodedRecord } from './readAhead.ts';
import { rmgr } from './recordKinds.ts';
import type { Recovery } from './recovery.ts';
import { type EndedTransaction, restorePoint, transactionEnd } from './xactRecords.ts';

/** Where and why recovery stopped: what the history file will tell. */
export interface StopReason {
  readonly after: boolean;
  readonly xid: number;
  readonly lsn: Lsn;
  readonly time: TimestampTz;
  readonly name: string;
}

/** Before, and in early releases of 11, the time of a transaction was only looked up for a target that is one. */
const tellsTimeSince: Major = 11;
const looksOnlyIfAskedSince: Major = 12;
const nothing: StopReason = { after: false, xid: 0, lsn: 0n, time: 0n, name: '' };

/** The stop when recovery is to end before it applies the record. PostgreSQL: recoveryStopsBefore. */
export function stopsBefore(recovery: Recovery, record: DecodedRecord): StopReason | undefined {
  const { target, inclusive } = recovery.asked;
  if (!recovery.archiveRecoveryRequested || !target) return undefined;
  if (target.kind === 'immediate' && recovery.reachedConsistency)
    return stop(recovery, 'after reaching consistency', {});
  if (target.kind === 'lsn' && !inclusive && record.lsn >= target.lsn)
    return stop(recovery, `before WAL location (LSN) "${lsnText(recovery, record.lsn)}"`, {
      lsn: record.lsn,
    });
  const end = transactionEnd(record);
  if (!end) return undefined;
  const hit =
    (target.kind === 'xid' && !inclusive && end.xid === target.xid) ||
    (target.kind === 'time' && (inclusive ? end.time > target.time : end.time >= target.time));
  if (!hit) return undefined;
  const time = target.kind === 'time' || recovery.major >= tellsTimeSince ? end.time : 0n;
  return stop(recovery, `before ${endText(recovery, { ...end, time })}`, { xid: end.xid, time });
}

/** The stop when recovery is to end behind the record just applied. PostgreSQL: recoveryStopsAfter. */
export function stopsAfter(recovery: Recovery, record: DecodedRecord): StopReason | undefined {
  if (!recovery.archiveRecoveryRequested && recovery.major >= looksOnlyIfAskedSince) return undefined;
  const { target, inclusive } = recovery.asked;
  const point = target?.kind === 'name' ? restorePoint(record) : undefined;
  if (target?.kind === 'name' && point?.name === target.name) {
    const text = `at restore point "${point.name}", time ${timeText(recovery, point.time)}`;
    return stop(recovery, text, { after: true, time: point.time, name: point.name });
  }
  if (target?.kind === 'lsn' && inclusive && record.lsn >= target.lsn) {
    const text = `after WAL location (LSN) "${lsnText(recovery, record.lsn)}"`;
    return stop(recovery, text, { after: true, lsn: record.lsn });
  }
  if (record.rmid !== rmgr.transaction) return undefined;
  const end = transactionEnd(record);
  if (end) recovery.found.lastXactTime = end.time;
  if (end && target?.kind === 'xid' && inclusive && end.xid === target.xid)
    return stop(recovery, `after ${endText(recovery, end)}`, { after: true, xid: end.xid, time: end.time });
  // only a record of a transaction brings the server here; at others it stops before the next one
  if (target?.kind === 'immediate' && recovery.reachedConsistency)
    return stop(recovery, 'after reaching consistency', { after: true });
  return undefined;
}

/** Why the timeline changes, for the history file. PostgreSQL: getRecoveryStopReason. */
export function historyReason(recovery: Recovery, { after, xid, lsn, time, name } = nothing): string {
  const side = after ? 'after' : 'before';
  switch (recovery.asked.target?.kind) {
    case 'xid':
      return `${side} transaction ${xid}`;
    case 'time':
      return `${side} ${timeText(recovery, time)}\n`;
    case 'lsn':
      return `${side} LSN ${lsnText(recovery, lsn)}\n`;
    case 'name':
      return `at restore point "${name}"`;
    case 'immediate':
      return 'reached consistency';
    default:
      return 'no recovery target specified';
  }
}

function stop({ found, log }: Recovery, where: string, reason: Partial<StopReason>): StopReason {
  found.stopMessage = `recovery stopping ${where}`;
  log.log(found.stopMessage);
  return { ...nothing, ...reason };
}

function endText(recovery: Recovery, { commits, xid, time }: EndedTransaction): string {
  return `${commits ? 'commit' : 'abort'} of transaction ${xid}, time ${timeText(recovery, time)}`;
}

function timeText({ settings }: Recovery, time: TimestampTz): string {
  return formatTimestamp(time, settings.text('TimeZone'));
}

function lsnText({ major }: Recovery, lsn: Lsn): string {
  return formatLsnOf(major, lsn);
}
