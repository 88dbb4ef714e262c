import type { Files } from '../../bytes/byteSource.ts';
import { parseLsn } from '../../postgres/lsn.ts';
import { majors } from '../../postgres/majors.ts';
import { type Layout, openFolder, openFolderIfThere, subfolders } from '../layout.ts';
import type { BackupFacts, Repository } from '../repository.ts';
import { keyValues, readText } from '../smallText.ts';
import type { WalObject } from '../walObject.ts';
import { toldSegmentSize } from './toldSegmentSize.ts';
import { walFilesIn } from './walFiles.ts';

/** One server of a pgmoneta base directory: `backup` with a backup.info each, and `wal`. */
export const pgmoneta: Layout = {
  async read(files, folder, platform) {
    if (!folder.has('wal', 'folder')) return [];
    const backup = await openFolderIfThere(files, `${folder.path}/backup`);
    if (!backup) return [];
    const infos: { path: string; values: Map<string, string> }[] = [];
    const ids = subfolders(backup);
    for (const id of ids) {
      const path = `${backup.path}/${id}/backup.info`;
      const text = await readText(files, path, platform);
      if (text?.includes('START_WALPOS')) infos.push({ path, values: keyValues(text) });
    }
    if (!infos.length) return [];
    const major = Number(infos[0].values.get('MAJOR_VERSION'));
    const backups = infos.map(({ path, values }) => factsOf(path, values));
    const repository: Repository = {
      layout: 'pgmoneta',
      root: folder.path,
      cluster: folder.path.slice(folder.path.lastIndexOf('/') + 1),
      objects: await walObjects(files, folder.path, ids),
      backups,
      major: majors.find(known => known === major),
      segmentSize: backups
        .map(({ startLsn }, at) => toldSegmentSize(infos[at].values.get('WAL'), startLsn))
        .find(size => size !== undefined),
      problems: [],
    };
    return [repository];
  },
};

async function walObjects(files: Files, root: string, ids: readonly string[]): Promise<WalObject[]> {
  const objects = walFilesIn(await openFolder(files, `${root}/wal`), 'archive');
  for (const id of ids) {
    const wal = await openFolderIfThere(files, `${root}/backup/${id}/data/pg_wal`);
    if (wal) objects.push(...walFilesIn(wal, 'backup'));
  }
  return objects;
}

/** pgmoneta: the keys in src/include/info.h. */
function factsOf(path: string, values: Map<string, string>): BackupFacts {
  return {
    label: values.get('LABEL') ?? path,
    path,
    timeline: Number(values.get('START_TIMELINE')) || undefined,
    startLsn: parseLsn(values.get('START_WALPOS') ?? ''),
    stopLsn: parseLsn(values.get('END_WALPOS') ?? ''),
    type: values.get('TYPE') === '1' ? 'incremental' : 'full',
    parent: values.get('PARENT') || undefined,
  };
}
