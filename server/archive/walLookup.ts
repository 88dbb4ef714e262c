import { type ByteSource, FileError, type Files } from '../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../bytes/decompress.ts';
import { LazySources } from '../bytes/lazySources.ts';
import { reopenedSource } from '../bytes/reopenedSource.ts';
import type { WalArchive } from '../postgres/recovery/forecastTypes.ts';
import { discover } from './discover.ts';
import { pathOf, type WalObject } from './walObject.ts';

/**
 * The archive at `root`, as a restore command sees it: files by their very names there, and by what PostgreSQL calls
 * them in the repository of any tool.
 */
export function walArchiveAt(files: Files, root: string, platform: DecompressionPlatform): WalArchive {
  let index: Promise<Map<string, WalObject>> | undefined;
  const plainFiles = new LazySources(files, platform);
  const raw = async (path: string): Promise<ByteSource | undefined> => {
    const found = await files.stat(path);
    return found?.kind === 'file' ? reopenedSource(files, path, found.size) : undefined;
  };
  const plain = async (path: string): Promise<ByteSource | undefined> => {
    const source = await plainFiles.open(path).catch(missing);
    return source && plainFiles.later(path, source.size);
  };
  return {
    raw: fileName => raw(`${root}/${fileName}`),
    plain: fileName => plain(`${root}/${fileName}`),
    async find(name) {
      index ??= indexOf(files, root, platform);
      const object = (await index).get(name);
      return object && plain(pathOf(object));
    },
    close: () => plainFiles.close(),
  };
}

async function indexOf(
  files: Files,
  root: string,
  platform: DecompressionPlatform,
): Promise<Map<string, WalObject>> {
  const index = new Map<string, WalObject>();
  const { repositories } = await discover(files, root, platform).catch(error => {
    if (error instanceof FileError) return { repositories: [] };
    throw error;
  });
  for (const { objects } of repositories)
    for (const object of objects)
      if (object.kind !== 'partial' && !object.encrypted && object.place !== 'pg_wal')
        index.set(object.name, object);
  return index;
}

function missing(error: unknown): undefined {
  if (error instanceof FileError) return undefined;
  throw error;
}
