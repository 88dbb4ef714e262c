/** What the values of the settings around WAL and recovery mean, by setting and value. */
const meanings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  wal_level: {
    minimal: 'Enough for a crash, too little for archiving, backups and standbys.',
    replica: 'Enough for archiving, base backups, standbys and recovery to a point in time.',
    logical: 'Also what logical decoding needs.',
    archive: 'Old spelling of `replica`.',
    hot_standby: 'Old spelling of `replica`.',
  },
  archive_mode: {
    off: 'Nothing is archived.',
    on: 'A primary archives finished segments; a standby does not.',
    always:
      'A standby archives too what it receives or restores. It must not share the archive of the primary.',
  },
  synchronous_commit: {
    off: 'A commit returns before its WAL is on disk: a crash loses the last moments, nothing else.',
    local: 'A commit waits for the own disk only.',
    remote_write: 'A commit waits until the standby has handed the WAL to its operating system.',
    on: 'A commit waits for the own disk, and for that of the synchronous standby when there is one.',
    remote_apply: 'A commit waits until the standby shows it to queries.',
  },
  recovery_target: {
    immediate: 'Stop as soon as the backup is consistent.',
  },
  recovery_target_action: {
    pause:
      'Stop replay and wait, readable: look, then `pg_wal_replay_resume()` ends recovery. Needs `hot_standby`.',
    promote: 'End recovery and accept writes on a new timeline.',
    shutdown: 'Shut down at the target; the next start goes on from there.',
  },
  recovery_target_timeline: {
    latest: 'The newest timeline that the archive has a history file of (the default from 12 on).',
    current: 'The timeline that the backup was taken on (the default up to 11).',
  },
  recovery_target_inclusive: {
    on: 'Stop just after the target.',
    off: 'Stop just before the target.',
  },
  recovery_prefetch: {
    try: 'Read ahead where the operating system can.',
    on: 'Read ahead blocks that replay will need soon.',
    off: 'Read blocks when replay comes to them.',
  },
  recovery_init_sync_method: {
    fsync: 'Sync every file of the data directory before crash recovery; slow with many files.',
    syncfs: 'Sync whole file systems instead; faster, Linux only.',
  },
  wal_compression: {
    off: 'Full-page images as they are.',
    on: 'Compress full-page images with the default method.',
    pglz: 'Built-in compression; slower than the others.',
    lz4: 'Fast; the server must be built with it.',
    zstd: 'Smaller; the server must be built with it.',
  },
  wal_sync_method: {
    fdatasync: 'Flush data without all of the metadata; the default on Linux.',
    fsync: 'Flush data and metadata.',
    open_datasync: 'Write with O_DSYNC.',
    open_sync: 'Write with O_SYNC.',
  },
  fsync: {
    off: 'A crash of the system can destroy the cluster. For throwaway clusters only.',
  },
  full_page_writes: {
    off: 'A torn page after a crash cannot be repaired. Safe only on file systems that write 8 kB atomically.',
  },
  hot_standby: {
    off: 'No queries during recovery.',
    on: 'Queries are answered during recovery.',
  },
  summarize_wal: {
    on: 'Note which blocks changed, for incremental backups.',
  },
  io_method: {
    worker: 'I/O worker processes.',
    io_uring: 'Linux io_uring; the server must be built with it.',
    sync: 'No asynchronous I/O.',
  },
};

/** What a value of a setting means, when there is more to say than its name. */
export function meaningOfValue(setting: string, value: string): string | undefined {
  const values = Object.hasOwn(meanings, setting) ? meanings[setting] : undefined;
  return values && Object.hasOwn(values, value) ? values[value] : undefined;
}
