import { FileError, type Files } from '../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../bytes/decompress.ts';
import type { Heads } from './cluster.ts';
import { tellClustersApart } from './clusters.ts';
import { type Discovery, discover } from './discover.ts';
import { findDiffering } from './doubles.ts';
import { markEncrypted } from './encrypted.ts';
import { type GatherOptions, type HeadsRead, readHeads } from './gather.ts';
import { readHistories } from './histories.ts';
import { type ClusterInventory, takeInventory } from './inventory.ts';
import { namedFiles } from './namedFiles.ts';
import type { ArchiveProblem, Repository } from './repository.ts';

export interface OpenArchiveOptions extends GatherOptions {
  /**
   * Judge by names and one first page of each repository, which tells system and segment size: instant for a million
   * segments, blind to what is in them.
   */
  readonly namesOnly?: boolean;
  /** Called with the same judgement before the other first pages are read. */
  readonly onNames?: (inventory: ArchiveInventory) => void;
  /** A path that cannot be listed becomes a problem instead of an error. */
  readonly tolerant?: boolean;
}

/** Every cluster found at some paths. */
export interface ArchiveInventory {
  readonly clusters: readonly ClusterInventory[];
  /** Problems of folders that belong to no cluster. */
  readonly problems: readonly ArchiveProblem[];
  /** Only a sample of the segments' first pages was read. */
  readonly sampled?: boolean;
}

/**
 * Finds the archives and data directories at `paths` and below, and judges what is there; of a path that is a file,
 * that file alone. Throws FileError when a path cannot be listed, and what `signal` was aborted with.
 */
export async function openArchive(
  files: Files,
  paths: readonly string[],
  platform: DecompressionPlatform,
  options: OpenArchiveOptions = {},
): Promise<ArchiveInventory> {
  const repositories: Repository[] = [];
  const problems: ArchiveProblem[] = [];
  const roots = new Set<string>();
  const kinds = await Promise.all(paths.map(path => files.stat(path)));
  const isFile = (at: number) => kinds[at]?.kind === 'file';
  repositories.push(...namedFiles(paths.filter((_, at) => isFile(at))));
  for (const path of paths.filter((_, at) => !isFile(at))) {
    const found = await discoverIn(files, path, platform, options);
    problems.push(...found.problems);
    // several stanzas have one root: only what an earlier path brought is known already
    repositories.push(...found.repositories.filter(({ root }) => !roots.has(root)));
    for (const { root } of found.repositories) roots.add(root);
  }
  const judge = async (
    heads: Heads,
    found: readonly Repository[],
    read?: HeadsRead,
  ): Promise<ArchiveInventory> => {
    const clusters: ClusterInventory[] = [];
    const { mostHeads = Number.POSITIVE_INFINITY } = options;
    const compared = read !== undefined && mostHeads === Number.POSITIVE_INFINITY;
    for (const cluster of tellClustersApart(found, heads)) {
      const histories = await readHistories(files, cluster.objects, platform);
      const differing = compared ? await findDiffering(files, cluster, heads, platform, options.signal) : [];
      clusters.push(takeInventory(cluster, { heads, ...histories, differing }));
    }
    return { clusters, problems: [...problems, ...(read?.problems ?? [])], sampled: read?.sampled };
  };
  if (options.namesOnly || options.onNames) {
    const firsts = await firstHeads(files, repositories, platform);
    const named = await judge(known(firsts), markEncrypted(repositories, firsts));
    if (options.namesOnly) return named;
    options.onNames?.(named);
  }
  const objects = repositories.flatMap(repository => repository.objects);
  const read = await readHeads(files, objects, platform, options);
  return judge(read.heads, markEncrypted(repositories, read.heads), read);
}

async function discoverIn(
  files: Files,
  path: string,
  platform: DecompressionPlatform,
  { signal, tolerant }: OpenArchiveOptions,
): Promise<Discovery> {
  try {
    return await discover(files, path, platform, signal);
  } catch (error) {
    if (!tolerant || !(error instanceof FileError)) throw error;
    const problem = {
      severity: 'warning',
      code: 'folder-unreadable',
      message: error.message,
      path,
    } as const;
    return { repositories: [], problems: [problem] };
  }
}

/** Those that are the beginning of a segment. */
function known(heads: Heads): Heads {
  return new Map([...heads].filter(([, head]) => typeof head === 'object'));
}

/** The first page of one segment of each repository. */
async function firstHeads(
  files: Files,
  repositories: readonly Repository[],
  platform: DecompressionPlatform,
): Promise<Heads> {
  const firsts = repositories.flatMap(({ objects }) => objects.find(({ kind }) => kind === 'segment') ?? []);
  return (await readHeads(files, firsts, platform)).heads;
}
