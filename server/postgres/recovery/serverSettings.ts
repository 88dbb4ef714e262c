import { FileError, type Files } from '../../bytes/byteSource.ts';
import { settingNamed } from '../conf/catalogue.ts';
import type { Configuration } from '../conf/configuration.ts';
import { loadConfiguration } from '../conf/load.ts';
import { resolvePath } from '../conf/paths.ts';
import type { Problem } from '../conf/problem.ts';
import { judgeStart } from '../conf/start/judge.ts';
import { lookAround } from '../conf/start/surroundings.ts';
import type { SettingValue } from '../conf/values/check.ts';
import { checkWithHooks, defaultValue } from '../conf/values/checkWithHooks.ts';
import { type Reading, readAsServer } from '../conf/verdict.ts';
import type { ControlFile } from '../files/controlFile.ts';
import type { Major } from '../majors.ts';
import type { ServerLog } from './serverLog.ts';

/** The settings that are in effect. */
export interface ServerSettings {
  text(name: string): string;
  number(name: string): number;
  flag(name: string): boolean;
  /** Whether a file or the command line sets it. */
  isSet(name: string): boolean;
}

/** Stops of the start that the forecast finds for itself, or that the data directory given here cannot show. */
const foundLater = new Set([
  'multiple-recovery-targets',
  'recovery-conf-not-supported',
  'restore-command-missing',
  'recovery-timeline-unknown',
  'unexpected-placeholder',
  'file-missing',
  'wal-was-minimal',
  'setting-below-primary',
]);

/**
 * Reads postgresql.conf and what belongs to it, as the starting postmaster does; `given` goes before the files.
 * PostgreSQL: SelectConfigFiles, ProcessConfigFileInternal in guc.c.
 */
export async function readSettings(
  files: Files,
  dataDirectory: string,
  major: Major,
  given: readonly (readonly [string, string])[],
  log: ServerLog,
): Promise<ServerSettings> {
  const commandLine = checkCommandLine(given, major, log);
  const configuration = await configurationOf(files, dataDirectory, commandLine.get('config_file'));
  const reading = configuration && readAsServer(configuration, major);
  if (reading) refuseFiles(reading, (await lookAround(files, dataDirectory)).control, log, major);
  // one target takes the place of another
  const hasTarget = [...commandLine.keys()].some(isTarget);
  const inFiles = (name: string) =>
    hasTarget && isTarget(name) ? undefined : reading?.effective.get(name)?.value;
  const value = (name: string): SettingValue | undefined =>
    commandLine.get(name) ?? inFiles(name) ?? defaultValue(name, major);
  return {
    text: name => String(value(name) ?? ''),
    number: name => Number(value(name) ?? 0),
    flag: name => value(name) === true,
    isSet: name => commandLine.has(name) || reading?.effective.has(name) === true,
  };
}

function isTarget(name: string): boolean {
  return /^recovery_target(?:_(?:xid|time|name|lsn))?$/.test(name);
}

/**
 * Debian keeps postgresql.conf elsewhere: where `configFile` does not tell where, postgresql.auto.conf counts alone, and
 * what is not set in it has its default.
 */
async function configurationOf(
  files: Files,
  dataDirectory: string,
  configFile: SettingValue | undefined,
): Promise<Configuration | undefined> {
  const main = resolvePath(dataDirectory, String(configFile ?? 'postgresql.conf'));
  const alone = resolvePath(dataDirectory, 'postgresql.auto.conf');
  for (const [path, ofData] of [
    [main, dataDirectory],
    [alone, null],
  ] as const)
    try {
      return await loadConfiguration(files, path, { dataDirectory: ofData });
    } catch (error) {
      if (!(error instanceof FileError || error instanceof RangeError)) throw error;
    }
  return undefined;
}

function checkCommandLine(
  given: readonly (readonly [string, string])[],
  major: Major,
  log: ServerLog,
): Map<string, SettingValue> {
  const values = new Map<string, SettingValue>();
  for (const [name, text] of given) {
    const setting = settingNamed(name, major);
    if (!setting && !name.includes('.'))
      log.refuseStart('FATAL', `unrecognized configuration parameter "${name}"`);
    if (!setting) continue;
    const { value, refusal } = checkWithHooks(setting, name, text, major, other => values.get(other));
    if (refusal) log.refuseStart('FATAL', refusal.message, { detail: refusal.detail, hint: refusal.hint });
    values.set(setting.name, value!);
  }
  return values;
}

function refuseFiles(reading: Reading, control: ControlFile | undefined, log: ServerLog, major: Major): void {
  const problems = judgeStart(reading, { control }).filter(problem => !problem.dependsOn && !problem.after);
  const rejected = problems.filter(({ kind }) => kind === 'rejected');
  const conflict = problems.find(({ code }) => code === 'multiple-recovery-targets');
  for (const problem of rejected)
    log.add('LOG', problem.log ?? problem.message, restOf(problem), 'postmaster');
  if (conflict && major >= 12) log.refuseStart('FATAL', conflict.message, restOf(conflict));
  if (rejected.length) {
    const { configuration } = reading;
    const blamed = rejected.at(-1)!.file;
    const shown = configuration.files.find(({ path }) => path === blamed)?.shown ?? blamed;
    log.refuseStart('FATAL', `configuration file "${shown}" contains errors`);
  }
  const stop = problems.find(({ kind, code }) => kind === 'start' && !foundLater.has(code));
  if (stop) log.refuseStart('FATAL', stop.message, restOf(stop));
}

function restOf({ detail, hint }: Problem) {
  return { detail, hint };
}
