import type { Major } from '../majors.ts';
import type { FileProblem, Reading } from './problem.ts';

/** A line of tablespace_map: recovery makes the link pg_tblspc/`oid` to `path`. */
export interface TablespaceLink {
  /** As written; 17 and newer insist on a number. */
  readonly oid: string;
  readonly path: string;
  readonly line: number;
}

/**
 * A tablespace_map as a server of `major` reads it: up to the first line it refuses.
 * PostgreSQL: read_tablespace_map in xlogrecovery.c (xlog.c up to 14).
 */
export function parseTablespaceMap(text: string, major: Major): Reading<readonly TablespaceLink[]> {
  const links: TablespaceLink[] = [];
  const problem = major < 14 ? readOld(text, links) : readNew(text, major, links);
  return { value: links, problems: problem ? [problem] : [] };
}

/** The longest line the server keeps; it drops what goes beyond. */
const maxLine = 1023;

/** 14 and newer: a backslash makes any character plain. */
function readNew(text: string, major: Major, links: TablespaceLink[]): FileProblem | undefined {
  let line = '';
  let escaped = false;
  let number = 1;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (!escaped && (character === '\n' || character === '\r')) {
      if (line !== '') {
        const link = splitNew(line.split('\0')[0], line.length, major);
        if (!link) return invalid(start, number);
        links.push({ ...link, line: number });
        line = '';
      }
      start = at + 1;
    } else if (!escaped && character === '\\') escaped = true;
    else {
      if (line.length < maxLine) line += character;
      escaped = false;
    }
    if (character === '\n') number++;
  }
  return line !== '' || escaped ? invalid(start, number) : undefined;
}

function splitNew(line: string, length: number, major: Major): Omit<TablespaceLink, 'line'> | undefined {
  const blank = line.indexOf(' ');
  const end = blank < 0 ? line.length : blank;
  if (end < 1 || end >= length - 1) return undefined;
  const oid = line.slice(0, end);
  if (major >= 17 && !(/^[\t\v\f]*[+-]?\d+$/.test(oid) && BigInt(oid.replace(/^[\s+-]+/, '')) < 2n ** 64n))
    return undefined;
  return { oid, path: line.slice(end + 1) };
}

/** Up to 13: a backslash only keeps a line end in the path, and an unfinished last line is ignored. */
function readOld(text: string, links: TablespaceLink[]): FileProblem | undefined {
  let line = '';
  let previous = '';
  let number = 1;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    const lineEnd = character === '\n' || character === '\r';
    if (lineEnd && previous !== '\\') {
      const match = /^[ \t\n\v\f\r]*([^ \t\n\v\f\r]+)[ \t\n\v\f\r]*(.*)$/s.exec(line.split('\0')[0]);
      if (!match) return invalid(start, number);
      links.push({ oid: match[1], path: match[2], line: number });
      line = '';
      start = at + 1;
    } else {
      if (lineEnd) line = line.slice(0, -1) + character;
      else if (line.length < maxLine) line += character;
      previous = character;
    }
    if (character === '\n') number++;
  }
  return undefined;
}

function invalid(offset: number, line: number): FileProblem {
  return { level: 'FATAL', message: 'invalid data in file "tablespace_map"', offset, line };
}
