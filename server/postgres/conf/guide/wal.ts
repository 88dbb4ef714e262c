import type { SettingGuides } from './settingGuide.ts';

/** What is written to the write-ahead log, and how it reaches the disk. */
export const walGuides: SettingGuides = {
  wal_level: {
    does: 'Decides how much the WAL says: `minimal` for crash recovery only, `replica` for archiving and standbys, `logical` also for logical decoding.',
    costs:
      '`logical` adds column values of updated and deleted rows to the WAL. `minimal` lets bulk loads skip WAL. A change needs a restart.',
    goesWrong:
      'WAL written under `minimal` can never be used for point-in-time recovery: a base backup older than that stretch is lost. With `minimal` the server refuses to start while `max_wal_senders` is above 0 or archiving is on.',
    setWith: ['archive_mode', 'max_wal_senders', 'max_replication_slots'],
    since: {
      19: '`replica` is enough for logical decoding: the server raises `effective_wal_level` by itself while a logical slot exists.',
    },
  },
  effective_wal_level: {
    does: 'Shows the level at which WAL is really written. It can be `logical` although `wal_level` says `replica`, as long as a logical slot exists.',
    goesWrong: 'It is read-only: a line in the file stops the start.',
    setWith: ['wal_level'],
  },
  fsync: {
    does: 'Makes the server force its writes to the disk before it relies on them.',
    costs: 'Turn it off only for a cluster that you would throw away, such as a bulk load or a test run.',
    goesWrong:
      'With `off` a power failure or a crash of the machine can leave the whole cluster corrupt, and the archive and standbys may hold WAL the primary lost.',
    setWith: ['full_page_writes', 'wal_sync_method', 'data_sync_retry'],
  },
  synchronous_commit: {
    does: 'Says what a commit waits for: nothing (`off`), the local disk (`local`), or also a synchronous standby that received (`remote_write`), flushed (`on`) or replayed (`remote_apply`) the WAL.',
    costs:
      'Each step adds latency to every commit. It can be set per transaction, so unimportant writes can use `off` alone.',
    goesWrong:
      'With `off` a crash loses the last commits, up to three times `wal_writer_delay`, but never corrupts. The three remote levels do nothing while `synchronous_standby_names` is empty.',
    setWith: ['synchronous_standby_names', 'wal_writer_delay'],
  },
  wal_sync_method: {
    does: 'Chooses the system call that forces WAL to the disk.',
    costs:
      'Compare candidates with `pg_test_fsync` on the very disk; the default of the platform is nearly always right.',
    goesWrong:
      'A method that returns before the data is safe looks wonderfully fast and loses commits. `fsync_writethrough` exists on macOS and Windows only.',
    setWith: ['fsync'],
  },
  full_page_writes: {
    does: 'Writes the whole page to the WAL at its first change after a checkpoint, so that a half-written page can be repaired.',
    costs:
      'Often more than half of the WAL. Fewer checkpoints and `wal_compression` cut it; turning it off does so at the price of safety.',
    goesWrong:
      'With `off` a crash can leave torn pages. Backups taken from a standby fail, and `pg_rewind` refuses to work.',
    setWith: ['wal_compression', 'checkpoint_timeout', 'max_wal_size'],
  },
  wal_log_hints: {
    does: 'Logs a full page also when only a hint bit is changed first after a checkpoint.',
    costs: 'More WAL after each checkpoint. With data checksums on it is implied and changes nothing.',
    goesWrong:
      'Without it and without checksums `pg_rewind` refuses the cluster, and it is too late to turn it on after the failover.',
    setWith: ['full_page_writes'],
  },
  wal_compression: {
    does: 'Compresses the full-page images in the WAL.',
    costs: 'Some CPU at each first change of a page after a checkpoint; saves disk, archive and network.',
    goesWrong:
      '`lz4` and `zstd` exist only in servers built with them; every standby must be built with them too.',
    setWith: ['full_page_writes'],
    since: {
      15: 'The method can be chosen: `pglz`, `lz4`, `zstd`. `on` means `pglz`.',
      19: '`on` means `zstd` in a build that has it.',
    },
  },
  wal_init_zero: {
    does: 'Fills a new WAL segment with zeros before it is used, so that its blocks are there.',
    costs:
      'On copy-on-write file systems such as ZFS or btrfs the zeros are wasted work: `off` is faster there.',
    goesWrong:
      'With `off` on an ordinary file system the disk may turn out full in the middle of a segment, and commits get slower.',
    setWith: ['wal_recycle'],
  },
  wal_recycle: {
    does: 'Renames old WAL segments for future use instead of creating new ones.',
    costs: 'On copy-on-write file systems new files are cheaper: `off` is faster there.',
    setWith: ['wal_init_zero', 'min_wal_size'],
  },
  wal_buffers: {
    does: 'Shared memory for WAL that is not yet written. `-1` takes 1/32 of `shared_buffers`, at most one segment.',
    costs: '16 to 64 MB help many concurrent writers; more brings nothing. A change needs a restart.',
    goesWrong: 'Values below four pages are raised to 32 kB without a word.',
    setWith: ['shared_buffers'],
  },
  wal_writer_delay: {
    does: 'How long the WAL writer sleeps between two flushes.',
    costs: 'Commits with `synchronous_commit = off` are lost for at most about three times this time.',
    setWith: ['wal_writer_flush_after', 'synchronous_commit'],
  },
  wal_writer_flush_after: {
    does: 'Lets the WAL writer flush earlier than its delay once this much WAL has been written. `0` flushes each time.',
    setWith: ['wal_writer_delay'],
  },
  wal_skip_threshold: {
    does: 'With `wal_level = minimal`, a new table smaller than this is written to WAL at commit, a larger one is synced to disk instead.',
    costs: 'Raise it when commits of bulk loads slow down other sessions.',
    setWith: ['wal_level'],
  },
  commit_delay: {
    does: 'Microseconds that a committing session waits before it flushes, so that other commits can share the flush.',
    costs: 'Adds latency to each commit. Helps only where flushes, not queries, are the bottleneck.',
    goesWrong: 'On fast disks it only makes commits slower.',
    setWith: ['commit_siblings'],
  },
  commit_siblings: {
    does: 'How many other transactions must be open before `commit_delay` makes a commit wait.',
    setWith: ['commit_delay'],
  },
  track_wal_io_timing: {
    does: 'Measures the time spent in WAL writes and flushes, for `pg_stat_wal`, and for `pg_stat_io` from 18 on.',
    costs: 'Reads the clock at every WAL write; check with `pg_test_timing` first.',
    setWith: ['track_io_timing'],
  },
  wal_consistency_checking: {
    does: 'Adds full pages to the records of the named resource managers, so that replay can compare its result. For finding bugs in PostgreSQL.',
    costs: 'Multiplies the volume of WAL. Never in production.',
    goesWrong: 'The first difference found stops replay with a FATAL error.',
  },
  wal_segment_size: {
    does: 'Shows the size of a WAL segment in this cluster, chosen by `initdb --wal-segsize` or changed by `pg_resetwal`.',
    costs: 'Each forced switch (`archive_timeout`) costs one file of this size in the archive.',
    goesWrong: 'It is read-only: a line in the file stops the start.',
    setWith: ['min_wal_size', 'max_wal_size', 'archive_timeout'],
    since: { 11: 'Can be chosen by `initdb`; before, it was fixed when the server was built.' },
  },
  wal_block_size: {
    does: 'Shows the size of a WAL page, fixed when the server was built.',
    goesWrong: 'It is read-only: a line in the file stops the start.',
  },
  debug_io_direct: {
    does: "Opens data files, WAL or both without the operating system's page cache. For developers.",
    costs: 'Usually much slower, since nothing reads ahead in its place.',
    goesWrong: 'Not for production; file systems without direct I/O refuse the start.',
  },
};
