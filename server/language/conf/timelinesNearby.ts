import { FileError, type ListedEntry } from '../../bytes/byteSource.ts';
import { dataDirectoryOf } from '../../postgres/conf/judgeFile.ts';
import { resolvePath } from '../../postgres/conf/paths.ts';
import { archiveFolders } from '../../postgres/conf/rules/archiveFolders.ts';
import { parseHistoryName } from '../../postgres/files/history.ts';
import type { Workspace } from '../features.ts';
import type { Analysis } from './analysis.ts';

/** A folder with many segments takes long to list; beyond this nothing is proposed from it. */
const most = 200_000;

/**
 * Timelines with a history file, ascending, in the folders that the commands copy from or to and in pg_wal;
 * timeline 1 never has one.
 */
export async function timelinesNearby(workspace: Workspace, analysis: Analysis): Promise<number[]> {
  const dataDirectory = dataDirectoryOf(analysis.configuration);
  const folders = ['pg_wal', ...archiveFolders(analysis.reading)];
  const timelines = new Set<number>();
  for (const folder of folders) {
    for (const { name } of await entriesOf(workspace, resolvePath(dataDirectory, folder))) {
      const timeline = parseHistoryName(name);
      if (timeline !== undefined) timelines.add(timeline);
    }
  }
  return [...timelines].sort((a, b) => a - b);
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
