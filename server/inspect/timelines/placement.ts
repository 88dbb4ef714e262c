import type { ClusterInventory } from '../../archive/inventory.ts';
import type { Lsn } from '../../postgres/lsn.ts';

/** Microseconds since 2000-01-01 UTC, as the WAL counts, as milliseconds since 1970. */
export function unixTime(time: bigint): number {
  return Math.round(Number(time) / 1000) + 946_684_800_000;
}

/** LSNs as positions of a picture: bytes from its first segment. Exact for WAL of less than 8 PB. */
export interface Placement {
  readonly base: Lsn;
  readonly at: (lsn: Lsn) => number;
  /** Segment number, counted from the first one of the picture. */
  readonly segment: (number: number) => number;
}

/** A placement that begins with the oldest thing that a cluster's picture shows. */
export function placementOf({ timelines, segmentSize }: ClusterInventory): Placement {
  const size = BigInt(segmentSize);
  let first: bigint | undefined;
  const consider = (lsn: Lsn | undefined) => {
    if (lsn !== undefined && (first === undefined || lsn < first)) first = lsn;
  };
  for (const { startLsn, runs, backups, gaps } of timelines) {
    consider(startLsn);
    for (const { from } of [...runs.slice(0, 1), ...gaps]) consider(BigInt(from) * size);
    for (const backup of backups) consider(backup.startLsn);
  }
  if (first === undefined) for (const { switchLsn } of timelines) consider(switchLsn);
  const number = (first ?? 0n) / size;
  const base = number * size;
  const firstNumber = Number(number);
  return { base, at: lsn => Number(lsn - base), segment: each => each - firstNumber };
}
