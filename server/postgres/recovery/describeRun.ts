import { formatLsnOf } from '../files/controlState.ts';
import type { Lsn } from '../lsn.ts';
import type { FatalError, FilesAfter, Forecast, RestoreRequest, UnknownField } from './forecastTypes.ts';
import { formatTimestamp } from './pointInTime.ts';
import type { SteeringFile } from './recovery.ts';
import { mayMakeRestartpoints } from './restartpoint.ts';
import type { ServerRun } from './serverRun.ts';

/** A run of the server as a forecast, `lost` left empty. */
export function describeRun(run: ServerRun): Forecast {
  const { ends, found, log, major, recovery } = run;
  const lsn = (value: Lsn | undefined) => (value ? formatLsnOf(major, value) : null);
  const lives = ends.outcome !== 'fatal' && ends.outcome !== null;
  const told = found.lastXactTime !== undefined && found.redoDone !== undefined;
  const forecast: Forecast = {
    major,
    outcome: ends.outcome,
    exit_code: exitCode(run),
    fatal: fatalOf(run),
    redo_start_lsn: lsn(found.redoStart),
    redo_not_required: found.redoNotRequired,
    consistent_lsn: lsn(found.consistent),
    redo_done_lsn: lsn(found.redoDone),
    replay_end_lsn: lives && recovery?.inRecovery ? lsn(recovery.lastReplayedEnd) : null,
    stop_message: found.stopMessage ?? null,
    end_of_wal_message: found.complaint ?? null,
    last_completed_xact_time:
      told && recovery ? formatTimestamp(found.lastXactTime!, recovery.settings.text('TimeZone')) : null,
    new_timeline: found.newTimeline ?? null,
    history_file: found.history ?? null,
    requests: requestsOf(run),
    archived_after: [...found.archived],
    files_after: filesAfter(run),
    log: [...log.lines],
    lost: null,
    unknown: [],
  };
  return withUnknown(forecast, run);
}

/** What %r is worth where restartpoints may have moved it is not known. */
function requestsOf({ ends, recovery, requests }: ServerRun): Forecast['requests'] {
  const collapsed = requests.collapsed(ends.outcome === 'standby-waiting');
  if (!recovery || !mayMakeRestartpoints(recovery)) return collapsed;
  const unsure = (request: RestoreRequest) =>
    /^0+$/.test(request.r ?? '') ? request : { ...request, r: null };
  return collapsed.map(each => ('polling' in each ? { polling: each.polling.map(unsure) } : unsure(each)));
}

function fatalOf({ log }: ServerRun): FatalError | null {
  const line = log.lines.find(({ level }) => level === 'FATAL' || level === 'PANIC');
  if (!line) return null;
  const { level, text, detail = null, hint = null, context = null } = line;
  return { level, message: text, detail, hint, context };
}

function exitCode({ ends, log }: ServerRun): number | null {
  const aborts = log.lines.some(({ level, proc }) => level === 'PANIC' && proc === 'postmaster');
  if (ends.outcome === 'fatal') return aborts ? null : 1;
  return ends.startupExit === 'shutdown' ? 0 : null;
}

function filesAfter({ there, wal }: ServerRun): FilesAfter {
  const is = (name: SteeringFile) => there.has(name);
  return {
    pg_wal: wal.names(),
    archive_status: wal.statuses(),
    backup_label: is('backup_label'),
    'backup_label.old': is('backup_label.old'),
    tablespace_map: is('tablespace_map'),
    'tablespace_map.old': is('tablespace_map.old'),
    'recovery.signal': is('recovery.signal'),
    'standby.signal': is('standby.signal'),
    'recovery.conf': is('recovery.conf'),
    'recovery.done': is('recovery.done'),
  };
}

const restartpointsReason =
  'so much WAL is replayed that the server makes restartpoints on the way, which remove segments and move %r';
const behindOutcome = ['requests', 'archived_after', 'files_after', 'log'] as const;
const streamed = ['replay_end_lsn', 'last_completed_xact_time', 'requests', 'files_after', 'log'] as const;

/** Empties the fields that cannot be known and says why. */
function withUnknown(forecast: Forecast, { ends, found, log, recovery }: ServerRun): Forecast {
  const unknown: UnknownField[] = [...found.unknown].map(([field, reason]) => ({ field, reason }));
  const forget = (fields: readonly (keyof Forecast)[], reason: string) => {
    for (const field of fields) unknown.push({ field, reason });
  };
  const stopped = found.unknown.get('outcome');
  if (stopped !== undefined) forget(behindOutcome, stopped);
  else if (ends.outcome === 'standby-waiting' && recovery?.asked.primaryConninfo)
    forget(streamed, 'the server that primary_conninfo names may send more');
  else if (recovery && mayMakeRestartpoints(recovery)) forget(['files_after'], restartpointsReason);
  if (log.overflowed) forget(['log'], 'there are too many lines');
  const nulls = Object.fromEntries(unknown.map(({ field }) => [field, null]));
  return { ...forecast, ...nulls, unknown };
}
