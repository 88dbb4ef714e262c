import type { SettingGuides } from './settingGuide.ts';

/** The receiving side of physical replication. */
export const standbyGuides: SettingGuides = {
  hot_standby: {
    does: 'Lets clients read while the server is in recovery.',
    costs: 'Recovery then insists that `max_connections` and its kin are at least as high as on the primary.',
    goesWrong: 'With `off` no one can connect, and `recovery_target_action = pause` becomes a shutdown.',
    setWith: [
      'max_connections',
      'max_worker_processes',
      'max_locks_per_transaction',
      'max_prepared_transactions',
    ],
  },
  hot_standby_feedback: {
    does: 'Tells the primary which rows queries on the standby still need, so that vacuum keeps them.',
    costs: 'A long query on the standby bloats the tables of the primary.',
    goesWrong:
      'Without a slot its effect ends whenever the connection breaks. It needs `wal_receiver_status_interval` above 0.',
    setWith: ['primary_slot_name', 'wal_receiver_status_interval', 'max_standby_streaming_delay'],
  },
  max_standby_archive_delay: {
    does: 'How long replay of archived WAL waits for conflicting queries before it cancels them. `-1` waits for ever.',
    costs: 'Long delays let the standby fall behind; short ones cancel reports.',
    setWith: ['max_standby_streaming_delay', 'hot_standby_feedback'],
  },
  max_standby_streaming_delay: {
    does: 'How long replay of streamed WAL waits for conflicting queries before it cancels them. `-1` waits for ever.',
    costs: 'On a standby meant for failover keep it short, on one for reports long.',
    goesWrong:
      'The time is counted from the arrival of the WAL, so a query may get much less. With `-1` one forgotten query stops replay.',
    setWith: ['max_standby_archive_delay', 'hot_standby_feedback'],
  },
  primary_conninfo: {
    does: 'The libpq connection string by which a standby reaches the server it streams from.',
    costs:
      'Put the password into a `.pgpass` file, not here: the file is often world-readable in backups and repositories.',
    goesWrong: 'It is not checked when set: a typo only shows as a WAL receiver failing every few seconds.',
    setWith: ['primary_slot_name', 'restore_command', 'wal_receiver_timeout'],
    since: {
      12: 'A setting of `postgresql.conf`, used only with `standby.signal`; before, it stood in `recovery.conf`.',
      13: 'Can be changed by a reload.',
      17: 'Needs `dbname` when `sync_replication_slots` is on.',
    },
  },
  primary_slot_name: {
    does: 'The replication slot on the primary that keeps WAL for this standby.',
    costs: 'While the standby is away, the primary keeps all its WAL.',
    goesWrong:
      'The slot must exist (`pg_create_physical_replication_slot`). Lower-case letters, digits and `_` only.',
    setWith: ['primary_conninfo', 'max_slot_wal_keep_size'],
    since: { 13: 'Can be changed by a reload.' },
  },
  promote_trigger_file: {
    does: 'A file whose appearance promotes the standby.',
    since: { 16: 'Gone: use `pg_promote()` or `pg_ctl promote`.' },
  },
  trigger_file: {
    does: 'In `recovery.conf` of 10 and 11: a file whose appearance promotes the standby.',
    since: {
      12: 'Became `promote_trigger_file` of `postgresql.conf`.',
      16: 'Gone: use `pg_promote()` or `pg_ctl promote`.',
    },
  },
  recovery_min_apply_delay: {
    does: 'Replays each commit only this long after it happened on the primary: a window to notice a mistake.',
    costs: 'The waiting WAL stays in `pg_wal` of the standby.',
    goesWrong:
      'With `synchronous_commit = remote_apply` every commit on the primary waits this long. Clocks of both machines must agree.',
    setWith: ['synchronous_commit', 'hot_standby_feedback'],
  },
  wal_receiver_create_temp_slot: {
    does: 'Lets the WAL receiver make a temporary slot on the primary when `primary_slot_name` is empty.',
    goesWrong: 'The slot vanishes with the connection, so it does not keep WAL while the standby is away.',
    setWith: ['primary_slot_name', 'max_replication_slots'],
  },
  wal_receiver_status_interval: {
    does: 'How often at least the standby reports its position. `0` reports only when asked.',
    goesWrong: '`0` also silences `hot_standby_feedback`, and monitoring sees old positions.',
    setWith: ['hot_standby_feedback', 'wal_sender_timeout'],
  },
  wal_receiver_timeout: {
    does: 'The WAL receiver gives up a connection after this long without a word from the primary. `0` never does.',
    costs: 'Shorter finds a dead primary sooner; too short reconnects at every hiccup of the network.',
    setWith: ['wal_sender_timeout'],
  },
  wal_retrieve_retry_interval: {
    does: 'How long a standby waits before it tries again to find WAL, in the archive, in `pg_wal` or by streaming.',
    costs:
      'Shorter makes a standby that only reads an archive follow closer, and calls `restore_command` more often.',
    setWith: ['restore_command', 'primary_conninfo'],
  },
  sync_replication_slots: {
    does: 'Copies logical slots marked for failover from the primary to this standby.',
    goesWrong:
      'The worker only logs what is missing: `wal_level` logical, `primary_slot_name`, `hot_standby_feedback`, and `dbname` in `primary_conninfo`.',
    setWith: ['hot_standby_feedback', 'primary_slot_name', 'primary_conninfo', 'synchronized_standby_slots'],
    since: { 19: 'On with `wal_level = minimal` stops the start.' },
  },
  log_recovery_conflict_waits: {
    does: 'Logs when replay waits longer than `deadlock_timeout` for a conflicting query.',
    setWith: ['deadlock_timeout', 'max_standby_streaming_delay'],
  },
  in_hot_standby: {
    does: 'Shows whether the server is a standby that accepts queries. Clients read it to find the primary.',
    goesWrong: 'It is read-only: a line in the file stops the start.',
  },
  cluster_name: {
    does: 'A name for this server, shown in process titles.',
    goesWrong: 'Two standbys with one name both count for the same entry in `synchronous_standby_names`.',
    setWith: ['synchronous_standby_names', 'primary_conninfo'],
    since: { 12: 'Also the `application_name` of the WAL receiver when `primary_conninfo` gives none.' },
  },
  vacuum_defer_cleanup_age: {
    does: 'Delays the removal of dead rows by this many transactions, for the sake of standbys.',
    goesWrong: 'It bloats every table. Use `hot_standby_feedback` or slots.',
    since: { 16: 'Gone; remove the line.' },
  },
  old_snapshot_threshold: {
    does: 'Lets vacuum remove rows that snapshots older than this still need; their queries fail.',
    since: { 17: 'Gone; remove the line. `transaction_timeout` bounds long transactions instead.' },
  },
};
