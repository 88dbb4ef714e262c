import type { ClusterInventory } from '../../archive/inventory.ts';
import type { Files } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import { catalogRow } from '../../postgres/catalog/rows.ts';
import type { HeapTuple } from '../../postgres/catalog/tuple.ts';
import type { Major } from '../../postgres/majors.ts';
import { catalogRoots, readCatalogFiles } from './catalogFiles.ts';
import { KnownPages } from './knownPages.ts';
import { RelationNames } from './relationNames.ts';

/** The names that files of a cluster tell, and the pages that they were read from. */
export interface KnownNames {
  readonly names: RelationNames;
  readonly pages: KnownPages;
}

/** Compressed archives up to this size are read for names, in bytes. */
const searchedBytes = 32 * 1024 * 1024;

/** Bit of t_infomask: nobody deleted the tuple. PostgreSQL: HEAP_XMAX_INVALID. */
const notDeleted = 0x0800;

/** Reads what the data directories and backups of a cluster call its relations. Rejects when `signal` is aborted. */
export async function knownNames(
  files: Files,
  cluster: ClusterInventory,
  platform: DecompressionPlatform,
  signal?: AbortSignal,
): Promise<KnownNames> {
  const names = new RelationNames();
  const pages = new KnownPages();
  for (const root of new Set(cluster.repositories.flatMap(catalogRoots)))
    if (await isQuicklyRead(files, root)) await readCatalogFiles(files, root, platform, pages, signal);
  if (cluster.major !== undefined) learnNames(pages, cluster.major, names);
  return { names, pages };
}

/** A compressed tar archive has to be read to its end: a large one is a matter of minutes. */
async function isQuicklyRead(files: Files, root: string): Promise<boolean> {
  if (root.endsWith('.tar')) return true;
  const entry = await files.stat(root);
  return entry?.kind !== 'file' || entry.size <= searchedBytes;
}

/** Tells `names` what rows on the pages say. */
export function learnNames(pages: KnownPages, major: Major, names: RelationNames): void {
  // what holds of a row is told last: older versions may bear other names
  for (const isLive of [false, true])
    for (const { file, tuple } of pages.tuples()) {
      if (isLiveTuple(tuple) !== isLive) continue;
      const row = catalogRow(file.catalog, tuple, major);
      if (row) names.add(file.catalog, file.database, row);
    }
}

function isLiveTuple({ xmax, infomask }: HeapTuple): boolean {
  return xmax === 0 || (infomask & notDeleted) !== 0;
}
