import type { Major } from '../majors.ts';
import { lowerCase, settingHistory, settingNamed } from './catalogue.ts';
import type { Problem } from './problem.ts';

/** A setting that stands for another one in majors that know it and not the other. */
export interface Successor {
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

/** What took the place of names that majors lack, or stood there before. */
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
  replication_timeout: [{ name: 'wal_sender_timeout' }],
  min_parallel_relation_size: [{ name: 'min_parallel_table_scan_size' }],
};

/** Settings that `major` knows in place of one that it lacks. */
export function successorsOf(name: string, major: Major): readonly Successor[] {
  const found = Object.hasOwn(successors, lowerCase(name)) ? successors[lowerCase(name)] : [];
  return found.filter(successor => settingNamed(successor.name, major));
}

const recoveryConf =
  /^(?:(?:archive_cleanup|recovery_end|restore)_command|primary_(?:conninfo|slot_name)|recovery_(?:min_apply_delay|target(?:_\w+)?))$/;

/** What was done instead where no other setting took the place. */
const otherWays: Readonly<Record<string, string>> = {
  standby_mode: 'It is of recovery.conf: from 12 on create the file standby.signal.',
  trigger_file: 'It is of recovery.conf: from 16 on promote with pg_ctl promote or SELECT pg_promote().',
  promote_trigger_file: 'Promote with pg_ctl promote or SELECT pg_promote().',
  stats_temp_directory: 'Statistics are in shared memory since then.',
  vacuum_defer_cleanup_age: 'Use hot_standby_feedback or a replication slot.',
  max_fsm_pages: 'It went before 10, and nothing takes its place.',
  max_fsm_relations: 'It went before 10, and nothing takes its place.',
  custom_variable_classes: 'It went before 10: names with a dot need no class.',
};

/** What we know besides of a name that postgresql.conf must not have. */
export function noteOn({ message, setting }: Problem, major: Major): string | undefined {
  const strange = message === 'unrecognized configuration parameter' && setting !== undefined;
  return strange ? strangeName(setting, major) : undefined;
}

/** What an operator knows of a name that `major` has not: when it came or went, and what to write instead. */
export function strangeName(name: string, major: Major): string | undefined {
  const lower = lowerCase(name);
  if (major < 12 && recoveryConf.test(lower)) return 'Up to 11 it belongs into recovery.conf.';
  const instead = successorsOf(name, major)
    .map(({ name: successor }) => successor)
    .join(' and ');
  const other = instead
    ? `Write ${instead} instead.`
    : Object.hasOwn(otherWays, lower)
      ? otherWays[lower]
      : '';
  return [lifeInWords(name), other].filter(Boolean).join(' ') || undefined;
}

/** In which majors a setting is known, for one that the major at hand lacks; undefined for a name of no major. */
function lifeInWords(name: string): string | undefined {
  const known = [...settingHistory(name).keys()];
  if (!known.length) return undefined;
  const [first, last] = [known[0], known[known.length - 1]];
  if (last === 19) return `It is new in ${first}.`;
  if (first === 10) return `It is gone since ${last + 1}.`;
  return first === last ? `It is in ${first} only.` : `It is in ${first} to ${last} only.`;
}
