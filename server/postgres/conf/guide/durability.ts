import type { SettingGuides } from './settingGuide.ts';

/** What happens to data when something breaks. */
export const durabilityGuides: SettingGuides = {
  data_sync_retry: {
    does: 'With `off` the server crashes on purpose when a data file cannot be synced, and replays from WAL.',
    goesWrong: 'With `on` it tries again, but most systems have thrown the data away by then: silent loss.',
    setWith: ['fsync'],
  },
  restart_after_crash: {
    does: 'Starts the server again after a process of it crashed.',
    costs: 'Set it to `off` when a cluster manager should decide what happens next.',
  },
  remove_temp_files_after_crash: {
    does: 'Removes temporary files after the crash of a process.',
    costs: '`off` keeps them for debugging, and they pile up with every crash.',
  },
  exit_on_error: {
    does: 'Ends the session at any error.',
    goesWrong: 'In the file it ends the connection of everybody at the first mistake.',
  },
  data_checksums: {
    does: 'Shows whether data pages carry checksums.',
    goesWrong:
      'It is read-only: a line in the file stops the start. Use `initdb -k`, or `pg_checksums` on a stopped cluster (12 and later).',
    setWith: ['wal_log_hints'],
    since: {
      18: '`initdb` turns checksums on by default.',
    },
  },
  ignore_checksum_failure: {
    does: 'Reads on with a warning when the checksum of a page is wrong.',
    goesWrong: 'It can hide and spread corruption. Only to rescue data.',
  },
  zero_damaged_pages: {
    does: 'Replaces a page with a broken header by an empty one when it is read.',
    goesWrong: 'It destroys all rows of that page. Only to rescue the rest of a table.',
  },
  ignore_system_indexes: {
    does: 'Reads system tables without their indexes, to repair those.',
    costs: 'Very slow. For one repair session only.',
  },
  send_abort_for_crash: {
    does: 'Stops the other processes with a core dump after a crash. For developers.',
    costs: 'Large core files at each crash.',
  },
  send_abort_for_kill: {
    does: 'Stops processes that hang in a shutdown with a core dump. For developers.',
    costs: 'Large core files.',
  },
  allow_in_place_tablespaces: {
    does: 'Allows tablespaces inside `pg_tblspc` itself, for tests of replication on one machine.',
  },
  allow_system_table_mods: {
    does: 'Allows changes to the structure of system tables.',
    goesWrong: 'One mistake makes the database unusable.',
  },
  data_directory_mode: {
    does: 'Shows the permissions of the data directory.',
    goesWrong: 'It is read-only: a line in the file stops the start.',
  },
  file_copy_method: {
    does: 'How files are copied when a database is created or moved: read and write, or `clone` on file systems that share blocks.',
  },
  file_extend_method: {
    does: 'How data files grow: by reserving space (`posix_fallocate`) or by writing zeros.',
    costs: '`write_zeros` helps file systems such as btrfs, which lose compression with reserved space.',
    since: { 16: 'Came with late minor releases.' },
  },
};
