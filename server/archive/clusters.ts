import type { ClusterObjects, Heads } from './cluster.ts';
import type { Repository } from './repository.ts';
import type { WalObject } from './walObject.ts';

/**
 * Tells the clusters in `repositories` apart by system identifier. A segment goes to the cluster that its own first
 * page names; what tells nothing goes with its repository. One cluster's old primary, archive and backups come
 * together. The cluster with most files is first.
 */
export function tellClustersApart(repositories: readonly Repository[], heads: Heads): ClusterObjects[] {
  const clusters = new Map<
    string,
    { repositories: Set<Repository>; objects: (readonly WalObject[])[]; systemIdentifier?: bigint }
  >();
  const clusterOf = (repository: Repository, systemIdentifier: bigint | undefined) => {
    const key = String(systemIdentifier ?? repository.root);
    const known = clusters.get(key) ?? { repositories: new Set(), objects: [], systemIdentifier };
    clusters.set(key, known);
    known.repositories.add(repository);
    return known;
  };
  for (const repository of repositories) {
    const own = repository.systemIdentifier ?? mostSegments(repository, heads);
    clusterOf(repository, own).objects.push(repository.objects);
    if (heads.size === 0) continue;
    for (const object of repository.objects) {
      const head = heads.get(object);
      const said = typeof head === 'object' ? head.systemIdentifier : undefined;
      // a stranger is a problem of the cluster whose folder it lies in, and a file of its own cluster
      if (said !== undefined && said !== own) clusterOf(repository, said).objects.push([object]);
    }
  }
  return [...clusters.values()]
    .map(({ repositories: found, objects, systemIdentifier }) => ({
      systemIdentifier,
      repositories: [...found],
      objects: objects.length === 1 ? objects[0] : objects.flat(),
    }))
    .sort((a, b) => b.objects.length - a.objects.length);
}

/** The system identifier that most segments of a repository name. */
function mostSegments(repository: Repository, heads: Heads): bigint | undefined {
  if (heads.size === 0) return undefined;
  const counts = new Map<bigint, number>();
  for (const object of repository.objects) {
    const head = heads.get(object);
    if (typeof head === 'object')
      counts.set(head.systemIdentifier, (counts.get(head.systemIdentifier) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
