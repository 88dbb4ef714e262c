import { FileError, type Files } from '../../bytes/byteSource.ts';
import type { Major } from '../majors.ts';
import type { Configuration } from './configuration.ts';
import { type LoadOptions, loadConfiguration } from './load.ts';
import { folderOf, resolvePath } from './paths.ts';
import type { Problem } from './problem.ts';
import { judgeRecoveryConf, recoveryConfUntil } from './recoveryConf.ts';
import { judgeStart } from './start/judge.ts';
import { lookAround } from './start/surroundings.ts';
import { type Reading, readAsServer } from './verdict.ts';
import { type FoundMajor, findMajor } from './whichMajor.ts';

/** The newest released major: what a file is read as that nothing tells the major of. */
export const newestReleased: Major = 18;

/** All that a server would say of a configuration file. */
export interface Judgement {
  /** The configuration that the file belongs to; its main file may be another one. */
  readonly configuration: Configuration;
  readonly major: Major;
  /** What told the major; undefined when it was given or assumed. */
  readonly told?: FoundMajor;
  /** Absent for recovery.conf, whose parameters are no settings. */
  readonly reading?: Reading;
  readonly problems: readonly Problem[];
}

/**
 * Reads a configuration file with all that belongs to it and says what a server would: lines that it refuses, and
 * what keeps it from starting. A file that another one includes is judged as part of that. FileError when the file
 * can't be read.
 */
export async function judgeFile(
  files: Files,
  path: string,
  options: LoadOptions & { readonly major?: Major } = {},
): Promise<Judgement> {
  const configuration = await configurationOf(files, path, options);
  if (options.major) return judgeConfiguration(files, path, configuration, options.major, options);
  const told = await majorOf(files, configuration);
  const major = told?.major ?? newestReleased;
  return { ...(await judgeConfiguration(files, path, configuration, major, options)), told };
}

/** As `judgeFile`, of the configuration that `configurationOf` found for the file at `path`. */
export async function judgeConfiguration(
  files: Files,
  path: string,
  configuration: Configuration,
  major: Major,
  options: LoadOptions,
): Promise<Judgement> {
  if (isRecoveryConf(path))
    return { configuration, major, problems: recoveryConfProblems(configuration, major) };
  const reading = readAsServer(configuration, major);
  const surroundings = await lookAround(files, dataDirectoryOf(configuration));
  const beside = await besideProblems(files, surroundings.recoveryConf, options, major);
  const problems = judgeStart(reading, surroundings, beside);
  return { configuration, major, reading, problems };
}

/** Whether the file is recovery.conf, or was before the recovery ended. */
export function isRecoveryConf(path: string): boolean {
  return /(?:^|\/)recovery\.(?:conf|done)$/.test(path);
}

const levelsAbove = 2;

/** The configuration of the nearest postgresql.conf that reads the file, else the file's own. FileError when it can't be read. */
export async function configurationOf(
  files: Files,
  path: string,
  options: LoadOptions,
): Promise<Configuration> {
  if (isRecoveryConf(path)) return loadConfiguration(files, path, { ...options, dataDirectory: null });
  const own = await loadConfiguration(files, path, options);
  if (path.endsWith('/postgresql.conf')) return own;
  let folder = folderOf(path);
  for (let level = 0; level <= levelsAbove; level++, folder = folderOf(folder)) {
    const main = await loadIfThere(files, resolvePath(folder, 'postgresql.conf'), options);
    if (main?.files.some(file => file.path === path)) return main;
  }
  return own;
}

async function loadIfThere(
  files: Files,
  path: string,
  options: LoadOptions,
): Promise<Configuration | undefined> {
  try {
    return await loadConfiguration(files, path, options);
  } catch (error) {
    if (error instanceof FileError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The major that what lies around a configuration tells. */
export async function majorOf(files: Files, configuration: Configuration): Promise<FoundMajor | undefined> {
  const told = await findMajor(files, configuration);
  if (told || !isRecoveryConf(configuration.main.path)) return told;
  return { major: recoveryConfUntil, source: 'recovery.conf' };
}

/** Where the cluster of a configuration is: as its files say, else beside the main one. */
export function dataDirectoryOf({ main, entries }: Configuration): string {
  const folder = folderOf(main.path);
  const set = entries.findLast(({ name }) => name === 'data_directory')?.value;
  return set ? resolvePath(folder, set) : folder;
}

function recoveryConfProblems(configuration: Configuration, major: Major): Problem[] {
  if (major <= recoveryConfUntil) return judgeRecoveryConf(configuration, major);
  const { path, tree } = configuration.main;
  return [
    {
      kind: 'start',
      severity: 'error',
      code: 'recovery-conf-not-supported',
      file: path,
      span: { start: 0, end: tree.lines[0].end },
      line: 1,
      message: 'using recovery command file "recovery.conf" is not supported',
    },
  ];
}

/** What a server of 10 or 11 says of the recovery.conf in its data directory. */
async function besideProblems(
  files: Files,
  path: string | undefined,
  options: LoadOptions,
  major: Major,
): Promise<Problem[]> {
  if (path === undefined || major > recoveryConfUntil) return [];
  const configuration = await loadIfThere(files, path, { ...options, dataDirectory: null });
  return configuration ? judgeRecoveryConf(configuration, major) : [];
}
