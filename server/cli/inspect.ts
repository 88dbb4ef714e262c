import { isAbsolute, join } from 'node:path';
import { parseArgs } from 'node:util';
import { FileError, readWhole } from '../bytes/byteSource.ts';
import { readControl } from '../postgres/files/control.ts';
import type { Beside } from '../postgres/files/controlState.ts';
import { controlText } from '../postgres/files/controlText.ts';
import { type FileKind, recogniseFile } from '../postgres/files/kind.ts';
import { parseVersionFile } from '../postgres/files/markers.ts';
import type { FileProblem } from '../postgres/files/problem.ts';
import { type FileReport, type ReportedFile, reportFile } from '../postgres/files/report.ts';
import { readWalSummary, walSummaryText } from '../postgres/files/walSummary.ts';
import { type Major, majors } from '../postgres/majors.ts';
import type { ExitStatus, Io, Verb } from './io.ts';
import { toJson } from './json.ts';

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
  const bytes = await readWhole(io.files, path);
  const recognised = recogniseFile(path.slice(path.lastIndexOf('/') + 1), bytes);
  if (!recognised)
    return refuse(
      io,
      `"${file}" is none of the files that inspect knows; for WAL segments there is walscope dump\n`,
    );
  const { kind, name } = recognised;
  const beside = kind === 'pg_control' ? await lookBeside(path, io) : undefined;
  const reported = {
    bytes,
    name,
    path: inFolder ? path : file,
    major: major ?? (await majorOfFolder(path, io)),
    beside,
  };
  const report = reportFile(kind, reported);
  if (format === 'json') await io.stdout(`${toJson(jsonOf(kind, reported.path, report), 2)}\n`);
  else await printText(kind, reported, report, io);
  return report.content && report.problems.every(isAdvice) ? 0 : 1;
}

function isAdvice({ level }: FileProblem): boolean {
  return level === 'ADVICE';
}

function jsonOf(kind: FileKind, file: string, { content, problems }: FileReport): object {
  return { file, kind, ...content, problems };
}

/** The major in the nearest PG_VERSION: beside the file, or in a folder above it. */
async function majorOfFolder(path: string, io: Io): Promise<Major | undefined> {
  const levels = 4;
  let folder = path;
  for (let level = 0; level < levels && folder.includes('/'); level++) {
    folder = folder.slice(0, folder.lastIndexOf('/'));
    const version = `${folder}/PG_VERSION`;
    if ((await io.files.stat(version))?.kind !== 'file') continue;
    return parseVersionFile(new TextDecoder().decode(await readWhole(io.files, version))).value.major;
  }
  return undefined;
}

/** The files of the data directory that change what the next start does. */
async function lookBeside(path: string, io: Io): Promise<Beside> {
  const folder = path.replace(/\/global\/[^/]*$/, '');
  if (folder === path) return {};
  const exists = async (name: string) => (await io.files.stat(`${folder}/${name}`))?.kind === 'file';
  const standby = await exists('standby.signal');
  const archive = (await exists('recovery.signal')) || (await exists('recovery.conf'));
  return {
    backupLabel: await exists('backup_label'),
    recoveryRequested: standby ? 'standby' : archive ? 'archive' : undefined,
  };
}

async function printText(kind: FileKind, file: ReportedFile, report: FileReport, io: Io): Promise<void> {
  if (kind === 'pg_control') return printControl(file, report, io);
  if (kind === 'wal_summary')
    await io.stdout(walSummaryText(readWalSummary(file.bytes, file.path).value.forks));
  else await io.stdout(plainLines(report.content ?? {}));
  for (const problem of report.problems) io.stderr(problemLine(file.path, problem));
}

async function printControl({ bytes, path }: ReportedFile, { problems }: FileReport, io: Io): Promise<void> {
  const { value } = readControl(bytes);
  if (!value) {
    for (const problem of problems) io.stderr(problemLine(path, problem));
    return;
  }
  const { stdout, stderr } = controlText(value, timeZoneOf(io));
  for (const line of stderr) io.stderr(`walscope: ${line}\n`);
  await io.stdout(stdout);
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

function problemLine(path: string, { level, message, detail, hint, line }: FileProblem): string {
  const place = line === undefined ? path : `${path}:${line}`;
  const more = [detail && `detail: ${detail}`, hint && `hint: ${hint}`].filter(Boolean);
  return [`walscope: ${place}: ${level}: ${message.trimEnd()}`, ...more].map(text => `${text}\n`).join('');
}

/** A line for each value, lists of objects with a line for each element. */
function plainLines(content: Readonly<Record<string, unknown>>): string {
  const width = Math.max(0, ...Object.keys(content).map(key => key.length)) + 2;
  return Object.entries(content)
    .map(([key, value]) => {
      const label = `${key}:`.padEnd(width);
      if (!Array.isArray(value) || !value.some(item => typeof item === 'object'))
        return `${label}${plainValue(value)}\n`;
      return `${key}:\n${value.map(item => `  ${plainValue(item)}\n`).join('')}`;
    })
    .join('');
}

function plainValue(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(plainValue).join(', ');
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .filter(([, item]) => item !== null && item !== undefined)
    .map(([key, item]) => `${key}=${plainValue(item)}`)
    .join(' ');
}
