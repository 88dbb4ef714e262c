import type { Files } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import { parseBackupHistory } from '../../postgres/files/backupHistory.ts';
import { type Folder, openFolder, subfolders } from '../layout.ts';
import type { BackupFacts } from '../repository.ts';
import { readText } from '../smallText.ts';
import { type Place, pathOf, recogniseWalObject, type WalObject } from '../walObject.ts';

/** The files of a folder that belong to the write-ahead log. */
export function walFilesIn(folder: Folder, place: Place): WalObject[] {
  const objects: WalObject[] = [];
  for (const entry of folder.entries) {
    if (entry.kind !== 'file') continue;
    const object = recogniseWalObject(entry.name, folder.path, place);
    if (object) objects.push(object);
  }
  return objects;
}

/** Folders that pgBackRest and Barman make for the segments of one timeline and log file. */
export const isLogFolder = (name: string): boolean => /^[0-9A-F]{16}$/.test(name);

/** The files of a folder that belong to the write-ahead log, and those in its folders named for timeline and log. */
export async function walFilesBelow(files: Files, folder: Folder): Promise<WalObject[]> {
  const objects = walFilesIn(folder, 'archive');
  for (const name of subfolders(folder).filter(isLogFolder))
    objects.push(...walFilesIn(await openFolder(files, `${folder.path}/${name}`), 'archive'));
  return objects;
}

/** What the backup history files among `objects` say. */
export async function backupsIn(
  files: Files,
  objects: readonly WalObject[],
  platform: DecompressionPlatform,
): Promise<BackupFacts[]> {
  const backups: BackupFacts[] = [];
  for (const object of objects) {
    if (object.kind !== 'backupHistory' || object.encrypted) continue;
    const path = pathOf(object);
    const text = await readText(files, path, platform);
    if (text === undefined) continue;
    const { value } = parseBackupHistory(text, object.name);
    backups.push({
      label: value.label ?? object.name,
      path,
      timeline: value.startTimeline,
      startLsn: value.startLsn,
      stopLsn: value.stopLsn,
      startTime: value.startTime,
      stopTime: value.stopTime,
      type: value.incrementalFromLsn === undefined ? 'full' : 'incremental',
    });
  }
  return backups;
}
