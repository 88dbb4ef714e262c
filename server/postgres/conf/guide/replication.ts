import type { SettingGuides } from './settingGuide.ts';

/** The sending side of physical replication: senders, slots, WAL kept for others, synchronous standbys. */
export const replicationGuides: SettingGuides = {
  max_wal_senders: {
    does: 'How many standbys, `pg_basebackup` and `pg_receivewal` runs can be connected at the same time.',
    costs:
      'Little. Leave some free: a dead connection holds its place until `wal_sender_timeout`. A change needs a restart.',
    goesWrong:
      'A standby needs at least the value of its primary, or recovery refuses to go on (12 and later).',
    setWith: ['wal_level', 'max_replication_slots', 'max_connections'],
    since: { 12: 'No longer counted within `max_connections`.' },
  },
  max_replication_slots: {
    does: 'How many replication slots can exist.',
    costs: 'Little. A change needs a restart.',
    goesWrong: 'With more slots on disk than this, the server refuses to start.',
    setWith: ['max_wal_senders', 'max_slot_wal_keep_size', 'wal_level'],
    since: { 18: 'On subscribers `max_active_replication_origins` counts instead.' },
  },
  max_repack_replication_slots: {
    does: 'How many further replication slots are kept in reserve for `REPACK`.',
    setWith: ['max_replication_slots', 'wal_level'],
  },
  wal_keep_segments: {
    does: 'Keeps this many old segments in `pg_wal` for standbys without a slot.',
    goesWrong: 'It is a number of segments, a unit such as `MB` is refused.',
    since: { 13: 'Gone: use `wal_keep_size`, 16 MB for each segment of the default size.' },
  },
  wal_keep_size: {
    does: 'Keeps this much old WAL in `pg_wal` for standbys without a slot.',
    costs: 'Disk space, always taken. A slot or an archive is safer and cheaper.',
    goesWrong:
      'A standby away for longer needs the archive or a new base backup. It sets a minimum, it limits nothing.',
    setWith: ['max_slot_wal_keep_size', 'restore_command'],
  },
  max_slot_wal_keep_size: {
    does: 'The most WAL that replication slots may keep. `-1`, the default, sets no limit.',
    costs:
      'When a slot falls further behind, it is invalidated at the next checkpoint, and its standby needs the archive or a new copy.',
    goesWrong: 'With `-1` one forgotten slot fills the disk, and the primary stops.',
    setWith: ['wal_keep_size', 'max_replication_slots', 'idle_replication_slot_timeout'],
  },
  idle_replication_slot_timeout: {
    does: 'Invalidates a slot that nobody has used for this long, at the next checkpoint. `0` never does.',
    goesWrong: 'Shorter than a planned outage of a standby, it costs you a new copy of that standby.',
    setWith: ['max_slot_wal_keep_size', 'checkpoint_timeout'],
  },
  wal_sender_timeout: {
    does: 'Ends a replication connection that has been silent for this long. `0` never does.',
    costs: 'Longer for slow or distant links, shorter to notice a dead standby.',
    goesWrong:
      'Shorter than hiccups of the network it reconnects for ever; with `0` dead connections hold their place.',
    setWith: ['wal_receiver_timeout', 'wal_receiver_status_interval'],
  },
  wal_sender_shutdown_timeout: {
    does: 'How long a shutdown waits until all WAL has reached the receivers. `-1` waits without limit.',
    costs: 'A short limit makes shutdowns quick, and receivers may lack the last WAL.',
    setWith: ['wal_sender_timeout'],
  },
  synchronous_standby_names: {
    does: 'Which standbys commits wait for: a list, `FIRST n (list)` by priority, or `ANY n (list)` as a quorum. `*` matches every standby.',
    costs: 'Each commit takes a round trip. Have at least one standby more than must confirm.',
    goesWrong:
      'With too few of them connected every commit hangs, without an error. Names match `application_name` of the standby; one with a dash needs double quotes inside.',
    setWith: ['synchronous_commit', 'max_wal_senders', 'cluster_name'],
  },
  synchronized_standby_slots: {
    does: 'Physical slots that must have the WAL before logical failover slots may pass it on.',
    goesWrong: 'A missing or inactive slot in the list stops those logical consumers, with a warning only.',
    setWith: ['sync_replication_slots', 'primary_slot_name'],
  },
  track_commit_timestamp: {
    does: 'Remembers the commit time of each transaction. Conflict detection of logical replication needs it.',
    costs:
      'A little WAL and space a transaction. A change needs a restart; nothing is known of earlier commits.',
    setWith: ['commit_timestamp_buffers'],
  },
  log_replication_commands: {
    does: 'Logs each command that arrives on a replication connection: who streams, who takes a backup.',
    costs: 'A few lines a connection.',
    setWith: ['log_connections'],
  },
};
