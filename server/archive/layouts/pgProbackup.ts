import type { Files } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import { parseLsn } from '../../postgres/lsn.ts';
import { isValidSegmentSize } from '../../postgres/segmentName.ts';
import { type Layout, openFolder, openFolderIfThere, subfolders } from '../layout.ts';
import type { BackupFacts, Repository } from '../repository.ts';
import { keyValues, readText } from '../smallText.ts';
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
      repositories.push({
        layout: 'pg_probackup',
        root: folder.path,
        cluster: instance,
        objects: wal ? walFilesIn(wal, 'archive') : [],
        backups: await backups(files, backupsPath, platform),
        systemIdentifier: /^\d+$/.test(identifier) ? BigInt(identifier) : undefined,
        segmentSize: isValidSegmentSize(size) ? size : undefined,
        problems: [],
      });
    }
    return repositories;
  },
};

async function backups(files: Files, path: string, platform: DecompressionPlatform): Promise<BackupFacts[]> {
  const found: BackupFacts[] = [];
  for (const id of subfolders(await openFolder(files, path))) {
    const control = `${path}/${id}/backup.control`;
    const text = await readText(files, control, platform);
    if (text === undefined) continue;
    const values = keyValues(text);
    found.push({
      label: id,
      path: control,
      timeline: Number(values.get('timelineid') ?? values.get('current-tli')) || undefined,
      startLsn: parseLsn(values.get('start-lsn') ?? ''),
      stopLsn: parseLsn(values.get('stop-lsn') ?? ''),
      startTime: values.get('start-time'),
      stopTime: values.get('end-time'),
      type: values.get('backup-mode')?.toLowerCase(),
      parent: values.get('parent-backup-id'),
    });
  }
  return found;
}
