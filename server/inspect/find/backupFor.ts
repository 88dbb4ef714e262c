import type { BackupState } from '../../archive/backupStates.ts';
import type { ClusterInventory } from '../../archive/inventory.ts';
import type { Lsn } from '../../postgres/lsn.ts';
import { segmentsBetween } from '../timelines/branch.ts';
import { wayTo } from '../timelines/fork.ts';

/** The newest backup from which recovery along `timeline` can get to `lsn`, and the segments that are missing for it. */
export interface BackupChoice {
  readonly backup: BackupState;
  readonly missing: readonly string[];
}

/** Chooses a backup that is consistent before `lsn`: one from which no WAL is missing before a newer one with a gap. */
export function backupFor(cluster: ClusterInventory, timeline: number, lsn: Lsn): BackupChoice | undefined {
  const way = wayTo(cluster, timeline);
  const choices = cluster.timelines
    .flatMap(({ backups }) => backups)
    .flatMap(backup => {
      const { startLsn, stopLsn } = backup;
      const at = way.findIndex(stretch => stretch.timeline === backup.timeline);
      if (at < 0 || startLsn === undefined || startLsn < way[at].from) return [];
      const end = stopLsn ?? startLsn;
      const leaves = way[at + 1]?.from;
      if (end > lsn || (leaves !== undefined && end > leaves)) return [];
      return { backup, startLsn, missing: segmentsBetween(cluster, way, startLsn, lsn).missing };
    })
    .sort((a, b) => a.missing.length - b.missing.length || (a.startLsn < b.startLsn ? 1 : -1));
  return choices[0];
}
