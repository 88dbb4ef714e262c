/** A placeholder that a command setting takes. */
export interface Placeholder {
  readonly text: string;
  readonly means: string;
}

const segmentName = { text: '%f', means: 'name of the file' };
const percent = { text: '%%', means: 'a percent sign' };
const oldestNeeded = { text: '%r', means: 'name of the oldest segment that a restart still needs' };

const placeholders: Readonly<Record<string, readonly Placeholder[]>> = {
  archive_command: [
    { text: '%p', means: 'path of the segment to archive, relative to the data directory' },
    segmentName,
    percent,
  ],
  restore_command: [
    segmentName,
    { text: '%p', means: 'path to copy the file to, relative to the data directory' },
    oldestNeeded,
    percent,
  ],
  archive_cleanup_command: [oldestNeeded, percent],
  recovery_end_command: [oldestNeeded, percent],
};

/** The placeholders of a command setting; none for other settings. */
export function placeholdersOf(setting: string): readonly Placeholder[] {
  return Object.hasOwn(placeholders, setting) ? placeholders[setting] : [];
}

/** A value worth proposing for a setting. `text` is what the quotes hold, as a snippet. */
export interface Proposal {
  readonly label: string;
  readonly text: string;
  readonly says: string;
}

const commands: Readonly<Record<string, readonly Proposal[]>> = {
  archive_command: [
    {
      label: 'copy to a folder, safely',
      text: 'test ! -f ${1:/mnt/archive}/%f && cp "%p" $1/%f.tmp && sync $1/%f.tmp && mv $1/%f.tmp $1/%f',
      says: 'Never overwrites, never leaves half a segment: copies under another name, syncs, renames.',
    },
    {
      label: 'pgBackRest',
      text: 'pgbackrest --stanza=${1:main} archive-push "%p"',
      says: 'Hands the segment to pgBackRest.',
    },
    { label: 'WAL-G', text: 'wal-g wal-push "%p"', says: 'Hands the segment to WAL-G.' },
    {
      label: 'Barman',
      text: 'barman-wal-archive ${1:backup-host} ${2:server} "%p"',
      says: 'Sends the segment to a Barman server.',
    },
  ],
  restore_command: [
    {
      label: 'copy from a folder',
      text: 'cp ${1:/mnt/archive}/%f "%p"',
      says: 'Fails for what the archive lacks, as it must.',
    },
    {
      label: 'pgBackRest',
      text: 'pgbackrest --stanza=${1:main} archive-get %f "%p"',
      says: 'Fetches the segment from pgBackRest.',
    },
    { label: 'WAL-G', text: 'wal-g wal-fetch %f "%p"', says: 'Fetches the segment from WAL-G.' },
    {
      label: 'Barman',
      text: 'barman-wal-restore -U barman ${1:backup-host} ${2:server} %f "%p"',
      says: 'Fetches the segment from a Barman server.',
    },
  ],
  archive_cleanup_command: [
    {
      label: 'pg_archivecleanup',
      text: 'pg_archivecleanup ${1:/mnt/archive} %r',
      says: 'Removes what this standby no longer needs. Not for an archive that others use.',
    },
  ],
  log_line_prefix: [
    { label: '%m [%p] ', text: '%m [%p] ', says: 'Time with milliseconds, process.' },
    { label: '%m [%p] %q%u@%d ', text: '%m [%p] %q%u@%d ', says: 'Also role and database of sessions.' },
  ],
};

/** Whole commands to begin with. */
export function commandProposals(setting: string): readonly Proposal[] {
  return Object.hasOwn(commands, setting) ? commands[setting] : [];
}
