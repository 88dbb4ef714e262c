import { readControl } from '../postgres/files/control.ts';
import { controlText } from '../postgres/files/controlText.ts';
import type { FileProblem } from '../postgres/files/problem.ts';
import type { FileReport, ReportedFile } from '../postgres/files/report.ts';
import { readWalSummary, walSummaryText } from '../postgres/files/walSummary.ts';
import type { SmallFile } from './smallFile.ts';

/** What a tool prints of a file; lines of stderr without the name of the tool, each with its end. */
export interface SmallFileText {
  readonly stdout: string;
  readonly stderr: readonly string[];
}

/**
 * A small file as text: pg_control as pg_controldata prints it, a WAL summary as pg_walsummary does, others a line a
 * value. `timeZone` is an IANA name.
 */
export function smallFileText(
  { kind, file }: SmallFile,
  report: FileReport,
  timeZone: string,
): SmallFileText {
  if (kind === 'pg_control') return controlAsText(file, report, timeZone);
  const stdout =
    kind === 'wal_summary'
      ? walSummaryText(readWalSummary(file.bytes, file.path).value.forks)
      : plainLines(report.content ?? {});
  return { stdout, stderr: problemLines(file, report) };
}

function controlAsText(file: ReportedFile, report: FileReport, timeZone: string): SmallFileText {
  const { value } = readControl(file.bytes);
  if (!value) return { stdout: '', stderr: problemLines(file, report) };
  const { stdout, stderr } = controlText(value, timeZone);
  return { stdout, stderr: stderr.map(line => `${line}\n`) };
}

function problemLines({ path }: ReportedFile, { problems }: FileReport): string[] {
  return problems.map(problem => problemLine(path, problem));
}

function problemLine(path: string, { level, message, detail, hint, line }: FileProblem): string {
  const place = line === undefined ? path : `${path}:${line}`;
  const more = [detail && `detail: ${detail}`, hint && `hint: ${hint}`].filter(Boolean);
  return [`${place}: ${level}: ${message.trimEnd()}`, ...more].map(text => `${text}\n`).join('');
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
