import type { Repository } from '../../archive/repository.ts';
import { walArchiveAt } from '../../archive/walLookup.ts';
import { pathOf } from '../../archive/walObject.ts';
import { FileError, type Files } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import { LazySources } from '../../bytes/lazySources.ts';
import type { WalArchive } from '../../postgres/recovery/forecastTypes.ts';

/** Where the restore commands of one recovery find WAL; to be closed. */
export interface RestoreSources {
  archiveAt(folder: string): Promise<WalArchive>;
  close(): Promise<void>;
}

/** Folders by their paths, and for a backup tool the repository that it is set up for. */
export function restoreSources(
  files: Files,
  repository: Repository | undefined,
  platform: DecompressionPlatform,
): RestoreSources {
  const open = new Map<string, WalArchive>();
  return {
    async archiveAt(folder) {
      const known = open.get(folder);
      if (known) return known;
      const archive =
        folder === '' && repository
          ? repositoryArchive(files, repository, platform)
          : walArchiveAt(files, folder, platform);
      open.set(folder, archive);
      return archive;
    },
    async close() {
      for (const archive of open.values()) await archive.close?.();
    },
  };
}

/** The WAL of one repository by what PostgreSQL calls it. */
function repositoryArchive(
  files: Files,
  { objects }: Repository,
  platform: DecompressionPlatform,
): WalArchive {
  const index = new Map(
    objects
      .filter(({ kind, encrypted, place }) => kind !== 'partial' && !encrypted && place !== 'backup')
      .map(object => [object.name, object]),
  );
  const sources = new LazySources(files, platform);
  const find = async (name: string) => {
    const object = index.get(name);
    if (!object) return undefined;
    const path = pathOf(object);
    try {
      const source = await sources.open(path);
      return sources.later(path, source.size);
    } catch (error) {
      if (error instanceof FileError) return undefined;
      throw error;
    }
  };
  return { find, raw: find, plain: find, close: () => sources.close() };
}
