import { formatLsn, type Lsn } from '../../postgres/lsn.ts';
import { isoTimestamp } from '../../postgres/wal/describe/timestamp.ts';
import type { RawEvent } from './eventCollector.ts';
import type { RecoveryTarget } from './findTypes.ts';

/** The settings that lead to just before an event: the best first. */
export interface Targets {
  readonly target: RecoveryTarget;
  readonly alternatives: readonly RecoveryTarget[];
}

/**
 * How recovery along `timeline` stops just before an event. `isFirstOfName` tells of a restore point whether the server
 * meets no other one of its name before. PostgreSQL: recoveryStopsBefore, recoveryStopsAfter in xlogrecovery.c.
 */
export function targetsBefore(event: RawEvent, timeline: number, isFirstOfName: boolean): Targets {
  const { kind, lsn } = event;
  const atRecord = byLsn(lsn, timeline);
  if (kind === 'restorePoint') {
    const byName: RecoveryTarget = {
      by: 'name',
      settings: { recovery_target_name: event.name ?? '', recovery_target_timeline: String(timeline) },
      stopsAt: lsn,
      leavesOut: 0,
    };
    if (isFirstOfName) return { target: byName, alternatives: [atRecord] };
    const remark =
      'An earlier restore point has the same name: the server stops at the first one that it replays.';
    return { target: atRecord, alternatives: [{ ...byName, remark }] };
  }
  if (kind === 'dropDatabase') return beforeDatabaseDrop(event, timeline, atRecord);
  if (kind === 'prepare' || kind === 'open' || event.xid === undefined)
    return { target: atRecord, alternatives: [] };
  const byXid: RecoveryTarget = {
    by: 'xid',
    settings: { recovery_target_xid: String(event.xid), ...exclusive(timeline) },
    stopsAt: lsn,
    leavesOut: 0,
  };
  const others = [timeTarget(event, timeline), beforeItBegan(event, timeline)];
  return { target: byXid, alternatives: [atRecord, ...others.filter(other => other !== undefined)] };
}

/** Nothing of a DROP DATABASE waits for its commit: the mark and the removal of files take effect as they are replayed. */
function beforeDatabaseDrop(event: RawEvent, timeline: number, atRecord: RecoveryTarget): Targets {
  const { mark, commits } = event;
  if (!mark) return { target: atRecord, alternatives: [] };
  const remark =
    'The files of the database are still there, yet it is marked as being dropped: nobody can connect to it.';
  return {
    target: { ...byLsn(mark.lsn, timeline), leavesOut: commits - mark.commits },
    alternatives: [{ ...atRecord, remark }],
  };
}

/** Of a drop: the transaction is not there yet, so that it holds no locks, nor waits to be rolled back if it was prepared. */
function beforeItBegan(event: RawEvent, timeline: number): RecoveryTarget | undefined {
  const { kind, firstLsn, commits, commitsAtFirst } = event;
  if ((kind !== 'drop' && kind !== 'truncate') || firstLsn === undefined) return undefined;
  return {
    ...byLsn(firstLsn, timeline),
    leavesOut: commits - (commitsAtFirst ?? commits),
    remark: 'Before the first record of the transaction: it holds no locks then.',
  };
}

function byLsn(lsn: Lsn, timeline: number): RecoveryTarget {
  return {
    by: 'lsn',
    settings: { recovery_target_lsn: formatLsn(lsn), ...exclusive(timeline) },
    stopsAt: lsn,
    leavesOut: 0,
  };
}

function timeTarget(
  { time, lsn, leftOutByTime, latestBefore }: RawEvent,
  timeline: number,
): RecoveryTarget | undefined {
  if (time === undefined) return undefined;
  const isExact = latestBefore === undefined || latestBefore < time;
  const remark = isExact
    ? undefined
    : 'A transaction that comes before it in the log ended at the same time or later: recovery stops there already.';
  return {
    by: 'time',
    settings: { recovery_target_time: timeText(time), ...exclusive(timeline) },
    stopsAt: lsn,
    leavesOut: leftOutByTime,
    remark,
  };
}

function exclusive(timeline: number) {
  return { recovery_target_inclusive: 'off', recovery_target_timeline: String(timeline) };
}

/** `2026-11-21 17:15:02.118042+00`: a form that every server reads alike. */
function timeText(time: bigint): string {
  return isoTimestamp(time).replace('T', ' ').replace('Z', '+00');
}
