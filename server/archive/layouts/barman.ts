import type { Files } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import { parseLsn } from '../../postgres/lsn.ts';
import { majors } from '../../postgres/majors.ts';
import { isValidSegmentSize } from '../../postgres/segmentName.ts';
import { type Folder, type Layout, openFolder, openFolderIfThere, subfolders } from '../layout.ts';
import type { BackupFacts, Repository } from '../repository.ts';
import { keyValues, readText } from '../smallText.ts';
import type { WalObject } from '../walObject.ts';
import { isLogFolder, walFilesBelow, walFilesIn } from './walFiles.ts';

/** Folders beside `wals` that only Barman makes. */
const barmansOwn = ['base', 'incoming', 'streaming'];

/** One server of a Barman home, or of a bucket of barman-cloud and CloudNativePG: `wals` and `base`. */
export const barman: Layout = {
  async read(files, folder, platform) {
    if (!folder.has('wals', 'folder')) return [];
    const wals = await openFolder(files, `${folder.path}/wals`);
    // before the first backup there is nothing but WAL
    if (!barmansOwn.some(name => folder.has(name, 'folder')) && !subfolders(wals).some(isLogFolder))
      return [];
    const infos = await backupInfos(files, folder, platform);
    const backups = infos.map(info => factsOf(info.values, info.path));
    const known = infos.map(info => info.values);
    const last = (key: string) =>
      known.map(values => values.get(key)).findLast(value => value && value !== 'None');
    const size = Number(last('xlog_segment_size'));
    const identity = await readText(files, `${folder.path}/identity.json`, platform);
    const identifier = last('systemid') ?? /"systemid": *"(\d+)"/.exec(identity ?? '')?.[1];
    const version = Math.floor(Number(last('version') ?? 0) / 10_000);
    const major = version || Number(/"version": *"?(\d+)/.exec(identity ?? '')?.[1]);
    const repository: Repository = {
      layout:
        folder.has('identity.json', 'file') || folder.has('incoming', 'folder') ? 'Barman' : 'Barman Cloud',
      root: folder.path,
      cluster: folder.path.slice(folder.path.lastIndexOf('/') + 1),
      objects: await walObjects(files, folder, wals),
      backups,
      systemIdentifier: identifierOf(identifier),
      major: majors.find(known => known === major),
      segmentSize: isValidSegmentSize(size) ? size : undefined,
      problems: [],
    };
    return [repository];
  },
};

async function walObjects(files: Files, folder: Folder, wals: Folder): Promise<WalObject[]> {
  const found = [await walFilesBelow(files, wals)];
  for (const name of ['incoming', 'streaming']) {
    const waiting = await openFolderIfThere(files, `${folder.path}/${name}`);
    if (waiting) found.push(walFilesIn(waiting, 'archive'));
  }
  return found.flat();
}

interface FoundInfo {
  readonly path: string;
  readonly values: Map<string, string>;
}

/** `base/ID/backup.info`, and from Barman 3.13 on `meta/ID-backup.info`. */
async function backupInfos(
  files: Files,
  folder: Folder,
  platform: DecompressionPlatform,
): Promise<FoundInfo[]> {
  const paths: string[] = [];
  const base = await openFolderIfThere(files, `${folder.path}/base`);
  if (base) paths.push(...subfolders(base).map(id => `${base.path}/${id}/backup.info`));
  const meta = await openFolderIfThere(files, `${folder.path}/meta`);
  if (meta)
    paths.push(
      ...meta.entries.filter(e => e.name.endsWith('-backup.info')).map(e => `${meta.path}/${e.name}`),
    );
  const infos: FoundInfo[] = [];
  for (const path of paths.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1))) {
    const text = await readText(files, path, platform);
    if (text !== undefined) infos.push({ path, values: keyValues(text) });
  }
  return infos;
}

function factsOf(values: Map<string, string>, path: string): BackupFacts {
  const given = (key: string) => {
    const value = values.get(key);
    return value === undefined || value === 'None' ? undefined : value;
  };
  const id = idOf(path);
  return {
    label: given('backup_name') ?? given('backup_id') ?? id,
    id: given('backup_id') ?? id,
    path,
    timeline: Number(given('timeline')) || undefined,
    startLsn: parseLsn(given('begin_xlog') ?? ''),
    stopLsn: parseLsn(given('end_xlog') ?? ''),
    startTime: given('begin_time'),
    stopTime: given('end_time'),
    type: given('parent_backup_id') ? 'incremental' : 'full',
    parent: given('parent_backup_id'),
    systemIdentifier: identifierOf(given('systemid')),
  };
}

/** A backup's identifier, which is the time of its start. */
function idOf(path: string): string {
  return /([^/]+?)[-/]backup\.info$/.exec(path)?.[1] ?? path;
}

function identifierOf(text: string | undefined): bigint | undefined {
  return text && /^\d{1,20}$/.test(text) ? BigInt(text) : undefined;
}
