import type { SettingGuides } from './settingGuide.ts';

/** Continuous archiving and WAL summaries. */
export const archivingGuides: SettingGuides = {
  archive_mode: {
    does: 'Turns archiving of finished WAL segments on. With `always` a standby archives what it receives or restores, too.',
    costs:
      'A segment stays in `pg_wal` until it is archived. A change needs a restart, so turn it on early, even with a command to come.',
    goesWrong:
      'On without a command or library, `pg_wal` grows until the disk is full. `always` with the archive of the primary makes both write the same files.',
    setWith: ['wal_level', 'archive_command', 'archive_library'],
  },
  archive_command: {
    does: 'The shell command that copies one finished segment. `%p` is its path, relative to the data directory, `%f` its file name.',
    costs: 'Runs once a segment, one at a time: it must keep up with the WAL that is made.',
    goesWrong:
      'Exit status 0 is the only promise of safety: the server then removes the segment. The command must not overwrite another file, must fail when the copy fails, and must flush it to disk.',
    setWith: ['archive_mode', 'wal_level', 'archive_timeout'],
    since: {
      15: 'With `archive_library` set as well, the library wins silently.',
      16: 'With `archive_library` set as well, the archiver stops with an error. An unknown `%x` is an error when the command first runs.',
    },
  },
  archive_library: {
    does: 'A module that archives segments instead of a shell command, such as `basic_archive`.',
    goesWrong:
      'A missing library is noticed only by the archiver, which then fails in a loop while `pg_wal` grows.',
    setWith: ['archive_mode', 'archive_command'],
    since: { 16: 'Must be empty when `archive_command` is set, and the other way round.' },
  },
  archive_timeout: {
    does: 'Switches to a new segment after this time when anything was written, so that it can be archived. It bounds what a lost disk costs.',
    costs:
      'Each forced segment takes its full size in the archive, usually 16 MB before compression. One a minute makes up to 22.5 GB a day.',
    goesWrong:
      'With `0` on a quiet server the last transactions stay unarchived for hours. Below a minute the archive swells: use streaming (`pg_receivewal`) instead.',
    setWith: ['archive_mode', 'archive_command'],
  },
  summarize_wal: {
    does: 'Runs a process that notes which blocks each stretch of WAL changed, in `pg_wal/summaries`. Incremental backups need it.',
    costs: 'Reads all WAL once and keeps WAL until it is summarized.',
    goesWrong:
      'An incremental backup fails when summaries back to the previous backup are missing. With `wal_level = minimal` the start is refused.',
    setWith: ['wal_level', 'wal_summary_keep_time'],
  },
  wal_summary_keep_time: {
    does: 'How long WAL summaries are kept, 10 days by default. `0` keeps them for ever.',
    goesWrong:
      'Shorter than the distance between a backup and the incremental one upon it, that backup cannot be taken.',
    setWith: ['summarize_wal'],
  },
};
