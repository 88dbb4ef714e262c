import type { Files } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import { parseBackupHistory } from '../../postgres/files/backupHistory.ts';
import type { Folder } from '../layout.ts';
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
