import { archiveFolders } from '../../../postgres/conf/rules/archiveFolders.ts';
import { insertBelow, replaceValue } from '../../../postgres/conf/rules/places.ts';
import type { ConfEdit } from '../../../postgres/conf/rules/rule.ts';
import { type Analysis, type FoundProblem, type SettingLook, settingLook } from '../analysis.ts';
import { fileQuantity } from '../humanValue.ts';
import { writeValue } from '../quote.ts';
import { commentOut, type FixContext, type OfferedFix } from './fix.ts';

/** What settings shall be, in the spelling of a file; null takes the line out. */
type Change = Readonly<Record<string, string | number | null>>;

interface Case extends SettingLook {
  readonly analysis: Analysis;
  readonly problem: FoundProblem;
  /** The setting of the line that the problem is about. */
  readonly setting: string;
}

type Changes = (found: Case) => Change[];

/** The same change whatever the values are. */
function always(...changes: Change[]): Changes {
  return () => changes;
}

/** Settings with other values settle these. */
const changesByCode: Readonly<Record<string, Changes>> = {
  'archiving-needs-wal-level': always({ wal_level: 'replica' }, { archive_mode: 'off' }),
  'senders-need-wal-level': always({ max_wal_senders: 0 }, { wal_level: 'replica' }),
  'summaries-need-wal-level': always({ wal_level: 'replica' }, { summarize_wal: 'off' }),
  'slot-sync-needs-wal-level': always({ wal_level: 'replica' }, { sync_replication_slots: 'off' }),
  'no-connections-left': moreConnections,
  'wal-size-below-two-segments': ({ setting, segmentBytes }) => [
    { [setting]: fileQuantity(2 * segmentBytes, 'B', 19) },
  ],
  'library-missing': ({ text }) => [
    { shared_preload_libraries: listOf(text('shared_preload_libraries').replaceAll('"', '')) },
  ],
  'library-list-broken': ({ text }) => [
    { shared_preload_libraries: listOf(text('shared_preload_libraries')) },
  ],
  'tls-versions-crossed': ({ text }): Change[] => [
    { ssl_min_protocol_version: text('ssl_max_protocol_version') },
    { ssl_max_protocol_version: null },
  ],
  'huge-pages-not-possible': always({ huge_pages: 'try' }, { shared_memory_type: 'mmap' }),
  'no-address': always({ listen_addresses: '*' }, { listen_addresses: 'localhost' }),
  'no-socket': always({ listen_addresses: 'localhost' }, { unix_socket_directories: null }),
  'invalid-list': ({ setting, text }) => [{ [setting]: listOf(text(setting)) }],
  'restore-command-missing': ({ analysis }) =>
    archiveFolders(analysis.reading).map(folder => ({ restore_command: `cp "${folder}/%f" "%p"` })),
  'recovery-timeline-unknown': always({ recovery_target_timeline: 'latest' }),
  'setting-below-primary': ({ setting, problem }) => numberIn(problem, /its value was (\d+)/, setting),
  'slot-needs-wal-level': ({ problem }) => {
    const level = /to be "?(\w+)"? or higher/.exec(problem.hint ?? '')?.[1];
    return level ? [{ wal_level: level }] : [];
  },
  'archive-keeps-nothing': always({ archive_command: '' }),
  'archive-command-and-library': always({ archive_command: null }, { archive_library: null }),
  'archive-timeout-without-archive': always({ archive_timeout: null }),
  'asynchronous-commit': always({ synchronous_commit: 'on' }),
  'synchronous-names-unused': always({ synchronous_commit: 'on' }),
  'synchronous-level-unused': always({ synchronous_commit: 'on' }),
  'synchronous-without-senders': always({ max_wal_senders: 10 }),
  'apply-delay-holds-commits': always({ synchronous_commit: 'on' }),
  'pause-becomes-shutdown': always({ hot_standby: 'on' }, { recovery_target_action: 'promote' }),
  'target-action-without-target': always({ recovery_target_action: null }),
  'target-inclusive-ignored': always({ recovery_target_inclusive: null }),
  'target-without-signal': ({ setting }) => [{ [setting]: null }],
  'cleanup-of-the-archive': always({ archive_cleanup_command: null }),
  'slot-limit-too-small': always({ max_slot_wal_keep_size: '10GB' }),
  'slot-limit-below-keep-size': ({ text }) => [{ max_slot_wal_keep_size: text('wal_keep_size') }],
  'unlimited-slot-retention': always({ max_slot_wal_keep_size: '10GB' }),
  'summaries-kept-for-ever': always({ wal_summary_keep_time: '10d' }),
  'min-above-max-wal-size': ({ text }): Change[] => [
    { min_wal_size: text('max_wal_size') },
    { max_wal_size: text('min_wal_size') },
  ],
  'replay-waits-for-ever': ({ setting }) => [{ [setting]: '30s' }],
  'replication-timeout-off': ({ setting }) => [{ [setting]: '60s' }],
  'autovacuum-workers-exceed-slots': ({ text }) => [
    { autovacuum_worker_slots: text('autovacuum_max_workers') },
  ],
  'io-limit-cut': ({ text }) => [{ io_max_combine_limit: text('io_combine_limit') }],
  'io-workers-reversed': ({ text }) => [
    { io_min_workers: text('io_max_workers'), io_max_workers: text('io_min_workers') },
  ],
  'log-needs-collector': always({ logging_collector: 'on' }),
};

/** Changes of values that settle a problem which no line alone can. */
export function otherValues(analysis: Analysis, problem: FoundProblem, context: FixContext): OfferedFix[] {
  const changes = Object.hasOwn(changesByCode, problem.code) ? changesByCode[problem.code] : undefined;
  const { setting } = problem;
  if (!changes || setting === undefined) return [];
  const offered = changes({ analysis, problem, setting, ...settingLook(analysis) });
  return offered.map(change => ({
    title: titleOf(change),
    edits: Object.entries(change).flatMap(([name, value]) => editsFor(analysis, context, name, value)),
    preferred: offered.length === 1 && problem.severity === 'error',
  }));
}

function titleOf(change: Change): string {
  return Object.entries(change)
    .map(([name, value]) => (value === null ? `Comment out ${name}` : `Set ${name} = ${inFile(value)}`))
    .join(', ');
}

function inFile(value: string | number): string {
  return writeValue(String(value));
}

function editsFor(
  { reading }: Analysis,
  context: FixContext,
  name: string,
  value: string | number | null,
): ConfEdit[] {
  const entry = reading.effective.get(name)?.entry;
  if (value === null) return entry ? [commentOut(entry)] : [];
  return [entry ? replaceValue(entry, inFile(value)) : insertBelow(context, `${name} = ${inFile(value)}`)];
}

function listOf(text: string): string {
  return text
    .split(/[\s,;"]+/)
    .filter(Boolean)
    .join(', ');
}

const usualConnections = 100;

function moreConnections({ number }: Case): Change[] {
  const taken = ['superuser_reserved_connections', 'reserved_connections', 'max_wal_senders'].map(number);
  const needed = taken.reduce((sum, each) => sum + each, 1);
  return [{ max_connections: Math.max(usualConnections, needed) }];
}

function numberIn({ message, detail = '' }: FoundProblem, pattern: RegExp, setting: string): Change[] {
  const found = pattern.exec(`${message} ${detail}`)?.[1];
  return found ? [{ [setting]: found }] : [];
}
