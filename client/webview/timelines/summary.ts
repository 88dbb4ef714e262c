import type { ArchiveState } from '../../../server/protocol/archive.ts';
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
