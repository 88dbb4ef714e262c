import type { Major } from '../../postgres/majors.ts';

/** Values that are often right for settings whose type says little. In file spelling. */
const usual: Readonly<Record<string, readonly string[]>> = {
  archive_library: ['basic_archive'],
  archive_timeout: ['1min', '5min', '15min', '1h'],
  checkpoint_timeout: ['5min', '15min', '30min'],
  checkpoint_completion_target: ['0.9'],
  idle_replication_slot_timeout: ['1d', '7d'],
  listen_addresses: ['*', 'localhost', '127.0.0.1, ::1'],
  max_slot_wal_keep_size: ['10GB', '50GB', '-1'],
  max_standby_archive_delay: ['30s', '5min', '-1'],
  max_standby_streaming_delay: ['30s', '5min', '-1'],
  max_wal_size: ['1GB', '4GB', '16GB', '64GB'],
  min_wal_size: ['80MB', '1GB', '4GB'],
  output_plugin_libraries: ['pgoutput, test_decoding'],
  recovery_min_apply_delay: ['1h', '12h', '1d'],
  recovery_target: ['immediate'],
  recovery_target_timeline: ['latest', 'current'],
  shared_preload_libraries: ['pg_stat_statements', 'auto_explain', 'basic_archive'],
  synchronous_standby_names: ['*', 'FIRST 1 (standby1, standby2)', 'ANY 1 (standby1, standby2)'],
  wal_keep_segments: ['0', '64', '256'],
  wal_keep_size: ['0', '1GB', '4GB'],
  wal_receiver_timeout: ['60s'],
  wal_sender_timeout: ['60s'],
  wal_summary_keep_time: ['10d', '30d'],
};

export function usualValues(setting: string): readonly string[] {
  return Object.hasOwn(usual, setting) ? usual[setting] : [];
}

interface ListItems {
  readonly since?: Major;
  readonly items: readonly string[];
}

/** Items of list settings that have a fixed set, by setting. */
const lists: Readonly<Record<string, readonly ListItems[]>> = {
  log_destination: [{ items: ['stderr', 'csvlog', 'syslog', 'eventlog'] }, { since: 15, items: ['jsonlog'] }],
  log_connections: [
    { since: 18, items: ['receipt', 'authentication', 'authorization', 'setup_durations', 'all'] },
  ],
  wal_consistency_checking: [
    {
      items: [
        'all',
        'heap',
        'heap2',
        'btree',
        'hash',
        'gin',
        'gist',
        'sequence',
        'spgist',
        'brin',
        'generic',
      ],
    },
  ],
};

/** What the items of a list setting may be; empty when they are free. */
export function listItems(setting: string, major: Major): readonly string[] {
  const items = Object.hasOwn(lists, setting) ? lists[setting] : [];
  return items.filter(({ since = 10 }) => since <= major).flatMap(({ items }) => items);
}
