import { FileError, type Files, readWhole } from '../../../bytes/byteSource.ts';
import { formatHistoryName } from '../../files/history.ts';
import { folderOf, resolvePath } from '../paths.ts';
import type { Surroundings } from '../start/surroundings.ts';
import { decodeConf } from '../text.ts';
import type { Reading } from '../verdict.ts';
import { archiveFolders } from './archiveFolders.ts';
import { readAccessLines } from './hostAccess.ts';
import type { AdviceSurroundings } from './surroundings.ts';

const smallFile = 1024 * 1024;

/** Adds to what `lookAround` saw in the data directory what advice needs besides: one look a name, no folder is listed. */
export async function lookFurther(
  files: Files,
  reading: Reading,
  around: Surroundings,
  dataDirectory: string,
): Promise<AdviceSurroundings> {
  const access = await readAccess(files, reading, dataDirectory);
  if (!around.names) return { ...around, access };
  const folders = archiveFolders(reading).map(path => resolvePath(dataDirectory, path));
  const found = await Promise.all(folders.map(async path => (await files.stat(path)) !== undefined));
  return {
    ...around,
    dataDirectory,
    access,
    targetHistory: await findHistory(files, reading, [resolvePath(dataDirectory, 'pg_wal'), ...folders]),
    archiveFolders: folders.map((path, i) => ({ path, found: found[i] })),
  };
}

/** Only for a target written as a plain number: timeline 1 has no history, and other texts mean other things by major. */
async function findHistory(
  files: Files,
  reading: Reading,
  folders: readonly string[],
): Promise<AdviceSurroundings['targetHistory']> {
  const written = reading.effective.get('recovery_target_timeline')?.entry.value ?? '';
  const timeline = /^[1-9][0-9]{0,9}$/.test(written) ? Number(written) : 1;
  if (timeline === 1 || timeline > 0xffff_ffff) return undefined;
  const name = formatHistoryName(timeline);
  for (const folder of folders) {
    if (await files.stat(resolvePath(folder, name))) return { timeline, found: true };
  }
  return { timeline, found: false };
}

async function readAccess(
  files: Files,
  reading: Reading,
  dataDirectory: string,
): Promise<AdviceSurroundings['access']> {
  const set = reading.effective.get('hba_file')?.entry.value;
  const folder = folderOf(reading.configuration.main.path);
  const path = set ? resolvePath(folder, set) : resolvePath(dataDirectory, 'pg_hba.conf');
  try {
    return { path, lines: readAccessLines(decodeConf(await readWhole(files, path, smallFile))) };
  } catch (error) {
    if (error instanceof FileError || error instanceof RangeError) return undefined;
    throw error;
  }
}
