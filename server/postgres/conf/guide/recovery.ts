import type { SettingGuides } from './settingGuide.ts';

const oneTarget =
  'Only one recovery target may be set: a second one, even an empty one written after it, stops the start (12 and later).';

/** Archive recovery, its targets, and how replay runs. */
export const recoveryGuides: SettingGuides = {
  restore_command: {
    does: 'The shell command that fetches a file from the archive: `%f` is its name, `%p` where to put it, `%r` the oldest segment still needed.',
    costs: 'Runs once a file, and for many files that do not exist; replay waits for it.',
    goesWrong:
      'Status 1 to 125 means "not there": replay then ends, and the server opens with what it has. It must fail for a missing file, and exit above 125 when the archive cannot be reached.',
    setWith: ['recovery_target_timeline', 'archive_cleanup_command'],
    since: {
      12: 'A setting of `postgresql.conf`; before, it stood in `recovery.conf`. It is used only with `recovery.signal` or `standby.signal`.',
      14: 'Can be changed by a reload.',
      16: 'An unknown `%x` stops the recovery.',
    },
  },
  archive_cleanup_command: {
    does: 'Runs on a standby at each restartpoint to remove archived files it no longer needs. `%r` is the oldest file to keep.',
    goesWrong:
      'In an archive that others use it deletes what they need: other standbys, and every point-in-time recovery. `pg_archivecleanup` wants `%r`, not `%f`.',
    setWith: ['restore_command'],
  },
  recovery_end_command: {
    does: 'Runs once when recovery ends, after the new timeline is chosen. `%r` is the oldest file still needed.',
    goesWrong: 'A failure is only a warning in the log; a signal stops the server.',
    setWith: ['restore_command'],
  },
  recovery_target: {
    does: '`immediate` ends recovery at the first consistent state, that is at the end of the base backup. No other value exists.',
    goesWrong: `The word is case-sensitive. ${oneTarget}`,
    setWith: ['restore_command', 'recovery_target_action'],
  },
  recovery_target_name: {
    does: 'Ends recovery at the restore point of this name, made by `pg_create_restore_point()`.',
    goesWrong: `The first restore point of the name counts. ${oneTarget}`,
    setWith: ['restore_command', 'recovery_target_action', 'recovery_target_timeline'],
    since: {
      13: 'When the name never comes, the recovery ends with a FATAL error; before, the server opened.',
    },
  },
  recovery_target_time: {
    does: 'Ends recovery before the first commit later than this time.',
    goesWrong:
      'Without a zone the time is read in the zone of `timezone`. `Z` at the end is refused at start: write `+00`. A time after the last commit in the archive is never reached.',
    setWith: ['restore_command', 'recovery_target_action', 'recovery_target_inclusive', 'timezone'],
    since: {
      12: 'Words such as `now` are refused. Only one recovery target may be set.',
      13: 'When the time is never reached, the recovery ends with a FATAL error; before, the server opened.',
    },
  },
  recovery_target_xid: {
    does: 'Ends recovery at the commit or abort of this transaction, counted without its epoch.',
    goesWrong:
      'Transactions commit in another order than their numbers. A number that never commits is never reached, and so is that of a subtransaction.',
    setWith: ['restore_command', 'recovery_target_action', 'recovery_target_inclusive'],
    since: {
      13: 'When it is never reached, the recovery ends with a FATAL error; before, the server opened.',
      19: 'Text that is no number is refused; before, it silently became a wrong number, often 0.',
    },
  },
  recovery_target_lsn: {
    does: 'Ends recovery at the record that starts at this place in the WAL, or the first after it.',
    goesWrong: `Written as \`0/16B3740\`; an LSN says nothing about the timeline. ${oneTarget}`,
    setWith: [
      'restore_command',
      'recovery_target_action',
      'recovery_target_inclusive',
      'recovery_target_timeline',
    ],
  },
  recovery_target_inclusive: {
    does: 'With `on` the target itself is replayed, with `off` recovery stops just before it. Counts for time, xid and LSN.',
    goesWrong: 'To undo a transaction by its xid use `off`: `on` replays the very commit you want to lose.',
    setWith: ['recovery_target_xid', 'recovery_target_time', 'recovery_target_lsn'],
  },
  recovery_target_timeline: {
    does: 'The timeline to follow: `latest`, `current` (that of the backup), or a number.',
    goesWrong:
      'A number is read as decimal, `0x` as hexadecimal, while file names are hexadecimal. `latest` stops looking at the first missing history file.',
    setWith: ['restore_command'],
    since: {
      12: '`latest` is the default; before, it was the timeline of the backup, and the word `current` was unknown.',
      19: 'Text that is no number is refused; before, it became timeline 0, which does not exist.',
    },
  },
  recovery_target_action: {
    does: 'What happens at the target: `pause` to look around, `promote` to open, `shutdown` to stop.',
    goesWrong:
      'The default `pause` looks like a hang: call `pg_wal_replay_resume()` to open the server. With `hot_standby = off` a pause becomes a shutdown.',
    setWith: ['hot_standby'],
  },
  recovery_prefetch: {
    does: 'Reads data blocks ahead that the coming WAL will need. `try` does so where the system supports it.',
    costs: 'More reads in flight; brings much on cold caches and slow disks.',
    setWith: ['wal_decode_buffer_size', 'maintenance_io_concurrency'],
  },
  wal_decode_buffer_size: {
    does: 'How far ahead of replay the WAL is decoded to find blocks to prefetch.',
    setWith: ['recovery_prefetch', 'maintenance_io_concurrency'],
  },
  recovery_init_sync_method: {
    does: 'How the data directory is brought to disk before crash recovery: every file by itself (`fsync`) or whole file systems (`syncfs`).',
    costs: '`syncfs` is much faster with many files, but Linux before 5.8 may not report write errors to it.',
  },
  log_startup_progress_interval: {
    does: 'Logs what a long start is doing every so often: syncing files, or how far redo has come. `0` turns it off.',
    goesWrong: 'A standby reports nothing of its replay here.',
  },
  trace_recovery_messages: {
    does: 'Logs more about recovery than `log_min_messages` would. For developers.',
    since: { 17: 'Gone; remove the line.' },
  },
  ignore_invalid_pages: {
    does: 'Lets recovery go on when WAL refers to pages that do not exist, with a warning instead of a PANIC.',
    goesWrong: 'It can hide or spread corruption. Only to rescue data when no good backup is left.',
  },
  standby_mode: {
    does: 'In `recovery.conf` of 10 and 11: keeps the server in recovery as a standby.',
    setWith: ['primary_conninfo', 'restore_command'],
    since: { 12: 'Gone: create an empty `standby.signal` in the data directory instead.' },
  },
};
