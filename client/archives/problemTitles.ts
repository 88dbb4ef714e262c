import type { PictureProblem } from '../../server/protocol/archive.ts';

/** What each kind of archive problem is called in the tree. docs/archive-problems.md explains them under their codes. */
const titles: Readonly<Record<string, string>> = {
  gap: 'Gap',
  'more-gaps': 'More gaps',
  'doubled-segment': 'Two differing copies',
  'wal-damaged': 'Damaged WAL',
  'wal-ends': 'WAL ends',
  'segment-unreadable': 'Unreadable segment',
  'segment-differs': 'Differing copy',
  'segment-damaged': 'Damaged segment',
  'segment-foreign': 'Foreign segment',
  'segment-misplaced': 'Misplaced segment',
  'backup-not-restorable': 'Backup not restorable',
  'history-missing': 'Missing history',
  'history-conflict': 'Conflicting histories',
  'history-unreadable': 'Unreadable history',
  'history-refused': 'Refused history',
  'history-odd': 'Odd history',
  'backup-label': 'Refused backup_label',
  'backup-damaged': 'Damaged backup',
  'backup-wal-unread': 'WAL of a backup not looked for',
  'pg-control': 'pg_control damaged',
  'archiving-behind': 'Archiving behind',
  'ready-without-file': 'Orphaned .ready',
  'timeline-diverged': 'Diverged',
  'repository-unreadable': 'Unreadable repository',
  encrypted: 'Encrypted',
  'segment-size-assumed': 'Segment size assumed',
  'folder-unreadable': 'Unreadable folder',
  'too-many-folders': 'Not all folders searched',
  'heads-sampled': 'Not all segments looked into',
  'heads-without-wal': 'No WAL in what was looked into',
};

/** A problem in a few words, with its place in the log. */
export function problemTitle({ code, message, lsn }: PictureProblem): string {
  const title = titles[code];
  if (title === undefined) return message;
  return lsn === undefined ? title : `${title} at ${lsn}`;
}
