import { FileError, readWhole } from '../../bytes/byteSource.ts';
import { folderOf, resolvePath } from '../../postgres/conf/paths.ts';
import { readControl } from '../../postgres/files/control.ts';
import type { Major } from '../../postgres/majors.ts';
import { defaultSegmentSize } from '../../postgres/segmentName.ts';
import { majorOfFolders, newestReleased } from '../conf/whichMajor.ts';
import type { Workspace } from '../features.ts';
import { baseName, isFilePath } from '../uri.ts';

/** What lies around a small file of a cluster or an archive. */
export interface Around {
  readonly path: string;
  readonly name: string;
  readonly major: Major;
  /** Bytes; `known` when a pg_control tells it, else it is the usual 16 MB. */
  readonly segmentSize: { readonly bytes: number; readonly known: boolean };
  /** The path of a WAL, history or backup history file by its name, compressed or not; undefined when it is not near. */
  find(name: string): Promise<string | undefined>;
}

const levelsAbove = 3;
const endings = ['', '.partial', '.gz', '.zst', '.lz4', '.bz2', '.xz', '.br'];

/** Looks around a file: in its folder, in the pg_wal of its cluster, and in the folders above. */
export async function lookAround(workspace: Workspace, path: string): Promise<Around> {
  const folders = isFilePath(path) ? foldersAbove(path) : [];
  const told = await majorOfFolders(workspace.files, folders);
  const places = folders.flatMap(folder => [folder, resolvePath(folder, 'pg_wal')]);
  return {
    path,
    name: baseName(path),
    major: told?.major ?? workspace.settings().major ?? newestReleased,
    segmentSize: await segmentSizeOf(workspace, folders),
    find: name => findIn(workspace, places, name),
  };
}

function foldersAbove(path: string): string[] {
  const folders = [folderOf(path)];
  while (folders.length <= levelsAbove) folders.push(folderOf(folders[folders.length - 1]));
  return [...new Set(folders)];
}

async function findIn(
  workspace: Workspace,
  places: readonly string[],
  name: string,
): Promise<string | undefined> {
  for (const place of places) {
    for (const ending of endings) {
      const path = resolvePath(place, name + ending);
      if ((await workspace.files.stat(path))?.kind === 'file') return path;
    }
  }
  return undefined;
}

async function segmentSizeOf(
  workspace: Workspace,
  folders: readonly string[],
): Promise<Around['segmentSize']> {
  for (const folder of folders) {
    try {
      const bytes = await readWhole(workspace.files, resolvePath(folder, 'global/pg_control'), 64 * 1024);
      const size = readControl(bytes).value?.walSegmentSize;
      if (size) return { bytes: size, known: true };
    } catch (error) {
      if (!(error instanceof FileError || error instanceof RangeError)) throw error;
    }
  }
  return { bytes: defaultSegmentSize, known: false };
}
