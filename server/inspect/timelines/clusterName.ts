import type { ClusterInventory } from '../../archive/inventory.ts';
import type { Repository } from '../../archive/repository.ts';

/** Folder names that say what lies in them and not whose it is. */
const generic = new Set([
  'archive',
  'wal_archive',
  'wals',
  'wal',
  'pg_wal',
  'data',
  'pgdata',
  'main',
  'backup',
  'repo',
  'pgbackrest',
]);

/** Whether a data directory is a base backup that no server has started on: a label, and no WAL of its own after it. */
export function isBackupCopy(repository: Repository): boolean {
  return repository.layout === 'data directory' && repository.backups.length > 0;
}

/** Data directories that a server writes to or did, the one on the newest timeline first. */
export function serversOf({ repositories }: ClusterInventory): Repository[] {
  return repositories
    .filter(repository => repository.layout === 'data directory' && !isBackupCopy(repository))
    .sort(
      (a, b) =>
        (b.checkpoint?.timeline ?? 0) - (a.checkpoint?.timeline ?? 0) ||
        Number((b.checkpoint?.lsn ?? 0n) - (a.checkpoint?.lsn ?? 0n)),
    );
}

/** What to call a cluster: its data directory, its name in a backup tool, or its folder. */
export function clusterName(cluster: ClusterInventory): string {
  const server = serversOf(cluster)[0];
  const named = cluster.repositories.find(repository => repository.cluster !== undefined);
  if (!server && named?.cluster) return named.cluster;
  return folderName((server ?? cluster.repositories[0])?.root ?? '');
}

/** The last part of a path that tells something. */
export function folderName(path: string): string {
  const parts = path.split('/').filter(part => part !== '');
  const telling = parts.findLast(part => !generic.has(part.toLowerCase()) && !/^\d+(\.\d+)?$/.test(part));
  return telling ?? parts.at(-1) ?? path;
}
