import {
  type ByteSource,
  FileError,
  type Files,
  type FolderEntry,
  type ListedEntry,
} from '../../bytes/byteSource.ts';
import { type DecompressionPlatform, openPlain } from '../../bytes/decompress.ts';
import { asDataDirectory, type NotReadable, type RestoredFiles } from './restoredDirectory.ts';

/** Suffixes that tools give to the files of a backup that they compress one by one. */
const suffixes = ['', '.gz', '.lz4', '.zst', '.zstd', '.bz2'];

/** A backup whose files lie one by one in a folder; what it lacks is in the folders behind, of what it builds on. */
export async function restoredFolder(
  files: Files,
  folders: readonly string[],
  platform: DecompressionPlatform,
): Promise<RestoredFiles | NotReadable> {
  return asDataDirectory(layered(files, folders, platform), folders[0]);
}

/** The first folder, as if all files were plain and those of the other folders lay in it. */
function layered(files: Files, folders: readonly string[], platform: DecompressionPlatform): Files {
  const [first] = folders;
  const places = (path: string): string[] =>
    path === first || path.startsWith(`${first}/`)
      ? folders.map(folder => `${folder}${path.slice(first.length)}`)
      : [path];

  async function find(
    path: string,
  ): Promise<{ readonly path: string; readonly entry: FolderEntry } | undefined> {
    for (const place of places(path))
      for (const suffix of suffixes) {
        const entry = await files.stat(place + suffix);
        if (entry && (suffix === '' || entry.kind === 'file')) return { path: place + suffix, entry };
      }
    return undefined;
  }

  return {
    async open(path): Promise<ByteSource> {
      const found = await find(path);
      if (!found) return files.open(path);
      const source = await files.open(found.path);
      return found.path.endsWith(baseName(path)) ? source : openPlain(source, found.path, platform);
    },
    async stat(path) {
      const found = await find(path);
      return found && { ...found.entry, name: baseName(path) };
    },
    async list(path): Promise<ListedEntry[]> {
      const [place, ...others] = places(path);
      const entries = new Map<string, ListedEntry>();
      for (const each of [place, ...others]) {
        for (const entry of await listed(files, each)) {
          const name = plainName(entry);
          if (!entries.has(name)) entries.set(name, { ...entry, name });
        }
      }
      return entries.size ? [...entries.values()] : files.list(path);
    },
  };
}

async function listed(files: Files, path: string): Promise<ListedEntry[]> {
  try {
    return await files.list(path);
  } catch (error) {
    if (error instanceof FileError) return [];
    throw error;
  }
}

function plainName({ name, kind }: ListedEntry): string {
  const suffix = kind === 'file' ? suffixes.find(each => each !== '' && name.endsWith(each)) : undefined;
  return suffix ? name.slice(0, -suffix.length) : name;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
