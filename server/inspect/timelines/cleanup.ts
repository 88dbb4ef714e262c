import type { ClusterInventory } from '../../archive/inventory.ts';
import { removedByCleanup } from '../durability/durability.ts';

/** What pg_archivecleanup would remove from the archives so that recovery can still begin with `segment`. */
export function cleanupBefore({ repositories, segmentSize }: ClusterInventory, segment: string) {
  const archived = repositories.flatMap(({ objects }) =>
    objects
      .filter(({ place, kind }) => place === 'archive' && (kind === 'segment' || kind === 'partial'))
      .map(({ name, kind }) => (kind === 'partial' ? `${name}.partial` : name)),
  );
  const removed = removedByCleanup(new Set(archived), segment);
  return {
    segment,
    count: removed.length,
    bytes: removed.length * segmentSize,
    first: removed[0],
    last: removed.at(-1),
  };
}
