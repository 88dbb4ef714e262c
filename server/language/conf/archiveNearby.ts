import { FileError, type ListedEntry } from '../../bytes/byteSource.ts';
import { resolvePath } from '../../postgres/conf/paths.ts';
import { parseBackupHistoryName } from '../../postgres/files/backupHistory.ts';
import { parseHistoryName } from '../../postgres/files/history.ts';
import type { Workspace } from '../features.ts';
import type { Analysis } from './analysis.ts';
import { clusterFolders } from './whichMajor.ts';

/** What the WAL archive of a configuration, and pg_wal beside it, hold by their names. */
export interface ArchiveNearby {
  /** Timelines with a history file, ascending; timeline 1 never has one. */
  readonly timelines: readonly number[];
  /** Backup history files, by path. */
  readonly backups: readonly string[];
}

/** A folder with many segments takes long to list; beyond this nothing is proposed from it. */
const most = 200_000;

/** Looks into the folders that the commands copy from or to, and into pg_wal. Nothing there: empty lists. */
export async function archiveNearby(workspace: Workspace, analysis: Analysis): Promise<ArchiveNearby> {
  const folders = [
    ...archiveFolders(analysis),
    ...clusterFolders(analysis.configuration).map(folder => resolvePath(folder, 'pg_wal')),
  ];
  const timelines = new Set<number>();
  const backups: string[] = [];
  for (const folder of new Set(folders)) {
    for (const { name } of await entriesOf(workspace, folder)) {
      const timeline = parseHistoryName(name);
      if (timeline !== undefined) timelines.add(timeline);
      else if (parseBackupHistoryName(name)) backups.push(resolvePath(folder, name));
    }
  }
  return { timelines: [...timelines].sort((a, b) => a - b), backups };
}

/** Folders in front of `%f` in the commands for archiving and restoring. */
export function archiveFolders({ reading }: Analysis): string[] {
  const values = ['restore_command', 'archive_command'].map(name => reading.effective.get(name)?.entry.value);
  return values.flatMap(value => [...(value ?? '').matchAll(/(\/[^\s"']*)\/%f/g)].map(match => match[1]));
}

async function entriesOf(workspace: Workspace, folder: string): Promise<readonly ListedEntry[]> {
  try {
    const entries = await workspace.files.list(folder);
    return entries.length > most ? [] : entries;
  } catch (error) {
    if (error instanceof FileError) return [];
    throw error;
  }
}
