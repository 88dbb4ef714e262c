import type { SettingGuides } from './settingGuide.ts';

/** What the log must hold to understand a failed backup, archive or recovery afterwards. */
export const loggingGuides: SettingGuides = {
  logging_collector: {
    does: 'Catches what the server writes to stderr and puts it into log files.',
    costs: 'A change needs a restart.',
    goesWrong:
      'Without it and without another catcher the messages of archive and restore commands are lost.',
    setWith: ['log_directory', 'log_filename', 'log_destination'],
  },
  log_destination: {
    does: 'Where messages go: `stderr`, `csvlog`, `jsonlog`, `syslog`, several by comma.',
    goesWrong: '`csvlog` and `jsonlog` need `logging_collector`.',
    setWith: ['logging_collector'],
    since: { 15: '`jsonlog` exists.' },
  },
  log_directory: {
    does: 'The folder of log files, relative to the data directory.',
    goesWrong:
      'Inside the data directory it is part of each base backup. A folder that cannot be made stops the start.',
    setWith: ['logging_collector'],
  },
  log_filename: {
    does: 'The name of log files, with `%` escapes of the date.',
    goesWrong: 'A name with a dot must stand in quotes.',
    setWith: ['log_rotation_age', 'log_truncate_on_rotation'],
  },
  log_min_messages: {
    does: 'The least severe messages that are logged.',
    goesWrong: 'Above `log`, archiving failures and the steps of a recovery are not logged.',
    since: { 19: 'A list: one level for all, and levels for kinds of process.' },
  },
  log_line_prefix: {
    does: 'What each log line begins with.',
    costs: 'Have at least the time (`%m`) and the process (`%p`).',
  },
  log_timezone: {
    does: 'The time zone of log lines.',
    goesWrong:
      'When it differs from `timezone`, a time copied from the log is a wrong `recovery_target_time` unless its zone is copied too.',
    setWith: ['timezone', 'recovery_target_time'],
  },
  TimeZone: {
    does: 'The time zone in which times without a zone are read and printed, `recovery_target_time` too.',
    setWith: ['log_timezone', 'recovery_target_time'],
  },
  log_connections: {
    does: 'Logs connections, those of standbys too.',
    costs: 'One or more lines a connection.',
    since: {
      18: 'A list of stages: `receipt`, `authentication`, `authorization`, `setup_durations`, or `all`.',
    },
  },
  log_disconnections: {
    does: 'Logs the end of each session with its duration.',
    setWith: ['log_connections'],
  },
  log_lock_waits: {
    does: 'Logs when a session waits longer than `deadlock_timeout` for a lock.',
    setWith: ['deadlock_timeout'],
    since: { 19: 'On by default.' },
  },
  log_temp_files: {
    does: 'Logs temporary files of at least this size when they are removed. `0` logs all, `-1` none.',
    setWith: ['work_mem', 'temp_file_limit'],
  },
  log_autovacuum_min_duration: {
    does: 'Logs autovacuum runs that took at least this long. `0` logs all, `-1` none.',
    since: {
      13: 'The lines tell how much WAL each run wrote.',
      15: 'The default is 10 minutes; before, nothing was logged.',
    },
  },
  track_io_timing: {
    does: 'Measures the time of reads and writes.',
    costs: 'Reads the clock at each; check with `pg_test_timing` first.',
  },
};
