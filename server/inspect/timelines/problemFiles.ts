import type { ClusterInventory } from '../../archive/inventory.ts';
import type { ArchiveProblem } from '../../archive/repository.ts';
import { pathOf } from '../../archive/walObject.ts';
import { formatSegmentName } from '../../postgres/segmentName.ts';

/**
 * The problems of a cluster, each with a file to open: a gap, which has none, gets the segment before it, from which
 * recovery would ask for the missing one.
 */
export function problemsOfCluster(cluster: ClusterInventory): ArchiveProblem[] {
  const before = new Map<string, string | undefined>();
  for (const problem of cluster.problems) {
    const name = segmentBefore(problem, cluster.segmentSize);
    if (name) before.set(name, undefined);
  }
  if (before.size)
    for (const { objects } of cluster.repositories)
      for (const object of objects)
        if (object.kind === 'segment' && before.has(object.name) && !before.get(object.name))
          before.set(object.name, pathOf(object));
  return cluster.problems.map(problem => {
    const path = before.get(segmentBefore(problem, cluster.segmentSize) ?? '');
    return path === undefined ? problem : { ...problem, path };
  });
}

function segmentBefore({ code, timeline, lsn }: ArchiveProblem, segmentSize: number): string | undefined {
  if (code !== 'gap' || timeline === undefined || lsn === undefined) return undefined;
  const number = lsn / BigInt(segmentSize) - 1n;
  return number < 0n ? undefined : formatSegmentName({ timeline, number }, segmentSize);
}
