import { closeSync, openSync, writeFileSync } from 'node:fs';
import { type Column, columns, type ExportSource } from './columns.ts';

/** Takes rows and writes them to a file; memory stays bounded. */
export interface RowWriter {
  add(row: ExportSource): void;
  /** Writes what is left and closes the file. */
  finish(): void;
}

/** Text is gathered up to about this many characters. */
const pieceLength = 256 * 1024;

function textFile(path: string, header: string, line: (row: ExportSource) => string): RowWriter {
  const file = openSync(path, 'w');
  let piece = header;
  const flush = () => {
    writeFileSync(file, piece);
    piece = '';
  };
  return {
    add(row) {
      piece += line(row);
      if (piece.length >= pieceLength) flush();
    },
    finish() {
      flush();
      closeSync(file);
    },
  };
}

/** The last millisecond that a Date tells, in the year 275760. */
const lastDate = 8_640_000_000_000_000;

/** Microseconds since 1970 as ISO 8601 in UTC; undefined where no Date reaches, as in a record that makes no sense. */
function isoTime(microseconds: bigint): string | undefined {
  const milliseconds = Number(microseconds / 1000n);
  if (Math.abs(milliseconds) > lastDate) return undefined;
  return `${new Date(milliseconds).toISOString().slice(0, -1)}${String(microseconds % 1000n).padStart(3, '0')}Z`;
}

function textOf(column: Column, row: ExportSource): string | undefined {
  const value = column.value(row);
  if (value === undefined) return undefined;
  return column.type === 'timestamp' ? isoTime(value as bigint) : String(value);
}

/** RFC 4180: a header line, fields quoted where they must be, an empty field for a missing value. */
export function csvWriter(path: string): RowWriter {
  const quote = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const header = `${columns.map(column => column.name).join(',')}\n`;
  return textFile(
    path,
    header,
    row => `${columns.map(column => quote(textOf(column, row) ?? '')).join(',')}\n`,
  );
}

/** A JSON object a line; a missing value is left out, 64-bit numbers are written with all digits. */
export function ndjsonWriter(path: string): RowWriter {
  return textFile(path, '', row => {
    const members: string[] = [];
    for (const column of columns) {
      const text = textOf(column, row);
      if (text === undefined) continue;
      const isText = column.type === 'string' || column.type === 'timestamp';
      members.push(`${JSON.stringify(column.name)}:${isText ? JSON.stringify(text) : text}`);
    }
    return `{${members.join(',')}}\n`;
  });
}
