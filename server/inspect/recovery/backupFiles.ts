import type { BackupState } from '../../archive/backupStates.ts';
import type { ClusterInventory } from '../../archive/inventory.ts';
import type { BackupFacts, Repository } from '../../archive/repository.ts';
import type { Files } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import type { NotReadable, RestoredFiles } from './restoredDirectory.ts';
import { restoredFolder } from './restoredFolder.ts';
import { restoredTar } from './restoredTar.ts';

interface Told {
  readonly repository: Repository;
  readonly facts: BackupFacts;
}

/** Finds the files of a backup and makes them readable, whatever keeps them. */
export async function backupFiles(
  files: Files,
  cluster: ClusterInventory,
  backup: BackupState,
  platform: DecompressionPlatform,
  signal?: AbortSignal,
): Promise<RestoredFiles | NotReadable> {
  const told = cluster.repositories.flatMap(repository =>
    repository.backups
      .filter(each => each.timeline === backup.timeline && each.startLsn === backup.startLsn)
      .map((facts): Told => ({ repository, facts })),
  );
  const whole = told.find(({ repository }) => repository.layout === 'data directory');
  if (whole) return restoredFolder(files, [whole.repository.root], platform);
  const tar = told.find(({ repository }) => repository.layout === 'pg_basebackup tar');
  if (tar) return restoredTar(files, tar.facts.path, tar.repository, platform, signal);
  let reason = `The files of backup "${backup.label}" are not here, only what the archive says of it.`;
  for (const each of told) {
    const folders = foldersOf(each);
    if (!folders.length) continue;
    const restored = await restoredFolder(files, folders, platform);
    if (!('reason' in restored)) return restored;
    reason = `${each.repository.layout} keeps backup "${backup.label}" in a form that cannot be read here: ${restored.reason}`;
  }
  return { reason };
}

/** Folders in which tools keep the files of a backup one by one, those of the backups that it builds on behind. */
function foldersOf({ repository, facts }: Told): string[] {
  const chain: BackupFacts[] = [];
  for (
    let at: BackupFacts | undefined = facts;
    at && !chain.includes(at);
    at = repository.backups.find(each => isParent(each, at))
  )
    chain.push(at);
  return chain.flatMap(each => folderOf(repository, each) ?? []);
}

function isParent(backup: BackupFacts, { parent }: BackupFacts): boolean {
  return parent !== undefined && (backup.id ?? backup.label) === parent;
}

function folderOf(
  { layout, root, cluster }: Repository,
  { label, id, path }: BackupFacts,
): string | undefined {
  const folder = path.slice(0, path.lastIndexOf('/'));
  switch (layout) {
    case 'pgBackRest':
      return `${root}/backup/${cluster}/${label}/pg_data`;
    case 'Barman':
    case 'Barman Cloud':
      return `${root}/base/${id ?? label}/data`;
    case 'pgmoneta':
      return `${folder}/data`;
    case 'pg_probackup':
      return `${folder}/database`;
    default:
      return undefined;
  }
}
