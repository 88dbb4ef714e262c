import { join } from 'node:path';
import { openWal } from '../../server/postgres/wal/openWal.ts';
import type { Wal } from '../../server/postgres/wal/wal.ts';
import { collect, headLine, standardError } from './heads.ts';
import {
  headOf,
  linesOf,
  type Recorded,
  type RecordedCase,
  type RecordedRange,
  recordLines,
  segmentOf,
} from './recorded.ts';

/** The first difference between a scan and what pg_waldump printed, or undefined. */
export async function caseDifference(folder: string, recorded: RecordedCase): Promise<string | undefined> {
  const wal = await openWal([segmentOf(folder, recorded)]);
  return difference(wal, linesOf(folder, recorded).map(headOf), recorded);
}

/** The same for neighbouring segments: the lines of each, those between them, in the order of the log. */
export async function rangeDifference(
  folder: string,
  { cases }: Recorded,
  range: RecordedRange,
): Promise<string | undefined> {
  const members = range.segments.map(id => cases.find(found => found.id === id)!);
  const wal = await openWal(members.map(member => segmentOf(folder, member)));
  const lines = members.flatMap(member => linesOf(folder, member)).concat(crossingLines(folder, range));
  const heads = [...new Set(lines.map(headOf))].sort((a, b) => (lsnIn(a) < lsnIn(b) ? -1 : 1));
  return difference(wal, heads, range);
}

function crossingLines(folder: string, { crossing }: RecordedRange): readonly string[] {
  if (!('path' in crossing)) return crossing;
  return recordLines(join(folder, crossing.path));
}

function lsnIn(head: string): bigint {
  const [, high, low] = /lsn: (\w+)\/(\w+)/.exec(head)!;
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

async function difference(
  wal: Wal,
  expected: readonly string[],
  { exit, stderr, records: count }: { exit: number; stderr: string; records: number },
): Promise<string | undefined> {
  const { records, end } = await collect(wal, headLine);
  const at = expected.findIndex((head, i) => head !== records[i]);
  if (at >= 0) return `record ${at}: expected ${expected[at]}\n  but found ${records[at]}`;
  if (records.length !== count) return `${records.length} records instead of ${count}`;
  const message = standardError(wal, end);
  if (message !== stderr) return `standard error: expected ${stderr}\n  but found ${message}`;
  return end.exitStatus === exit ? undefined : `exit status ${end.exitStatus} instead of ${exit}`;
}
