import type { ClusterInventory } from '../../archive/inventory.ts';
import type { ArchiveProblem } from '../../archive/repository.ts';
import { pathOf } from '../../archive/walObject.ts';
import { formatSegmentName } from '../../postgres/segmentName.ts';
import { serverProblems } from './serverProblems.ts';

/**
 * The problems of a cluster and its servers, each with a file to open: a gap, which has none, gets the segment before
 * it, from which recovery would ask for the missing one; a timeline without history its first segment.
 */
export function problemsOfCluster(cluster: ClusterInventory): ArchiveProblem[] {
  const problems = [...cluster.problems, ...serverProblems(cluster)];
  const names = new Set(
    problems.map(problem => segmentFor(cluster, problem)).filter(name => name !== undefined),
  );
  const paths = new Map<string, string>();
  if (names.size)
    for (const { objects } of cluster.repositories)
      for (const object of objects)
        if (object.kind === 'segment' && names.has(object.name) && !paths.has(object.name))
          paths.set(object.name, pathOf(object));
  return problems.map(problem => {
    const path = paths.get(segmentFor(cluster, problem) ?? '');
    return path === undefined ? problem : { ...problem, path };
  });
}

/** The segment that stands for a problem without a file of its own. */
function segmentFor(
  { timelines, segmentSize }: ClusterInventory,
  { code, timeline, lsn }: ArchiveProblem,
): string | undefined {
  if (timeline === undefined) return undefined;
  const size = BigInt(segmentSize);
  const name = (number: bigint) => formatSegmentName({ timeline, number }, segmentSize);
  if (code === 'gap' && lsn !== undefined && lsn >= size) return name(lsn / size - 1n);
  if (code !== 'history-missing') return undefined;
  const start = timelines.find(each => each.timeline === timeline)?.startLsn;
  return start === undefined ? undefined : name(start / size);
}
