import type { SettingGuides } from './settingGuide.ts';

const standbyFirst =
  'Raise it on standbys first, lower it on the primary first: a standby with less than its primary refuses to recover.';

/** Limits that size the shared memory, five of which a standby must match. */
export const limitGuides: SettingGuides = {
  max_connections: {
    does: 'How many clients can be connected at once.',
    costs:
      'Memory and time in snapshots a connection; a pooler serves thousands better. A change needs a restart.',
    goesWrong: standbyFirst,
    setWith: ['superuser_reserved_connections', 'reserved_connections', 'work_mem'],
    since: {
      12: '`max_wal_senders` no longer counts within it.',
      14: 'A standby already open pauses replay, rather than stopping, when the primary raises it.',
    },
  },
  superuser_reserved_connections: {
    does: 'Connections kept free for superusers.',
    goesWrong:
      'Together with the other reserved ones it must stay below `max_connections`, or the server refuses to start.',
    setWith: ['max_connections', 'reserved_connections'],
  },
  reserved_connections: {
    does: 'Connections kept free for members of `pg_use_reserved_connections`.',
    goesWrong:
      'Together with the superuser ones it must stay below `max_connections`, or the server refuses to start.',
    setWith: ['max_connections', 'superuser_reserved_connections'],
  },
  max_prepared_transactions: {
    does: 'How many transactions can be in the state `PREPARE TRANSACTION` at once. `0` forbids it.',
    goesWrong: `A forgotten prepared transaction keeps locks and stops vacuum. ${standbyFirst}`,
    setWith: ['max_connections'],
  },
  max_locks_per_transaction: {
    does: 'Sizes the lock table: this many objects for each connection on average.',
    costs: 'Some memory. Raise it for many partitions or `pg_dump` of many tables. A change needs a restart.',
    goesWrong: standbyFirst,
    setWith: ['max_connections', 'max_prepared_transactions'],
    since: { 19: 'The default is 128; before, it was 64.' },
  },
  max_worker_processes: {
    does: 'How many background processes can exist: parallel query, logical replication, extensions.',
    costs: 'Little. A change needs a restart.',
    goesWrong: standbyFirst,
    setWith: ['max_parallel_workers', 'max_logical_replication_workers'],
  },
  max_parallel_workers: {
    does: 'How many of the background processes may serve parallel operations.',
    goesWrong: 'Values above `max_worker_processes` have no effect.',
    setWith: ['max_worker_processes', 'max_parallel_workers_per_gather'],
  },
  max_files_per_process: {
    does: 'How many files each process may hold open.',
    goesWrong: 'With "too many open files" in the log lower this, or raise the limit of the system.',
    since: { 18: 'Files that were already open do not count.' },
  },
  autovacuum_max_workers: {
    does: 'How many autovacuum processes may run at once.',
    costs: 'They share one cost limit: more workers go slower each.',
    setWith: ['autovacuum_vacuum_cost_limit', 'autovacuum_worker_slots'],
    since: { 18: 'Can be changed by a reload, up to `autovacuum_worker_slots`.' },
  },
  autovacuum_worker_slots: {
    does: 'Reserves room for this many autovacuum processes.',
    goesWrong: 'Fewer than `autovacuum_max_workers` gives a warning and the lower number counts.',
    setWith: ['autovacuum_max_workers'],
  },
  autovacuum_max_parallel_workers: {
    does: 'How many parallel workers a single autovacuum process may use. `0` uses none.',
    setWith: ['max_parallel_workers', 'max_worker_processes'],
  },
};
