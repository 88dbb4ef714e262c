import { isAbsolute, join } from 'node:path';
import { parseArgs } from 'node:util';
import { FileError } from '../bytes/byteSource.ts';
import { nodeDecompression } from '../bytes/nodeDecompression.ts';
import { toJson } from '../inspect/json.ts';
import { readSmallFile, smallFileJson } from '../inspect/smallFile.ts';
import { smallFileText } from '../inspect/smallFileText.ts';
import type { FileProblem } from '../postgres/files/problem.ts';
import { reportFile } from '../postgres/files/report.ts';
import { type Major, majors } from '../postgres/majors.ts';
import type { ExitStatus, Io, Verb } from './io.ts';

const usage = 'usage: walscope inspect [--format json|text] [--pg MAJOR] FILE\n';

/**
 * `walscope inspect FILE`: what a small file of a cluster, archive or backup says. As text, pg_control prints as
 * pg_controldata does and a WAL summary as pg_walsummary does. A data directory stands for its pg_control.
 */
export const inspect: Verb = async (args, io) => {
  const options = readOptions(args);
  if (typeof options === 'string') return refuse(io, options);
  try {
    return await inspectFile(options, io);
  } catch (error) {
    if (error instanceof FileError || error instanceof RangeError) return refuse(io, `${error.message}\n`);
    throw error;
  }
};

interface Options {
  readonly file: string;
  readonly format: 'json' | 'text';
  readonly major?: Major;
}

function readOptions(args: readonly string[]): Options | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { format: { type: 'string', default: 'json' }, pg: { type: 'string' } },
      allowPositionals: true,
    });
    const { format, pg } = values;
    const major = majors.find(major => String(major) === pg);
    if (format !== 'json' && format !== 'text') return `unknown format "${format}"\n${usage}`;
    if (pg !== undefined && major === undefined) return `unknown major "${pg}"\n${usage}`;
    if (positionals.length !== 1) return `name one file\n${usage}`;
    return { file: positionals[0], format, major };
  } catch (error) {
    return `${(error as Error).message}\n${usage}`;
  }
}

function refuse(io: Io, message: string): ExitStatus {
  io.stderr(`walscope: error: ${message}`);
  return 2;
}

async function inspectFile({ file, format, major }: Options, io: Io): Promise<ExitStatus> {
  const given = isAbsolute(file) ? file : join(io.cwd, file);
  const inFolder = (await io.files.stat(given))?.kind === 'folder';
  const path = inFolder ? join(given, 'global', 'pg_control') : given;
  const small = await readSmallFile(io.files, path, inFolder ? path : file, major, nodeDecompression);
  if (!small)
    return refuse(
      io,
      `"${file}" is none of the files that inspect knows; for WAL segments there is walscope dump\n`,
    );
  const report = reportFile(small.kind, small.file);
  if (format === 'json') await io.stdout(`${toJson(smallFileJson(small, report), 2)}\n`);
  else {
    const { stdout, stderr } = smallFileText(small, report, timeZoneOf(io));
    for (const line of stderr) io.stderr(`walscope: ${line}`);
    await io.stdout(stdout);
  }
  return report.content && report.problems.every(isAdvice) ? 0 : 1;
}

function isAdvice({ level }: FileProblem): boolean {
  return level === 'ADVICE';
}

/** The zone that TZ names, as far as the platform knows it; UTC otherwise. */
function timeZoneOf({ env }: Io): string {
  const name = env.TZ?.replace(/^:/, '') || 'UTC';
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return name;
  } catch {
    return 'UTC';
  }
}
