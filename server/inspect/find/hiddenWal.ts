import type { ClusterInventory } from '../../archive/inventory.ts';
import { formatSegmentName } from '../../postgres/segmentName.ts';

/** Gaps that are named one by one. */
const mostNamed = 10;

/** What of a cluster's WAL cannot be looked into: events may be in it. */
export function hiddenWal({ timelines, repositories, segmentSize }: ClusterInventory): string[] {
  const gaps = timelines.flatMap(({ timeline, gaps }) =>
    gaps.map(({ from, to }) => {
      const name = (number: number) => formatSegmentName({ timeline, number: BigInt(number) }, segmentSize);
      return from === to
        ? `${name(from)} is missing: what happened in it is not known.`
        : `${name(from)} to ${name(to)} are missing: what happened in them is not known.`;
    }),
  );
  const more = gaps.length - mostNamed;
  const sealed = repositories
    .flatMap(({ objects }) => objects)
    .filter(({ kind, encrypted }) => encrypted && kind === 'segment').length;
  return [
    ...gaps.slice(0, mostNamed),
    ...(more > 0 ? [`${more} more stretches of WAL are missing.`] : []),
    ...(sealed ? [`${sealed} segments are encrypted and were not read.`] : []),
  ];
}
