import type { Files, ListedEntry } from '../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../bytes/decompress.ts';
import type { Repository } from './repository.ts';

/** A folder with its names, as a layout looks at it. */
export interface Folder {
  readonly path: string;
  readonly entries: readonly ListedEntry[];
  /** Whether an entry of that name and kind is there. */
  has(name: string, kind: ListedEntry['kind']): boolean;
}

/** One arrangement of WAL and backups in folders. */
export interface Layout {
  /** The repositories that begin in `folder`, or none when it is not laid out this way. */
  read(files: Files, folder: Folder, platform: DecompressionPlatform): Promise<Repository[]>;
}

/** The folder at `path` with its names. */
export async function openFolder(files: Files, path: string): Promise<Folder> {
  const entries = await files.list(path);
  return {
    path: path.replace(/(?<=.)\/+$/, ''),
    entries,
    has: (name, kind) => entries.some(entry => entry.name === name && entry.kind === kind),
  };
}

/** The folder at `path`, or undefined where none can be read. */
export async function openFolderIfThere(files: Files, path: string): Promise<Folder | undefined> {
  const found = await files.stat(path);
  return found?.kind === 'folder' ? openFolder(files, path) : undefined;
}

/** Names of the folders in `folder`, in their order. */
export function subfolders(folder: Folder): string[] {
  const folders = folder.entries.filter(entry => entry.kind === 'folder');
  return folders.map(entry => entry.name).sort();
}
