import { FileError, type Files } from '../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../bytes/decompress.ts';
import { type Folder, type Layout, openFolder, subfolders } from './layout.ts';
import { barman } from './layouts/barman.ts';
import { baseBackupTar } from './layouts/baseBackupTar.ts';
import { dataDirectory } from './layouts/dataDirectory.ts';
import { pgBackRest } from './layouts/pgBackRest.ts';
import { pgmoneta } from './layouts/pgmoneta.ts';
import { pgProbackup } from './layouts/pgProbackup.ts';
import { plain } from './layouts/plain.ts';
import { isLogFolder } from './layouts/walFiles.ts';
import { walG } from './layouts/walG.ts';
import type { ArchiveProblem, Repository } from './repository.ts';

/** From the most particular to the one that only asks for segments. */
const layouts: readonly Layout[] = [
  dataDirectory,
  baseBackupTar,
  pgBackRest,
  walG,
  barman,
  pgProbackup,
  pgmoneta,
  plain,
];

/** Folders below the given one that are looked into. */
const depthLimit = 5;
const folderLimit = 20_000;

/** What `discover` found. */
export interface Discovery {
  readonly repositories: readonly Repository[];
  readonly problems: readonly ArchiveProblem[];
}

/**
 * The archives, repositories and data directories in `path` and below it, whatever tool made them. A folder
 * that is one of them is not searched further, unless it only holds segments. Throws FileError when `path` itself cannot be listed.
 */
export async function discover(
  files: Files,
  path: string,
  platform: DecompressionPlatform,
  signal?: AbortSignal,
): Promise<Discovery> {
  const repositories: Repository[] = [];
  const problems: ArchiveProblem[] = [];
  let level: Folder[] = [await openFolder(files, path)];
  const below = passingOver(files, problems);
  let seen = 0;
  for (let depth = 0; level.length && depth <= depthLimit; depth++) {
    const next: Folder[] = [];
    for (const folder of level) {
      signal?.throwIfAborted();
      if (++seen > folderLimit) {
        problems.push({
          severity: 'warning',
          code: 'too-many-folders',
          message: `Only the first ${folderLimit} folders were searched. Open a folder further down to see the rest.`,
          path,
        });
        return { repositories, problems };
      }
      const found = await repositoriesIn(below, folder, platform, problems);
      repositories.push(...found);
      // loose segments and a backup's archives say nothing of what else is in a folder
      if (found.every(({ layout }) => layout === 'plain' || layout === 'pg_basebackup tar')) {
        const names = subfolders(folder).filter(name => !found.length || !isLogFolder(name));
        next.push(...(await openAll(below, folder, names)));
      }
    }
    level = next;
  }
  return { repositories, problems };
}

async function repositoriesIn(
  files: Files,
  folder: Folder,
  platform: DecompressionPlatform,
  problems: ArchiveProblem[],
): Promise<Repository[]> {
  for (const layout of layouts) {
    try {
      const found = await layout.read(files, folder, platform);
      if (found.length) return found;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      const { message, path } = error;
      problems.push({ severity: 'warning', code: 'repository-unreadable', message, path });
    }
  }
  return [];
}

/** `files` in which a folder that cannot be listed is an empty one, and a problem. */
function passingOver(files: Files, problems: ArchiveProblem[]): Files {
  const refused = new Set<string>();
  return {
    open: path => files.open(path),
    stat: path => files.stat(path),
    async list(path) {
      try {
        return await files.list(path);
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        if (!refused.has(path))
          problems.push({ severity: 'warning', code: 'folder-unreadable', message: error.message, path });
        refused.add(path);
        return [];
      }
    },
  };
}

async function openAll(files: Files, folder: Folder, names: readonly string[]): Promise<Folder[]> {
  const found: Folder[] = [];
  for (const name of names)
    if (name !== 'node_modules' && name !== '.git')
      found.push(await openFolder(files, `${folder.path}/${name}`));
  return found;
}
