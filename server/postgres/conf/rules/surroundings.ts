import { FileError, type Files, readWhole } from '../../../bytes/byteSource.ts';
import { type ControlFile, readControl } from '../../files/control.ts';
import { formatHistoryName } from '../../files/history.ts';
import { readSlotState, type SlotState } from '../../files/slotState.ts';
import type { Lsn } from '../../lsn.ts';
import { folderOf, resolvePath } from '../paths.ts';
import { decodeConf } from '../text.ts';
import type { Reading } from '../verdict.ts';
import { archiveFolders } from './archiveFolders.ts';
import { type AccessLine, readAccessLines } from './hostAccess.ts';

/** What an inventory of the archive knows; whoever has one gives it to the rules. */
export interface ArchiveContents {
  readonly restorePoints?: readonly string[];
  /** Commit times, milliseconds since 1970. */
  readonly firstCommit?: number;
  readonly lastCommit?: number;
  readonly firstLsn?: Lsn;
  readonly lastLsn?: Lsn;
}

/** A value that replay will insist on: from pg_control, or from a parameter-change record of the WAL. */
export interface RequiredValue {
  readonly setting: string;
  readonly value: number;
  /** Where it was read: `pg_control`, or the record's LSN. */
  readonly from: string;
}

/** What lies beside a configuration file. Everything is optional: a file is often edited far from its server. */
export interface Surroundings {
  readonly dataDirectory?: string;
  readonly control?: ControlFile;
  readonly signals?: {
    readonly standby: boolean;
    readonly recovery: boolean;
    readonly recoveryConf: boolean;
  };
  readonly slots?: readonly SlotState[];
  /** Whether the target timeline's history file is in pg_wal or an archive folder. */
  readonly targetHistory?: { readonly timeline: number; readonly found: boolean };
  /** Folders that the commands name, and whether they are there. */
  readonly archiveFolders?: readonly { readonly path: string; readonly found: boolean }[];
  readonly access?: { readonly path: string; readonly lines: readonly AccessLine[] };
  readonly requiredByWal?: readonly RequiredValue[];
  readonly archive?: ArchiveContents;
}

/** Looks for what lies beside a configuration; missing files leave their part undefined. */
export async function gatherSurroundings(files: Files, reading: Reading): Promise<Surroundings> {
  const dataDirectory = await findDataDirectory(files, reading);
  const access = await readAccess(files, reading, dataDirectory);
  if (!dataDirectory) return { access };
  const at = (name: string) => resolvePath(dataDirectory, name);
  const exists = async (name: string) => (await files.stat(at(name))) !== undefined;
  const control = await bytesOf(files, at('global/pg_control'));
  const folders = archiveFolders(reading).map(path => resolvePath(dataDirectory, path));
  return {
    dataDirectory,
    access,
    control: control && readControl(control).value,
    signals: {
      standby: await exists('standby.signal'),
      recovery: await exists('recovery.signal'),
      recoveryConf: await exists('recovery.conf'),
    },
    slots: await readSlots(files, at('pg_replslot')),
    targetHistory: await findHistory(files, reading, [at('pg_wal'), ...folders]),
    archiveFolders: await Promise.all(
      folders.map(async path => ({ path, found: (await files.stat(path)) !== undefined })),
    ),
  };
}

/** As the setting says, else the folder of the file or the one above, whichever has a pg_control. */
async function findDataDirectory(files: Files, reading: Reading): Promise<string | undefined> {
  const folder = folderOf(reading.configuration.main.path);
  const set = reading.effective.get('data_directory')?.entry.value;
  const candidates = set ? [resolvePath(folder, set)] : [folder, folderOf(folder)];
  for (const candidate of candidates) {
    if (await files.stat(resolvePath(candidate, 'global/pg_control'))) return candidate;
  }
  return undefined;
}

async function readSlots(files: Files, folder: string): Promise<SlotState[]> {
  const slots: SlotState[] = [];
  for (const { name, kind } of await entriesOf(files, folder)) {
    const bytes = kind === 'folder' ? await bytesOf(files, `${folder}/${name}/state`) : undefined;
    const slot = bytes && readSlotState(bytes).value;
    if (slot) slots.push(slot);
  }
  return slots;
}

/** Only for a target written as a plain number: what other texts mean differs by major, and timeline 1 has no history. */
async function findHistory(
  files: Files,
  reading: Reading,
  folders: readonly string[],
): Promise<Surroundings['targetHistory']> {
  const written = reading.effective.get('recovery_target_timeline')?.entry.value ?? '';
  const timeline = /^[1-9][0-9]*$/.test(written) ? Number(written) : 1;
  if (timeline === 1 || timeline > 0xffff_ffff) return undefined;
  const name = formatHistoryName(timeline);
  for (const folder of folders) {
    if (await files.stat(`${folder}/${name}`)) return { timeline, found: true };
  }
  return { timeline, found: false };
}

async function readAccess(
  files: Files,
  reading: Reading,
  dataDirectory: string | undefined,
): Promise<Surroundings['access']> {
  const folder = folderOf(reading.configuration.main.path);
  const set = reading.effective.get('hba_file')?.entry.value;
  const path = resolvePath(set ? folder : (dataDirectory ?? folder), set ?? 'pg_hba.conf');
  const bytes = await bytesOf(files, path);
  return bytes && { path, lines: readAccessLines(decodeConf(bytes)) };
}

async function bytesOf(files: Files, path: string): Promise<Uint8Array | undefined> {
  try {
    return await readWhole(files, path, 1024 * 1024);
  } catch (error) {
    if (error instanceof FileError || error instanceof RangeError) return undefined;
    throw error;
  }
}

async function entriesOf(files: Files, folder: string) {
  try {
    return await files.list(folder);
  } catch (error) {
    if (error instanceof FileError) return [];
    throw error;
  }
}
