import { resolvePath } from '../conf/paths.ts';
import type { Major } from '../majors.ts';
import { beginRecovery } from './beginRecovery.ts';
import { tellDanglingAtReset } from './danglingTablespaces.ts';
import { endRecovery } from './endOfRecovery.ts';
import type { ForecastInput, ForecastOptions } from './forecastTypes.ts';
import { tellDeath } from './postmaster.ts';
import type { ReadAheadOptions } from './readAhead.ts';
import { clusterStates, type Findings, type Recovery, type SteeringFile } from './recovery.ts';
import { optionsFromRecoveryConf, optionsFromSettings, type RecoveryOptions } from './recoveryOptions.ts';
import { checkSources, requestedRecovery, settingsSince } from './recoveryRequest.ts';
import { replay } from './replay.ts';
import { RequestLog } from './requestLog.ts';
import { checkRequiredParameters } from './requiredParameters.ts';
import { RecoveryEnds, ServerLog, Unknowable } from './serverLog.ts';
import { readSettings, type ServerSettings } from './serverSettings.ts';
import { setUpRecovery } from './setUpRecovery.ts';
import { checkVersion, findSteeringFiles, readControlFile, tellState } from './startServer.ts';
import { chooseTimeline } from './timelineChoice.ts';
import { WalFolder } from './walFolder.ts';

/** What came of a start of the server. */
export interface ServerRun {
  readonly major: Major;
  readonly log: ServerLog;
  readonly requests: RequestLog;
  readonly found: Findings;
  readonly there: Set<SteeringFile>;
  readonly wal: WalFolder;
  /** Absent when the server did not come as far as to look for WAL. */
  readonly recovery?: Recovery;
  readonly ends: RecoveryEnds;
}

type Progress = { -readonly [K in keyof Omit<ServerRun, 'ends'>]: ServerRun[K] };

/** Starts the server in thought and follows it as far as it goes by itself. */
export async function runServer(
  input: ForecastInput,
  options: ForecastOptions,
  major: Major,
  assume: ReadAheadOptions['assume'],
): Promise<ServerRun> {
  const run: Progress = {
    major,
    log: new ServerLog(),
    requests: new RequestLog(),
    found: { redoNotRequired: false, archived: [], unknown: new Map() },
    there: await findSteeringFiles(input),
    wal: new WalFolder(input.files, resolvePath(input.dataDirectory, 'pg_wal')),
    recovery: undefined,
  };
  await run.wal.load();
  return { ...run, ends: await endOf(run, input, options, assume), recovery: run.recovery };
}

async function endOf(
  run: Progress,
  input: ForecastInput,
  options: ForecastOptions,
  assume: ReadAheadOptions['assume'],
): Promise<RecoveryEnds> {
  try {
    await recover(await startUp(run, input, options, assume));
    return new RecoveryEnds(run.recovery?.archiveRecoveryRequested ? 'promoted' : 'running');
  } catch (error) {
    if (error instanceof Unknowable) {
      run.found.unknown.set('outcome', error.message);
      return new RecoveryEnds(null);
    }
    if (!(error instanceof RecoveryEnds)) throw error;
    run.log.describe = undefined;
    tellDeath(error, run.major, run.recovery?.recoveryStarted ?? false, run.log);
    return error;
  }
}

/** PostgreSQL: RemoveTempXlogFiles in xlog.c. */
const clearsTemporarySince: Major = 12;
const cleanStates: ReadonlySet<number> = new Set([
  clusterStates.shutdowned,
  clusterStates.shutdownedInRecovery,
]);

/** From the postmaster's first look to where the startup process would look for WAL. */
async function startUp(
  run: Progress,
  input: ForecastInput,
  options: ForecastOptions,
  assume: ReadAheadOptions['assume'],
): Promise<Recovery> {
  const { log, major, there } = run;
  const given = input.settings ?? [];
  const ofServer = given.filter(([name]) => major >= settingsSince || !isRecoveryParameter(name));
  const settings = await readSettings(input.files, input.dataDirectory, major, ofServer, log);
  await checkVersion(input, major, log);
  const control = await readControlFile(input, major, log);
  tellState(control, major, settings, log);
  if (!cleanStates.has(control.state) && major >= clearsTemporarySince) run.wal.removeTemporary();
  const requested = requestedRecovery(there, major, input.signal, log);
  const recovery = setUpRecovery({ ...run, input, options, settings, control: { ...control } }, assume);
  run.recovery = recovery;
  recovery.archiveRecoveryRequested = requested !== 'nothing';
  if (recovery.archiveRecoveryRequested) {
    recovery.asked = await optionsOf(recovery, settings, requested === 'standby');
    checkSources(recovery.asked, major, log);
  }
  return recovery;
}

async function optionsOf(
  { input, major, log }: Recovery,
  settings: ServerSettings,
  standby: boolean,
): Promise<RecoveryOptions> {
  if (major >= settingsSince) return optionsFromSettings(settings, major, standby);
  const given = (input.settings ?? []).filter(([name]) => isRecoveryParameter(name));
  const parameters = input.signal === 'standby' ? [...given, ['standby_mode', 'on'] as const] : given;
  return optionsFromRecoveryConf(input.files, input.dataDirectory, major, settings, parameters, log);
}

const recoveryParameter =
  /^(?:restore_command|recovery_end_command|archive_cleanup_command|recovery_target.*|standby_mode|primary_(?:conninfo|slot_name)|trigger_file|recovery_min_apply_delay)$/;

function isRecoveryParameter(name: string): boolean {
  return recoveryParameter.test(name);
}

/** The startup process from the choice of the timeline on. */
async function recover(recovery: Recovery): Promise<void> {
  await chooseTimeline(recovery);
  const checkpoint = await beginRecovery(recovery);
  if (!recovery.inRecovery) return endRecovery(recovery, undefined);
  checkRequiredParameters(recovery);
  tellDanglingAtReset(recovery);
  if (recovery.archiveRecoveryRequested && recovery.settings.flag('hot_standby')) {
    recovery.hotStandby.initialize();
    if (checkpoint.isShutdown) recovery.hotStandby.seeShutdown();
  }
  await endRecovery(recovery, await replay(recovery));
}
