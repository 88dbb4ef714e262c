import { readWhole } from '../../bytes/byteSource.ts';
import { newestReleased } from '../../postgres/conf/judgeFile.ts';
import { folderOf, resolvePath } from '../../postgres/conf/paths.ts';
import { knownMajor } from '../../postgres/conf/whichMajor.ts';
import { controlFormat, readControl } from '../../postgres/files/control.ts';
import type { Major } from '../../postgres/majors.ts';
import { defaultSegmentSize } from '../../postgres/segmentName.ts';
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
const smallFile = 64 * 1024;
const endings = ['', '.partial', '.gz', '.zst', '.lz4', '.bz2', '.xz', '.br'];

/** Looks around a file: in its folder, in the pg_wal of its cluster, and in the folders above. */
export async function lookAround(workspace: Workspace, path: string): Promise<Around> {
  const folders = isFilePath(path) ? foldersAbove(path) : [];
  const places = folders.flatMap(folder => [folder, resolvePath(folder, 'pg_wal')]);
  const control = await firstOf(folders, folder => contentOf(workspace, folder, 'global/pg_control'));
  const version = await firstOf(folders, folder => contentOf(workspace, folder, 'PG_VERSION'));
  const size = control && readControl(control).value?.walSegmentSize;
  return {
    path,
    name: baseName(path),
    major:
      knownMajor(version && new TextDecoder().decode(version).trim()) ??
      (control && controlFormat(control)?.major) ??
      workspace.settings().major ??
      newestReleased,
    segmentSize: size ? { bytes: size, known: true } : { bytes: defaultSegmentSize, known: false },
    find: name => findIn(workspace, places, name),
  };
}

async function firstOf<Item, Found>(
  items: readonly Item[],
  look: (item: Item) => Promise<Found | undefined>,
): Promise<Found | undefined> {
  for (const item of items) {
    const found = await look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function contentOf(
  workspace: Workspace,
  folder: string,
  name: string,
): Promise<Uint8Array | undefined> {
  try {
    return await readWhole(workspace.files, resolvePath(folder, name), smallFile);
  } catch {
    return undefined;
  }
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
