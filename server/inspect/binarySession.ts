import type { Files } from '../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../bytes/decompress.ts';
import { controlFormat } from '../postgres/files/control.ts';
import { explainFile, isBinaryKind } from '../postgres/files/explain.ts';
import { reportFile } from '../postgres/files/report.ts';
import type { BinaryFileState, BinaryRow, BinaryStretch } from '../protocol/binaryFile.ts';
import { binaryRows, filterRows } from './binaryRows.ts';
import { toJson } from './json.ts';
import { readSmallFile, type SmallFile, smallFileJson } from './smallFile.ts';
import { smallFileText } from './smallFileText.ts';
import { walBeside } from './walBeside.ts';

/** Rows and bytes in one answer at the most. */
const mostRows = 500;
const mostBytes = 65536;

/** The programs whose output a file's text is. */
const tools: Readonly<Record<string, string>> = {
  pg_control: 'pg_controldata',
  wal_summary: 'pg_walsummary',
};

/** How many rows and fields a filter leaves. */
export interface FoundRows {
  readonly total: number;
  readonly fields: number;
}

/** A binary file that is shown: read once, all answers are about what was read. */
export interface BinaryFileSession {
  readonly state: BinaryFileState;
  rows(filter: string, start: number, count: number): FoundRows & { rows: readonly BinaryRow[] };
  /** A row and its place among those that `filter` leaves, -1 where it does not. */
  row(filter: string, id: number): { place: number; row: BinaryRow } | undefined;
  bytes(offset: number, length: number): { bytes: Uint8Array; stretches: readonly BinaryStretch[] };
  text(format: 'text' | 'json'): string;
}

/**
 * Opens the decoded view of a file, compressed or not. Throws a FileError, or a RangeError that says why there is no such view.
 * `timeZone` is an IANA name.
 */
export async function openBinaryFile(
  files: Files,
  path: string,
  platform: DecompressionPlatform,
  session: number,
  timeZone: string,
): Promise<BinaryFileSession> {
  const small = await readSmallFile(files, path, pathInCluster(path), undefined, platform);
  if (!small || !isBinaryKind(small.kind))
    throw new RangeError(
      small
        ? 'This is a text file: the text editor shows all that is in it.'
        : 'This is none of the files that PostgreSQL keeps its state in: pg_control, the state of a replication slot, a prepared transaction, pg_filenode.map, a WAL summary or a logical snapshot.',
    );
  const explained = explainFile(small.kind, small.file);
  const { bytes } = small.file;
  const major = small.kind === 'pg_control' ? controlFormat(bytes)?.major : small.file.major;
  const rows = binaryRows(explained, await walBeside(files, path), major);
  const { modified } = (await files.stat(path)) ?? { modified: 0 };
  const state: BinaryFileState = {
    session,
    name: path.slice(path.lastIndexOf('/') + 1),
    title: explained.title,
    major,
    size: bytes.length,
    modified: new Date(modified).toISOString(),
    zerosFrom: zerosFrom(bytes, rows),
    verdict: explained.verdict,
    crcOk: explained.crcOk,
    summary: explained.summary,
    problems: explained.problems.map(problem => ({ ...problem, row: rowOf(rows, problem.offset) })),
    sections: explained.fields.map(({ name }) => name),
    fields: countFields(rows),
    tool: tools[small.kind],
  };
  return sessionOf(state, small, rows, timeZone);
}

function sessionOf(
  state: BinaryFileState,
  small: SmallFile,
  rows: readonly BinaryRow[],
  timeZone: string,
): BinaryFileSession {
  const { bytes } = small.file;
  const stretches = rows.filter(({ kind, length }) => kind === 'field' && length > 0).map(stretchOf);
  let last = { filter: '', rows, fields: state.fields };

  function filtered(filter: string): typeof last {
    if (last.filter !== filter) {
      const found = filterRows(rows, filter);
      last = { filter, rows: found, fields: countFields(found) };
    }
    return last;
  }

  return {
    state,
    rows(filter, start, count) {
      const { rows: found, fields } = filtered(filter);
      return { total: found.length, fields, rows: found.slice(start, start + Math.min(count, mostRows)) };
    },
    row(filter, id) {
      const row = rows[id];
      return row && { place: filtered(filter).rows.indexOf(row), row };
    },
    bytes(offset, length) {
      const end = offset + Math.min(length, mostBytes);
      return {
        bytes: bytes.subarray(offset, end),
        stretches: stretches.filter(
          stretch => stretch.offset < end && stretch.offset + stretch.length > offset,
        ),
      };
    },
    text(format) {
      const report = reportFile(small.kind, small.file);
      if (format === 'json') return `${toJson(smallFileJson(small, report), 2)}\n`;
      const { stdout, stderr } = smallFileText(small, report, timeZone);
      // the warnings of pg_controldata are reproduced, other problems are told in the server's words
      const speaker = small.kind === 'pg_control' && report.content ? state.tool : 'walscope';
      return stderr.map(line => `${speaker}: ${line}`).join('') + stdout;
    },
  };
}

function countFields(rows: readonly BinaryRow[]): number {
  return rows.filter(({ kind }) => kind === 'field').length;
}

function stretchOf({ id, section, name, value, offset, length }: BinaryRow): BinaryStretch {
  return { offset, length, row: id, section, name, value };
}

/** Where nothing but zeros follows, behind all fields. */
function zerosFrom(bytes: Uint8Array, rows: readonly BinaryRow[]): number {
  const explained = rows.reduce((end, { offset, length }) => Math.max(end, offset + length), 0);
  return bytes.subarray(explained).every(byte => byte === 0)
    ? Math.min(explained, bytes.length)
    : bytes.length;
}

/** The row that shows what is wrong at an offset: the field there, else the last row. */
function rowOf(rows: readonly BinaryRow[], offset: number): number {
  const row = rows.find(
    row => row.kind === 'field' && offset >= row.offset && offset < row.offset + row.length,
  );
  return row?.id ?? rows.findLast(({ kind, offset: at }) => kind === 'problem' && at === offset)?.id ?? 0;
}

/** The path below the data directory, as the server names the file in its messages; else the base name. */
function pathInCluster(path: string): string {
  const known =
    /(?:^|\/)((?:global|pg_replslot\/[^/]+|pg_twophase|pg_wal\/summaries|pg_logical\/snapshots|base\/\d+)\/[^/]+)$/;
  return known.exec(path)?.[1] ?? path.slice(path.lastIndexOf('/') + 1);
}
