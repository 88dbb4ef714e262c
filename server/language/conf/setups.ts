import type { Major } from '../../postgres/majors.ts';

/** A whole set-up to begin with. */
export interface Setup {
  readonly label: string;
  readonly says: string;
  /** What one may type to find it, besides the label. */
  readonly words: string;
  /** As a snippet; undefined where this kind of file of this major can not hold it. */
  body(major: Major, recoveryConf: boolean): string | undefined;
}

const archiveSafely =
  'archive_command = \'test ! -f ${1:/mnt/archive}/%f && cp "%p" $1/%f.tmp && sync $1/%f.tmp && mv $1/%f.tmp $1/%f\'';
const restore = 'restore_command = \'cp ${1:/mnt/archive}/%f "%p"\'';
const followPrimary = [
  "primary_conninfo = 'host=${1:primary.example} port=${2:5432} user=${3:replicator} application_name=${4:standby1}'",
  "primary_slot_name = '${5:standby1}'",
];

/** Where recovery is configured: a file of its own up to 11, the settings and a signal file from 12 on. */
function recovery(lines: readonly string[], signal: 'recovery' | 'standby'): Setup['body'] {
  return (major, recoveryConf) => {
    if (recoveryConf !== major < 12) return undefined;
    if (recoveryConf) return [...(signal === 'standby' ? ['standby_mode = on'] : []), ...lines].join('\n');
    return [`# Takes effect with an empty file ${signal}.signal in the data directory.`, ...lines].join('\n');
  };
}

function settings(lines: (major: Major) => readonly string[]): Setup['body'] {
  return (major, recoveryConf) => (recoveryConf ? undefined : lines(major).join('\n'));
}

const retention = (major: Major, size: string) =>
  major < 13 ? 'wal_keep_segments = ${8:64}' : `wal_keep_size = \${8:${size}}`;

/** Set-ups that people really build, each complete. */
export const setups: readonly Setup[] = [
  {
    label: 'Continuous archiving',
    says: 'Every finished WAL segment is copied to an archive: the base of point-in-time recovery.',
    words: 'archive_mode archive_command wal',
    body: settings(() => [
      'wal_level = replica',
      'archive_mode = on',
      archiveSafely,
      'archive_timeout = ${2:5min}',
      '$0',
    ]),
  },
  {
    label: 'Point-in-time recovery',
    says: 'Restore a base backup and replay WAL from the archive up to a moment.',
    words: 'pitr recovery_target_time restore_command',
    body: recovery(
      [
        restore,
        "recovery_target_time = '${2:2026-01-31 12:00:00+00}'",
        'recovery_target_inclusive = ${3|off,on|}',
        "recovery_target_timeline = '${4:latest}'",
        "recovery_target_action = '${5|pause,promote,shutdown|}'",
        '$0',
      ],
      'recovery',
    ),
  },
  {
    label: 'Warm standby from the archive',
    says: 'A standby that only reads the archive: simple, behind by up to a segment.',
    words: 'log shipping restore_command archive_cleanup_command standby',
    body: recovery(
      [
        restore,
        "archive_cleanup_command = 'pg_archivecleanup $1 %r'",
        "recovery_target_timeline = 'latest'",
        '$0',
      ],
      'standby',
    ),
  },
  {
    label: 'Streaming standby with a slot',
    says: 'A standby that streams from the primary; the slot keeps the WAL it still needs.',
    words: 'replication primary_conninfo primary_slot_name hot_standby',
    body: recovery([...followPrimary, "recovery_target_timeline = 'latest'", '$0'], 'standby'),
  },
  {
    label: 'Primary for streaming standbys',
    says: 'The other side: WAL senders, slots, and a limit on what a dead slot may keep.',
    words: 'replication max_wal_senders max_replication_slots',
    body: settings(major => [
      "# A slot for each standby: SELECT pg_create_physical_replication_slot('standby1');",
      'wal_level = replica',
      'max_wal_senders = ${1:10}',
      'max_replication_slots = ${2:10}',
      ...(major < 13 ? [] : ['max_slot_wal_keep_size = ${3:50GB}']),
      '$0',
    ]),
  },
  {
    label: 'Cascading standby',
    says: 'A standby that others stream from, too.',
    words: 'replication primary_conninfo max_wal_senders cascade',
    body: (major, recoveryConf) => {
      const feeding = ['hot_standby = on', 'max_wal_senders = ${6:10}', 'max_replication_slots = ${7:10}'];
      const lines = [...followPrimary, "recovery_target_timeline = 'latest'"];
      const own = major < 12 ? [] : [...feeding, retention(major, '1GB')];
      return recovery([...lines, ...own, '$0'], 'standby')(major, recoveryConf);
    },
  },
  {
    label: 'Synchronous replication',
    says: 'Commits wait for a standby. Name two, so that one may stop without stopping every commit.',
    words: 'synchronous_standby_names synchronous_commit',
    body: settings(() => [
      '# The names are the application_name of the standbys in their primary_conninfo.',
      "synchronous_standby_names = '${1|FIRST,ANY|} ${2:1} (${3:standby1}, ${4:standby2})'",
      'synchronous_commit = ${5|on,remote_apply,remote_write|}',
      '$0',
    ]),
  },
];
