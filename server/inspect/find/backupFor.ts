import type { BackupState } from '../../archive/backupStates.ts';
import type { ClusterInventory } from '../../archive/inventory.ts';
import type { Lsn } from '../../postgres/lsn.ts';
import type { WayStretch } from '../../postgres/timelineWay.ts';
import { segmentsBetween } from '../timelines/branch.ts';
import { wayTo } from '../timelines/fork.ts';

/** The newest backup from which recovery along `timeline` can get to `lsn`, and the segments that are missing for it. */
export interface BackupChoice {
  readonly backup: BackupState;
  readonly missing: readonly string[];
}

interface Candidate {
  readonly backup: BackupState;
  readonly start: Lsn;
  /** Where it is consistent, as far as that is known. */
  readonly end: Lsn;
}

/**
 * Chooses backups for many places of a cluster: for each the newest that is consistent before it, but rather an older
 * one than one from which WAL is missing.
 */
export function backupChooser(
  cluster: ClusterInventory,
): (timeline: number, lsn: Lsn) => BackupChoice | undefined {
  const ways = new Map<number, { way: WayStretch[]; candidates: Candidate[] }>();
  const missing = new Map<string, readonly string[]>();
  const size = BigInt(cluster.segmentSize);
  return (timeline, lsn) => {
    let known = ways.get(timeline);
    if (!known) {
      const way = wayTo(cluster, timeline);
      known = { way, candidates: candidatesOn(cluster, way) };
      ways.set(timeline, known);
    }
    let best: BackupChoice | undefined;
    for (const { backup, start, end } of known.candidates) {
      if (end > lsn) continue;
      const key = `${timeline}/${start}/${lsn / size}`;
      const gaps = missing.get(key) ?? segmentsBetween(cluster, known.way, start, lsn).missing;
      missing.set(key, gaps);
      if (!best || gaps.length < best.missing.length) best = { backup, missing: gaps };
      if (gaps.length === 0) break;
    }
    return best;
  };
}

/** The backups that were taken on the way, the newest first. */
function candidatesOn(cluster: ClusterInventory, way: readonly WayStretch[]): Candidate[] {
  return cluster.timelines
    .flatMap(({ backups }) => backups)
    .flatMap(backup => {
      const { startLsn: start, stopLsn } = backup;
      const at = way.findIndex(stretch => stretch.timeline === backup.timeline);
      if (at < 0 || start === undefined || start < way[at].from) return [];
      const end = stopLsn ?? start;
      const leaves = way[at + 1]?.from;
      return leaves !== undefined && end > leaves ? [] : { backup, start, end };
    })
    .sort((a, b) => (a.start < b.start ? 1 : -1));
}

/** The backup for one place. */
export function backupFor(cluster: ClusterInventory, timeline: number, lsn: Lsn): BackupChoice | undefined {
  return backupChooser(cluster)(timeline, lsn);
}
