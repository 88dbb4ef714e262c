import { formatLsnOf } from '../files/controlState.ts';
import type { Lsn } from '../lsn.ts';
import type { Major } from '../majors.ts';
import { beginRecovery } from './beginRecovery.ts';
import { endRecovery } from './endOfRecovery.ts';
import type { FilesAfter, Forecast, ForecastInput, ForecastOptions } from './forecastTypes.ts';
import { measureLost } from './leftOut.ts';
import { formatTimestamp } from './pointInTime.ts';
import { tellDeath } from './postmaster.ts';
import type { ReadAheadOptions } from './readAhead.ts';
import type { Findings, Recovery, SteeringFile } from './recovery.ts';
import { optionsFromRecoveryConf, optionsFromSettings } from './recoveryOptions.ts';
import { checkSources, requestedRecovery, settingsSince } from './recoveryRequest.ts';
import { replay } from './replay.ts';
import { RequestLog } from './requestLog.ts';
import { checkRequiredParameters } from './requiredParameters.ts';
import { RecoveryEnds, ServerLog, Unknowable } from './serverLog.ts';
import { readSettings } from './serverSettings.ts';
import { setUpRecovery } from './setUpRecovery.ts';
import {
  checkVersion,
  findSteeringFiles,
  majorOfDirectory,
  readControlFile,
  tellState,
} from './startServer.ts';
import { chooseTimeline } from './timelineChoice.ts';

const newestReleased: Major = 18;

/** What is known while a forecast goes on, of which the last part may never come to be. */
interface Run {
  readonly log: ServerLog;
  readonly requests: RequestLog;
  readonly found: Findings;
  readonly there: Set<SteeringFile>;
  recovery?: Recovery;
}

/**
 * Forecasts what a server would do with a data directory when it is started: follows the startup process from the
 * first look at pg_control to the end of recovery. Reads only; throws what `signal` was aborted with, and errors of the
 * file system besides missing files.
 */
export async function forecastRecovery(
  input: ForecastInput,
  options: ForecastOptions = {},
): Promise<Forecast> {
  const major = input.major ?? (await majorOfDirectory(input)) ?? newestReleased;
  const likely = await forecastAssuming(input, options, major, 'none');
  if (!likely.dependsOnBlocks) return likely.forecast;
  const other = await forecastAssuming(input, options, major, 'read');
  return withoutDifferences(likely.forecast, other.forecast);
}

const readAheadReason =
  'how far the server reads ahead of the stop depends on relation files: one or more segments behind it may be asked for too';

/** Fields in which two assumptions about blocks lead to different answers are not known. */
function withoutDifferences(likely: Forecast, other: Forecast): Forecast {
  const differing = (['requests', 'files_after', 'archived_after', 'log'] as const).filter(
    field => JSON.stringify(likely[field]) !== JSON.stringify(other[field]),
  );
  const unknown = differing.map(field => ({ field, reason: readAheadReason }));
  const nulls = Object.fromEntries(differing.map(field => [field, null]));
  return { ...likely, ...nulls, unknown: [...likely.unknown, ...unknown] };
}

async function forecastAssuming(
  input: ForecastInput,
  options: ForecastOptions,
  major: Major,
  assume: ReadAheadOptions['assume'],
): Promise<{ forecast: Forecast; dependsOnBlocks: boolean }> {
  const run: Run = {
    log: new ServerLog(),
    requests: new RequestLog(),
    found: { redoNotRequired: false, archived: [], unknown: new Map() },
    there: await findSteeringFiles(input),
  };
  const ends = await runServer(run, input, options, major, assume);
  const { recovery } = run;
  const files = filesAfter(run);
  const requests = run.requests.collapsed(ends.outcome === 'standby-waiting');
  const log = [...run.log.lines];
  const lost = recovery && ends.outcome !== 'fatal' ? await measureLost(recovery) : null;
  const forecast: Forecast = {
    ...describe(run, major, ends),
    requests,
    files_after: files,
    log,
    lost,
  };
  const dependsOnBlocks = recovery?.queue.ambiguous === true && recovery.found.stopMessage !== undefined;
  return { forecast, dependsOnBlocks };
}

async function runServer(
  run: Run,
  input: ForecastInput,
  options: ForecastOptions,
  major: Major,
  assume: ReadAheadOptions['assume'],
): Promise<RecoveryEnds> {
  try {
    return await startServer(run, input, options, major, assume);
  } catch (error) {
    if (error instanceof Unknowable) {
      run.found.unknown.set('outcome', error.message);
      return new RecoveryEnds(null);
    }
    if (!(error instanceof RecoveryEnds)) throw error;
    run.log.describe = undefined;
    tellDeath(error, major, run.recovery?.recoveryStarted ?? false, run.log);
    return error;
  }
}

async function startServer(
  run: Run,
  input: ForecastInput,
  options: ForecastOptions,
  major: Major,
  assume: ReadAheadOptions['assume'],
): Promise<RecoveryEnds> {
  const { log, there, found, requests } = run;
  const { dataDirectory, files, settings: given = [] } = input;
  const ownSettings = given.filter(([name]) => major >= settingsSince || !isRecoveryParameter(name));
  const settings = await readSettings(files, dataDirectory, major, ownSettings, log);
  await checkVersion(input, major, log);
  const control = await readControlFile(input, major, log);
  tellState(control, major, settings, log);
  const requested = requestedRecovery(there, major, input.signal, log);
  const recovery = await setUpRecovery(
    { input, options, major, settings, log, requests, found, there, control: { ...control } },
    assume,
  );
  run.recovery = recovery;
  recovery.archiveRecoveryRequested = requested !== 'nothing';
  if (recovery.archiveRecoveryRequested) {
    const standbyGiven = input.signal === 'standby' ? [['standby_mode', 'on'] as const] : [];
    const parameters = [...given.filter(([name]) => isRecoveryParameter(name)), ...standbyGiven];
    recovery.asked =
      major >= settingsSince
        ? optionsFromSettings(settings, major, requested === 'standby')
        : await optionsFromRecoveryConf(files, dataDirectory, major, settings, parameters, log);
    checkSources(recovery.asked, major, log);
  }
  await chooseTimeline(recovery);
  const checkpoint = await beginRecovery(recovery);
  if (!recovery.inRecovery) {
    await endRecovery(recovery, undefined);
    return new RecoveryEnds('running');
  }
  checkRequiredParameters(recovery);
  if (recovery.archiveRecoveryRequested && settings.flag('hot_standby')) {
    recovery.hotStandby.initialize();
    if (checkpoint.isShutdown) recovery.hotStandby.seeShutdown();
  }
  const stop = await replay(recovery);
  await endRecovery(recovery, stop);
  return new RecoveryEnds(recovery.archiveRecoveryRequested ? 'promoted' : 'running');
}

const recoveryParameter =
  /^(?:restore_command|recovery_end_command|archive_cleanup_command|recovery_target.*|standby_mode|primary_(?:conninfo|slot_name)|trigger_file|recovery_min_apply_delay)$/;

function isRecoveryParameter(name: string): boolean {
  return recoveryParameter.test(name);
}

function filesAfter({ recovery, there }: Run): FilesAfter | null {
  if (!recovery) return null;
  const is = (name: SteeringFile) => there.has(name);
  return {
    pg_wal: recovery.wal.names(),
    archive_status: recovery.wal.statuses(),
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

function describe({ found, log, recovery }: Run, major: Major, ends: RecoveryEnds) {
  const lsn = (value: Lsn | undefined) => (value ? formatLsnOf(major, value) : null);
  const fatal = log.lines.find(({ level }) => level === 'FATAL' || level === 'PANIC');
  const zone = recovery?.settings.text('TimeZone') ?? 'GMT';
  const asked = ends.outcome !== 'fatal' && ends.outcome !== null;
  return {
    major,
    outcome: ends.outcome,
    exit_code: exitCode(ends),
    fatal: fatal
      ? {
          level: fatal.level,
          message: fatal.text,
          detail: fatal.detail ?? null,
          hint: fatal.hint ?? null,
          context: fatal.context ?? null,
        }
      : null,
    redo_start_lsn: lsn(found.redoStart),
    redo_not_required: found.redoNotRequired,
    consistent_lsn: lsn(found.consistent),
    redo_done_lsn: lsn(found.redoDone),
    replay_end_lsn: asked && recovery?.inRecovery ? lsn(recovery.lastReplayedEnd) : null,
    stop_message: found.stopMessage ?? null,
    end_of_wal_message: found.complaint ?? null,
    last_completed_xact_time:
      found.lastXactTime === undefined || found.redoDone === undefined
        ? null
        : formatTimestamp(found.lastXactTime, zone),
    new_timeline: found.newTimeline ?? null,
    history_file: found.history ?? null,
    archived_after: found.archived,
    unknown: [...found.unknown].map(([field, reason]) => ({ field, reason })),
  };
}

function exitCode({ outcome, startupExit }: RecoveryEnds): number | null {
  if (outcome === 'fatal') return 1;
  return startupExit === 'shutdown' ? 0 : null;
}
