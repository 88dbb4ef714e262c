import type { Lsn } from '../lsn.ts';
import type { FileProblem, Reading } from './problem.ts';
import { scanf } from './scanf.ts';

/** One line of a timeline history file: an ancestor and where it was left. */
export interface HistoryEntry {
  readonly timeline: number;
  /** Where this ancestor was entered; 0 for the oldest one, which began outside this file. */
  readonly begin: Lsn;
  /** The switch point: the first LSN that belongs to the next timeline. */
  readonly end: Lsn;
  /** What the server wrote behind the switch point, white space trimmed. */
  readonly reason: string;
  readonly line: number;
}

/** A timeline history file. */
export interface TimelineHistory {
  /** The timeline that the file is about; none of its lines names it. */
  readonly timeline: number;
  /** The ancestors, oldest first. */
  readonly entries: readonly HistoryEntry[];
}

/** `00000002.history`. PostgreSQL: TLHistoryFileName in access/xlog_internal.h. */
export function formatHistoryName(timeline: number): string {
  return `${timeline.toString(16).toUpperCase().padStart(8, '0')}.history`;
}

/** The timeline of a history file's name, or undefined. PostgreSQL: IsTLHistoryFileName. */
export function parseHistoryName(name: string): number | undefined {
  const match = /^([0-9A-F]{8})\.history$/.exec(name);
  return match ? Number.parseInt(match[1], 16) : undefined;
}

/**
 * The history of `timeline` as the server reads it: up to the first line it refuses. `path` is the name the
 * server gives in its message: pg_wal/RECOVERYHISTORY for a file that came from the archive.
 * PostgreSQL: readTimeLineHistory in timeline.c.
 */
export function parseHistory(
  text: string,
  timeline: number,
  path = `pg_wal/${formatHistoryName(timeline)}`,
): Reading<TimelineHistory> {
  const entries: HistoryEntry[] = [];
  const problems: FileProblem[] = [];
  for (const piece of readPieces(text)) {
    const string = piece.text.replace(/\0.*/s, '');
    if (/^[ \t\n\v\f\r]*($|#)/.test(string)) continue;
    const refusal = addEntry(entries, string, piece.line);
    if (refusal) {
      problems.push({ ...refusal, offset: piece.offset, line: piece.line });
      return { value: { timeline, entries }, problems };
    }
  }
  const last = entries.at(-1);
  if (last && timeline <= last.timeline) {
    problems.push({
      level: 'FATAL',
      message: `invalid data in history file "${path}"`,
      hint: "Timeline IDs must be less than child timeline's ID.",
      offset: 0,
      line: last.line,
    });
  }
  if (!last && timeline > 1) problems.push(noAncestor);
  problems.push(...backwardSwitches(entries));
  return { value: { timeline, entries }, problems };
}

/** One timeline of the path that leads to a target, with the LSNs it holds: `begin` <= lsn < `end`, 0 = open. */
export interface TimelineSpan {
  readonly timeline: number;
  readonly begin: Lsn;
  readonly end: Lsn;
}

/** The timelines that lead to `history.timeline`, newest first. PostgreSQL: the result of readTimeLineHistory. */
export function timelineSpans(history: TimelineHistory): TimelineSpan[] {
  const tip = { timeline: history.timeline, begin: history.entries.at(-1)?.end ?? 0n, end: 0n };
  const ancestors = history.entries.map(({ timeline, begin, end }) => ({ timeline, begin, end }));
  return [tip, ...ancestors.reverse()];
}

/** The server takes the file, and looks for all WAL in files of this timeline alone. */
const noAncestor: FileProblem = {
  level: 'ADVICE',
  message: 'the history file names no ancestor: recovery of a backup of another timeline fails',
  detail: 'A full disk or a copy that was interrupted leaves such files.',
  offset: 0,
  line: 1,
};

type Refusal = Pick<FileProblem, 'level' | 'message' | 'hint'>;

function addEntry(entries: HistoryEntry[], line: string, number: number): Refusal | undefined {
  const { values, next } = scanf(line, '%u\t%X/%X');
  const [timeline, high, low] = values as number[];
  const syntax = `syntax error in history file: ${line}`;
  if (values.length < 1) return { level: 'FATAL', message: syntax, hint: 'Expected a numeric timeline ID.' };
  if (values.length !== 3)
    return { level: 'FATAL', message: syntax, hint: 'Expected a write-ahead log switchpoint location.' };
  const last = entries.at(-1);
  if (last && timeline <= last.timeline)
    return {
      level: 'FATAL',
      message: `invalid data in history file: ${line}`,
      hint: 'Timeline IDs must be in increasing sequence.',
    };
  const end = (BigInt(high) << 32n) | BigInt(low);
  entries.push({ timeline, begin: last?.end ?? 0n, end, reason: line.slice(next).trim(), line: number });
  return undefined;
}

/** The server takes a switch point before the previous one; the ancestor then holds no LSN at all. */
function backwardSwitches(entries: readonly HistoryEntry[]): FileProblem[] {
  return entries
    .filter(entry => entry.end < entry.begin)
    .map(entry => ({
      level: 'ADVICE' as const,
      message: `timeline ${entry.timeline} was left before the point where it began`,
      detail:
        'The recovery that made this history stopped before the branch point of its own target timeline.',
      offset: 0,
      line: entry.line,
    }));
}

interface Piece {
  readonly text: string;
  readonly offset: number;
  readonly line: number;
}

/** What the server's fgets returns one after the other: lines with their newline, long ones cut. */
function* readPieces(text: string): Generator<Piece> {
  const maximum = 1023;
  let offset = 0;
  let line = 1;
  while (offset < text.length) {
    const newline = text.indexOf('\n', offset);
    const end = Math.min(newline < 0 ? text.length : newline + 1, offset + maximum);
    yield { text: text.slice(offset, end), offset, line };
    if (end === newline + 1) line++;
    offset = end;
  }
}
