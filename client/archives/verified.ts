import type { PictureProblem } from '../../server/protocol/archive.ts';
import type { ArchivesOverview, ClusterOverview } from '../../server/protocol/archiveOverview.ts';
import { clusterId } from './clusterLine.ts';

/** What reading every record found, by the id of the cluster. */
export type VerifiedProblems = ReadonlyMap<string, readonly PictureProblem[]>;

/** An overview with what was found in the records themselves. */
export function withVerified(overview: ArchivesOverview, verified: VerifiedProblems): ArchivesOverview {
  return {
    ...overview,
    clusters: overview.clusters.map(cluster => withProblems(cluster, verified.get(clusterId(cluster)) ?? [])),
  };
}

function withProblems(cluster: ClusterOverview, more: readonly PictureProblem[]): ClusterOverview {
  if (!more.length) return cluster;
  const { errors, warnings } = cluster.summary;
  const count = (severity: PictureProblem['severity']) =>
    more.filter(problem => problem.severity === severity).length;
  const severities = ['error', 'warning', 'information'];
  const rank = ({ severity }: PictureProblem) => severities.indexOf(severity);
  return {
    ...cluster,
    summary: {
      ...cluster.summary,
      errors: errors + count('error'),
      warnings: warnings + count('warning'),
    },
    problems: [...cluster.problems, ...more].sort((a, b) => rank(a) - rank(b)),
  };
}
