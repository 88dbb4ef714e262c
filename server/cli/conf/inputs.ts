import { parseArgs } from 'node:util';
import type { LoadOptions } from '../../postgres/conf/load.ts';
import { folderOf, resolvePath } from '../../postgres/conf/paths.ts';
import { knownMajor } from '../../postgres/conf/whichMajor.ts';
import { type Major, majors } from '../../postgres/majors.ts';
import type { Io } from '../io.ts';

/** The words of a verb that judges configuration files. */
export interface ConfWords {
  readonly files: readonly string[];
  readonly major?: Major;
  readonly format: string;
  readonly flags: ReadonlySet<string>;
}

/** A wrong word on the command line; the message says what to write instead. */
export class UsageError extends Error {}

/** `--pg MAJOR`, `--format NAME` with one of `formats` (the first by default), `flags` and the files. */
export function readWords(
  args: readonly string[],
  formats: readonly string[],
  flags: readonly string[],
): ConfWords {
  const { values, positionals } = parse(args, flags);
  const format = String(values.format ?? formats[0]);
  if (!formats.includes(format))
    throw new UsageError(`--format takes ${formats.join(', ')}, not "${format}"`);
  const major = values.pg === undefined ? undefined : knownMajor(String(values.pg));
  if (values.pg !== undefined && !major)
    throw new UsageError(
      `--pg takes a major from ${majors[0]} to ${majors[majors.length - 1]}, not "${values.pg}"`,
    );
  if (!positionals.length) throw new UsageError('name a configuration file');
  return { files: positionals, major, format, flags: new Set(flags.filter(flag => values[flag])) };
}

function parse(
  args: readonly string[],
  flags: readonly string[],
): { values: Record<string, unknown>; positionals: string[] } {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        pg: { type: 'string' },
        format: { type: 'string' },
        ...Object.fromEntries(flags.map(flag => [flag, { type: 'boolean' as const }])),
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** A file as it was given and where it is. */
export interface Input {
  readonly path: string;
  readonly show: NonNullable<LoadOptions['show']>;
}

/** Shows paths as they were given: those beside or below the file start with the folder that was given for it. */
export function inputOf(given: string, io: Io): Input {
  const path = resolvePath(io.cwd, given);
  const folder = folderOf(path);
  const givenFolder = given.includes('/') ? given.slice(0, given.lastIndexOf('/') + 1) : '';
  const below = folder === '/' ? folder : `${folder}/`;
  return {
    path,
    show: shown => {
      if (shown === path) return given;
      return shown.startsWith(below) ? givenFolder + shown.slice(below.length) : shown;
    },
  };
}
