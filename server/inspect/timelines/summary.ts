import type { ClusterInventory } from '../../archive/inventory.ts';
import type { ArchiveProblem } from '../../archive/repository.ts';
import { archiverQueue } from '../../postgres/files/archiveStatus.ts';
import type { ClusterSummary } from '../../protocol/archive.ts';
import { clusterName, isBackupCopy, serversOf } from './clusterName.ts';
import { problemsOfCluster } from './problemFiles.ts';

/** A cluster in a line: how much there is of it and whether it is sound, by the problems of `problemsOfCluster`. */
export function summaryOf(
  cluster: ClusterInventory,
  problems: readonly ArchiveProblem[] = problemsOfCluster(cluster),
): ClusterSummary {
  const { timelines, repositories, systemIdentifier, major, segmentSize } = cluster;
  const sum = (count: (timeline: (typeof timelines)[number]) => number) =>
    timelines.reduce((all, timeline) => all + count(timeline), 0);
  return {
    name: clusterName(cluster),
    systemIdentifier: systemIdentifier?.toString(),
    major,
    segmentSize,
    timelines: timelines.length,
    segments: sum(({ segmentCount }) => segmentCount),
    backups: sum(({ backups }) => backups.length),
    gaps: sum(({ gaps }) => gaps.length),
    errors: problems.filter(({ severity }) => severity === 'error').length,
    warnings: problems.filter(({ severity }) => severity === 'warning').length,
    waiting: serversOf(cluster)
      .slice(0, 1)
      .reduce((all, { archiveStatus }) => all + archiverQueue(archiveStatus ?? []).length, 0),
    places: repositories.map(repository => ({
      layout: repository.layout,
      path: repository.root,
      isBackup: isBackupCopy(repository),
      segments: repository.objects.filter(({ kind }) => kind === 'segment').length,
    })),
  };
}
