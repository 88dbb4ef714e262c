import type { Files } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import { parseLsn } from '../../postgres/lsn.ts';
import { majors } from '../../postgres/majors.ts';
import { isValidSegmentSize } from '../../postgres/segmentName.ts';
import { type Layout, openFolder, openFolderIfThere, subfolders } from '../layout.ts';
import type { BackupFacts, Repository } from '../repository.ts';
import { keyValues, readText } from '../smallText.ts';
import type { WalObject } from '../walObject.ts';
import { walFilesIn } from './walFiles.ts';

/** A pg_probackup catalogue: `backups/INSTANCE/pg_probackup.conf` and `wal/INSTANCE`. */
export const pgProbackup: Layout = {
  async read(files, folder, platform) {
    if (!folder.has('backups', 'folder') || !folder.has('wal', 'folder')) return [];
    const repositories: Repository[] = [];
    for (const instance of subfolders(await openFolder(files, `${folder.path}/backups`))) {
      const backupsPath = `${folder.path}/backups/${instance}`;
      const text = await readText(files, `${backupsPath}/pg_probackup.conf`, platform);
      if (text === undefined) continue;
      const settings = keyValues(text);
      const wal = await openFolderIfThere(files, `${folder.path}/wal/${instance}`);
      const size = Number(settings.get('xlog-seg-size'));
      const identifier = settings.get('system-identifier') ?? '';
      const found = await backups(files, backupsPath, platform);
      const version = found.find(each => each.version)?.version;
      repositories.push({
        layout: 'pg_probackup',
        root: folder.path,
        cluster: instance,
        objects: [...(wal ? walFilesIn(wal, 'archive') : []), ...found.flatMap(each => each.objects)],
        backups: found.map(each => each.facts),
        systemIdentifier: /^\d+$/.test(identifier) ? BigInt(identifier) : undefined,
        major: majors.find(major => String(major) === version),
        segmentSize: isValidSegmentSize(size) ? size : undefined,
        problems: [],
      });
    }
    return repositories;
  },
};

interface FoundBackup {
  readonly facts: BackupFacts;
  /** WAL that a backup taken with --stream brings along. */
  readonly objects: readonly WalObject[];
  /** Major version of the server. */
  readonly version?: string;
}

/** Every `ID/backup.control`. pg_probackup: pgBackupWriteControl in src/catalog.c. */
async function backups(files: Files, path: string, platform: DecompressionPlatform): Promise<FoundBackup[]> {
  const found: FoundBackup[] = [];
  for (const id of subfolders(await openFolder(files, path))) {
    const control = `${path}/${id}/backup.control`;
    const text = await readText(files, control, platform);
    if (text === undefined) continue;
    const values = keyValues(text);
    const wal = await openFolderIfThere(files, `${path}/${id}/database/pg_wal`);
    found.push({
      facts: factsOf(id, control, values),
      objects: wal ? walFilesIn(wal, 'backup') : [],
      version: /^\d\d/.exec(values.get('server-version') ?? '')?.[0],
    });
  }
  return found;
}

function factsOf(id: string, path: string, values: Map<string, string>): BackupFacts {
  // a backup that did not end has 0/0
  const lsn = (key: string) => parseLsn(values.get(key) ?? '') || undefined;
  return {
    label: id,
    path,
    timeline: Number(values.get('timelineid')) || undefined,
    startLsn: lsn('start-lsn'),
    stopLsn: lsn('stop-lsn'),
    startTime: values.get('start-time'),
    stopTime: values.get('end-time'),
    type: values.get('backup-mode')?.toLowerCase(),
    fromStandby: values.get('from-replica') === 'true' || undefined,
    parent: values.get('parent-backup-id'),
  };
}
