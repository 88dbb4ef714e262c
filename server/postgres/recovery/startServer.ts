import { FileError, readWhole } from '../../bytes/byteSource.ts';
import { resolvePath } from '../conf/paths.ts';
import { readControl } from '../files/control.ts';
import type { ControlFile } from '../files/controlFile.ts';
import { parseVersionFile } from '../files/markers.ts';
import type { Major } from '../majors.ts';
import { isRecordOffset } from './checkpointRecord.ts';
import type { ForecastInput } from './forecastTypes.ts';
import { formatLogTime } from './pointInTime.ts';
import type { SteeringFile } from './recovery.ts';
import { RecoveryEnds, type ServerLog } from './serverLog.ts';
import type { ServerSettings } from './serverSettings.ts';

const smallFile = 64 * 1024;

async function contentOf(
  { files, dataDirectory }: ForecastInput,
  name: string,
): Promise<Uint8Array | undefined> {
  try {
    return await readWhole(files, resolvePath(dataDirectory, name), smallFile);
  } catch (error) {
    if (error instanceof FileError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The major that PG_VERSION names, or else pg_control. */
export async function majorOfDirectory(input: ForecastInput): Promise<Major | undefined> {
  const version = await contentOf(input, 'PG_VERSION');
  const told = version && parseVersionFile(new TextDecoder().decode(version)).value.major;
  if (told) return told;
  const control = await contentOf(input, 'global/pg_control');
  return control && readControl(control).value?.major;
}

/** The postmaster looks at PG_VERSION. PostgreSQL: ValidatePgVersion in miscinit.c. */
export async function checkVersion(input: ForecastInput, major: Major, log: ServerLog): Promise<void> {
  const { dataDirectory } = input;
  const content = await contentOf(input, 'PG_VERSION');
  if (!content)
    log.refuseStart('FATAL', `"${dataDirectory}" is not a valid data directory`, {
      detail: `File "${dataDirectory}/PG_VERSION" is missing.`,
    });
  const { value, problems } = parseVersionFile(
    new TextDecoder().decode(content),
    `${dataDirectory}/PG_VERSION`,
  );
  if (problems.length)
    log.refuseStart('FATAL', problems[0].message, { detail: problems[0].detail, hint: problems[0].hint });
  if (Number.parseInt(value.text, 10) !== major)
    log.refuseStart('FATAL', 'database files are incompatible with server', {
      detail: `The data directory was initialized by PostgreSQL version ${value.text}, which is not compatible with this version ${major}.`,
    });
}

/** PostgreSQL: ReadControlFile in xlog.c. */
export async function readControlFile(
  input: ForecastInput,
  major: Major,
  log: ServerLog,
): Promise<ControlFile> {
  const bytes = await contentOf(input, 'global/pg_control');
  // the postmaster says so where no log goes to
  if (!bytes) throw new RecoveryEnds('fatal');
  const { value, problems } = readControl(bytes, major);
  const refusal = problems.find(({ level }) => level !== 'ADVICE');
  if (refusal) {
    const rest = { detail: refusal.detail, hint: refusal.hint };
    log.add(refusal.level === 'PANIC' ? 'PANIC' : 'FATAL', refusal.message, rest, 'postmaster');
    if (refusal.level !== 'PANIC') log.postmaster('database system is shut down');
    throw new RecoveryEnds('fatal');
  }
  if (!value) throw new RecoveryEnds('fatal');
  return value;
}

const steeringFiles: readonly SteeringFile[] = [
  'backup_label',
  'backup_label.old',
  'tablespace_map',
  'tablespace_map.old',
  'recovery.signal',
  'standby.signal',
  'recovery.conf',
  'recovery.done',
];

/** Which files that steer recovery are there. */
export async function findSteeringFiles({ files, dataDirectory }: ForecastInput): Promise<Set<SteeringFile>> {
  const there = new Set<SteeringFile>();
  for (const name of steeringFiles)
    if ((await files.stat(resolvePath(dataDirectory, name)))?.kind === 'file') there.add(name);
  return there;
}

type StateLine = (at: string, checkpointAt: string) => readonly [text: string, hint?: string];

const stateLines: Readonly<Record<number, StateLine>> = {
  1: at => [`database system was shut down at ${at}`],
  2: at => [`database system was shut down in recovery at ${at}`],
  3: at => [`database system shutdown was interrupted; last known up at ${at}`],
  4: at => [
    `database system was interrupted while in recovery at ${at}`,
    'This probably means that some data is corrupted and you will have to use the last backup for recovery.',
  ],
  5: (_, checkpointAt) => [
    `database system was interrupted while in recovery at log time ${checkpointAt}`,
    'If this has occurred more than once some data might be corrupted and you might need to choose an earlier recovery target.',
  ],
  6: at => [`database system was interrupted; last known up at ${at}`],
};

const explainsSince: Major = 13;

/** The first line of the startup process: how the cluster was left. PostgreSQL: StartupXLOG. */
export function tellState(
  control: ControlFile,
  major: Major,
  settings: ServerSettings,
  log: ServerLog,
): void {
  const refuse = (what: string) =>
    log.fatal(`control file contains ${major < explainsSince ? 'invalid data' : what}`);
  if (!isRecordOffset(control.checkpoint)) refuse('invalid checkpoint location');
  const zone = settings.text('log_timezone');
  const line = stateLines[control.state] ?? refuse('invalid database cluster state');
  const [text, hint] = line(formatLogTime(control.time, zone), formatLogTime(control.checkpointTime, zone));
  log.log(text, { hint });
}
