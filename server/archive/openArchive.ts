import type { Files } from '../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../bytes/decompress.ts';
import type { Heads } from './cluster.ts';
import { tellClustersApart } from './clusters.ts';
import { discover } from './discover.ts';
import { type GatherOptions, readHeads, readHistories } from './gather.ts';
import { type ClusterInventory, takeInventory } from './inventory.ts';
import type { ArchiveProblem, Repository } from './repository.ts';

export interface OpenArchiveOptions extends GatherOptions {
  /** Judge by names alone: instant for a million segments, blind to what is in them. */
  readonly namesOnly?: boolean;
  /** Called with what the names alone say, before any segment is read. */
  readonly onNames?: (inventory: ArchiveInventory) => void;
}

/** Every cluster found at some paths. */
export interface ArchiveInventory {
  readonly clusters: readonly ClusterInventory[];
  /** Problems of folders that belong to no cluster. */
  readonly problems: readonly ArchiveProblem[];
}

/**
 * Finds the archives and data directories at `paths` and below, and judges what is there. Throws FileError when a
 * path cannot be listed, and what `signal` was aborted with.
 */
export async function openArchive(
  files: Files,
  paths: readonly string[],
  platform: DecompressionPlatform,
  options: OpenArchiveOptions = {},
): Promise<ArchiveInventory> {
  const repositories: Repository[] = [];
  const problems: ArchiveProblem[] = [];
  for (const path of paths) {
    const found = await discover(files, path, options.signal);
    repositories.push(...found.repositories);
    problems.push(...found.problems);
  }
  const objects = repositories.flatMap(repository => repository.objects);
  const judge = async (heads: Heads, said: readonly ArchiveProblem[] = []): Promise<ArchiveInventory> => {
    const clusters: ClusterInventory[] = [];
    for (const cluster of tellClustersApart(repositories, heads)) {
      const histories = await readHistories(files, cluster.objects);
      clusters.push(takeInventory(cluster, { heads, ...histories }));
    }
    return { clusters, problems: [...problems, ...said] };
  };
  if (options.namesOnly) return judge(new Map());
  if (options.onNames) options.onNames(await judge(new Map()));
  const read = await readHeads(files, objects, platform, options);
  return judge(read.heads, read.problems);
}
