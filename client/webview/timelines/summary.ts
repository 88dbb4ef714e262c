import type { ArchiveState, ClusterSummary } from '../../../server/protocol/archive.ts';
import { plural } from '../format.ts';

/** What was found, in a sentence for screen readers. */
export function summary({ clusters }: ArchiveState): string {
  const count = (value: (cluster: ArchiveState['clusters'][number]) => number) =>
    clusters.reduce((all, cluster) => all + value(cluster), 0);
  const gaps = count(each => each.gaps);
  const timelines = count(each => each.timelines);
  const segments = count(each => each.segments);
  return `${plural(timelines, 'timeline')}, ${plural(segments, 'segment')}, ${gaps ? plural(gaps, 'gap') : 'no gap'}`;
}

/** Whether a data directory that a server writes to, or did, is among what a cluster was found in. */
export function hasServer(cluster: ClusterSummary | undefined): boolean {
  return cluster?.places.some(({ layout, isBackup }) => layout === 'data directory' && !isBackup) ?? false;
}
