import type { Repository } from '../../archive/repository.ts';
import { pathOf } from '../../archive/walObject.ts';
import { FileError, type Files } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import { MemoryFiles } from '../../bytes/memoryFiles.ts';
import { openTar } from '../../bytes/tar.ts';
import { asDataDirectory, type NotReadable, type RestoredFiles } from './restoredDirectory.ts';

/** What steers a start lies in these; nothing of them is large. */
const steering =
  /^(?:\.\/)?(?:PG_VERSION|backup_label|tablespace_map|[^/]*\.(?:conf|signal)|conf\.d\/[^/]+\.conf|global\/pg_control)$/;
const largest = 16 * 1024 * 1024;

/** A compressed archive above this is a matter of minutes. */
const readAtMost = 4 * 1024 ** 3;

/** A backup in the form of `pg_basebackup -Ft`: the small files of base.tar, and the WAL that it brings along. */
export async function restoredTar(
  files: Files,
  path: string,
  repository: Repository,
  platform: DecompressionPlatform,
  signal?: AbortSignal,
): Promise<RestoredFiles | NotReadable> {
  const size = (await files.stat(path))?.size ?? 0;
  if (!path.endsWith('.tar') && size > readAtMost)
    return { reason: `${path} is too large to be read through: unpack the backup and open the folder.` };
  const directory = `${repository.root}/restored`;
  const kept = new MemoryFiles();
  const archive = await openTar(await files.open(path), path, platform, {
    keep: ({ name, size }) => steering.test(name) && size <= largest,
    signal,
  });
  try {
    for (const entry of archive.entries) {
      if (entry.kind !== 'file' || !steering.test(entry.name) || entry.size > largest) continue;
      const source = archive.open(entry);
      kept.set(`${directory}/${entry.name.replace(/^\.\//, '')}`, await source.read(0, source.size));
    }
  } finally {
    await archive.close();
  }
  return asDataDirectory(withWal(kept, files, repository, `${directory}/pg_wal`), directory);
}

/** `kept`, with the WAL of the backup in a folder. */
function withWal(kept: Files, files: Files, { objects }: Repository, folder: string): Files {
  const paths = new Map(
    objects.filter(({ place }) => place === 'backup').map(object => [object.fileName, pathOf(object)]),
  );
  const sourceOf = (path: string) =>
    path.startsWith(`${folder}/`) ? paths.get(path.slice(folder.length + 1)) : undefined;
  return {
    async open(path) {
      const source = sourceOf(path);
      return source === undefined ? kept.open(path) : files.open(source);
    },
    async stat(path) {
      if (path === folder) return { name: 'pg_wal', kind: 'folder', size: 0, modified: 0 };
      const source = sourceOf(path);
      return source === undefined ? kept.stat(path) : files.stat(source);
    },
    async list(path) {
      if (path !== folder) return kept.list(path).catch(nothing);
      return [...paths.keys()].map(name => ({ name, kind: 'file' as const }));
    },
  };
}

function nothing(error: unknown): [] {
  if (error instanceof FileError) return [];
  throw error;
}
