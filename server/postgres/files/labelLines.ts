import { type Lsn, parseLsn } from '../lsn.ts';

/** A `KEY: value` line of a backup_label or a backup history file. */
export interface LabelLine {
  readonly value: string;
  readonly offset: number;
  readonly line: number;
}

/** A location with the segment that holds it. */
export interface PositionedLsn {
  readonly lsn: Lsn;
  readonly segment: string;
  readonly timeline: number;
}

/** The lines by key, the first of each key; a carriage return at the end is no part of the value. */
export function labelLines(text: string): ReadonlyMap<string, LabelLine> {
  const lines = new Map<string, LabelLine>();
  let offset = 0;
  let number = 1;
  for (const line of text.split('\n')) {
    const match = /^([A-Z ]+): ?(.*?)\r?$/s.exec(line);
    if (match && !lines.has(match[1])) lines.set(match[1], { value: match[2], offset, line: number });
    offset += line.length + 1;
    number++;
  }
  return lines;
}

/** The LSN of a line such as `CHECKPOINT LOCATION: 0/3000060`. */
export function lsnIn(lines: ReadonlyMap<string, LabelLine>, key: string): Lsn | undefined {
  return parseLsn(lines.get(key)?.value ?? '');
}

/** The number of a line such as `START TIMELINE: 1`. */
export function timelineIn(lines: ReadonlyMap<string, LabelLine>, key: string): number | undefined {
  const value = lines.get(key)?.value ?? '';
  const number = Number(value);
  return /^\d+$/.test(value) && number <= 0xffff_ffff ? number : undefined;
}

/** What a line such as `START WAL LOCATION: 0/3000028 (file 000000010000000000000003)` says. */
export function positionedIn(lines: ReadonlyMap<string, LabelLine>, key: string): PositionedLsn | undefined {
  const match = /^(\S+) \(file ([0-9A-F]{24})\)$/.exec(lines.get(key)?.value ?? '');
  const lsn = parseLsn(match?.[1] ?? '');
  if (!match || lsn === undefined) return undefined;
  return { lsn, segment: match[2], timeline: Number.parseInt(match[2].slice(0, 8), 16) };
}
