import type { SettingGuides } from './settingGuide.ts';

/** Logical decoding and logical replication. */
export const logicalReplicationGuides: SettingGuides = {
  max_logical_replication_workers: {
    does: 'How many processes a subscriber may run for apply, table copy and parallel apply together.',
    goesWrong:
      'They come out of `max_worker_processes`: too few there, and subscriptions wait without an error.',
    setWith: ['max_worker_processes', 'max_sync_workers_per_subscription'],
  },
  max_sync_workers_per_subscription: {
    does: 'How many tables one subscription copies at the same time when it starts.',
    costs: 'Each copy is a long transaction and a temporary slot on the publisher.',
    setWith: ['max_logical_replication_workers'],
  },
  max_parallel_apply_workers_per_subscription: {
    does: 'How many workers one subscription may use to apply large transactions while they are still streaming.',
    setWith: ['max_logical_replication_workers', 'logical_decoding_work_mem'],
  },
  max_active_replication_origins: {
    does: 'How many replication origins, one a subscription and more during table copies, can be followed at once.',
    goesWrong: 'With more saved origins than this, the server refuses to start.',
    setWith: ['max_logical_replication_workers'],
  },
  logical_decoding_work_mem: {
    does: 'Memory for one decoding of logical changes, before they are spilled to disk or streamed.',
    costs:
      'Taken once for each decoding connection. Raise it when `pg_stat_replication_slots` shows much spilling.',
    setWith: ['max_wal_senders'],
  },
  debug_logical_replication_streaming: {
    does: 'Makes decoding stream or serialize each change at once, for tests.',
    costs: 'Slow. Leave it at `buffered`.',
  },
  output_plugin_libraries: {
    does: 'Lists the libraries that may be named as output plugins of logical slots.',
    goesWrong: 'A plugin that is not in the list, such as `wal2json`, cannot be used.',
    setWith: ['wal_level'],
    since: { 17: 'Came with a late minor release of 17 and 18; older ones refuse the name.' },
  },
  session_replication_role: {
    does: 'Decides which triggers and rules fire. `replica` switches ordinary ones and foreign keys off, as apply workers do.',
    goesWrong: 'In the file it switches foreign keys off for everybody. Set it in a session only.',
  },
};
