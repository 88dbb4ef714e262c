import type { ClusterInventory } from '../../archive/inventory.ts';
import { pathOf, type WalObject } from '../../archive/walObject.ts';

/** The best file for a segment by its 24-digit name: a whole one before a partial one, an archived before a local one. */
export function locateSegment({ repositories }: ClusterInventory, name: string): string | undefined {
  const found = repositories
    .flatMap(({ objects }) => objects.filter(object => object.name === name))
    .filter(({ kind, encrypted }) => !encrypted && (kind === 'segment' || kind === 'partial'))
    .sort((a, b) => rank(a) - rank(b))[0];
  return found && pathOf(found);
}

/** The history file of a timeline. */
export function locateHistory({ repositories }: ClusterInventory, timeline: number): string | undefined {
  const name = `${timeline.toString(16).toUpperCase().padStart(8, '0')}.history`;
  for (const { objects } of repositories) {
    const found = objects.find(
      object => object.kind === 'history' && object.name === name && !object.compression && !object.encrypted,
    );
    if (found) return pathOf(found);
  }
  return undefined;
}

function rank({ kind, place }: WalObject): number {
  return (kind === 'partial' ? 2 : 0) + (place === 'archive' ? 0 : 1);
}
