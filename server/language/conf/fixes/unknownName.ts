import { settingHistory } from '../../../postgres/conf/catalogue.ts';
import { valueText } from '../../../postgres/conf/load.ts';
import { textOf } from '../../../postgres/conf/tree.ts';
import type { Major } from '../../../postgres/majors.ts';
import { settingInFile, settingsInFile } from '../settingInFile.ts';
import { commentedOut, type FixContext, type Fixer, type OfferedFix, replace, writtenValue } from './fix.ts';
import { nearest } from './nearest.ts';

/** A setting that another one stands for, in majors that know that one and not the first. */
interface Successor {
  readonly name: string;
  /** Makes the old value a new one; undefined when it has no counterpart. */
  convert?(value: string): string | undefined;
}

const megabytesOfSegment = 16;

const segmentsToSize = (factor: number) => (value: string) =>
  /^\d+$/.test(value) ? `${Number(value) * factor}MB` : undefined;

const sizeToSegments = (value: string) => {
  const match = /^(\d+)(MB|GB)?$/.exec(value);
  if (!match) return undefined;
  return String(Math.ceil((Number(match[1]) * (match[2] === 'GB' ? 1024 : 1)) / megabytesOfSegment));
};

/** What took the place of names that majors lack. */
const successors: Readonly<Record<string, readonly Successor[]>> = {
  wal_keep_segments: [{ name: 'wal_keep_size', convert: segmentsToSize(megabytesOfSegment) }],
  wal_keep_size: [{ name: 'wal_keep_segments', convert: sizeToSegments }],
  checkpoint_segments: [{ name: 'max_wal_size', convert: segmentsToSize(3 * megabytesOfSegment) }],
  force_parallel_mode: [{ name: 'debug_parallel_query' }],
  debug_parallel_query: [{ name: 'force_parallel_mode' }],
  io_workers: [{ name: 'io_max_workers' }, { name: 'io_min_workers' }],
  io_max_workers: [{ name: 'io_workers' }],
  ssl_groups: [{ name: 'ssl_ecdh_curve' }],
  trigger_file: [{ name: 'promote_trigger_file' }],
  unix_socket_directory: [{ name: 'unix_socket_directories' }],
};

/** For a name that the major does not know: its successor, names that look like it, or a comment. */
export const fixUnknownName: Fixer = context => {
  const { file, line, major, recoveryConf } = context;
  if (!line.name) return [];
  const name = textOf(file.tree, line.name);
  const successor = (Object.hasOwn(successors, name) ? successors[name] : [])
    .filter(({ name }) => settingInFile(name, major, recoveryConf))
    .flatMap(successor => succeed(context, name, successor));
  const known = settingsInFile(major, recoveryConf).map(setting => setting.name);
  const slips = successor.length || settingHistory(name).size ? [] : nearest(name, known);
  const renames = slips.map(
    (slip, at): OfferedFix => ({
      title: `Change to ${slip}`,
      edits: [replace(context, line.name!, slip)],
      preferred: at === 0 && slips.length === 1,
    }),
  );
  return [...successor, ...renames, commentedOut(context, removalTitle(name, major))];
};

function succeed(context: FixContext, name: string, { name: newName, convert }: Successor): OfferedFix[] {
  const { file, line } = context;
  const value = valueText(file.tree, line);
  const converted = value === undefined || !convert ? value : convert(value);
  if (converted === undefined) return [];
  const edits = [replace(context, line.name!, newName)];
  if (converted !== value) edits.push(replace(context, writtenValue(context), converted));
  const shown = converted === value ? newName : `${newName} = ${converted}`;
  return [{ title: `Replace ${name} with ${shown}`, edits, preferred: true }];
}

function removalTitle(name: string, major: Major): string {
  return settingHistory(name).size
    ? `Comment out ${name}, which PostgreSQL ${major} lacks`
    : 'Comment out this line';
}
