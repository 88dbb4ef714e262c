import { FileError, type Files, readWhole } from '../../bytes/byteSource.ts';
import { withFile } from './withFile.ts';

/** The files of a backup as they would lie in a data directory that it is restored to. */
export interface RestoredFiles {
  readonly files: Files;
  /** What stands for the data directory in `files`. */
  readonly directory: string;
  /** What to know of it. */
  readonly notes: readonly string[];
}

/** Why a backup's files cannot be read here. */
export interface NotReadable {
  readonly reason: string;
}

/** A line of backup_label that makes it the label of an incremental backup. */
const incremental = /^INCREMENTAL FROM (?:LSN|TLI):.*\n?/gm;

/** Makes `directory` ready for being started, as the restore would; tells why where what steers recovery is not there. */
export async function asDataDirectory(files: Files, directory: string): Promise<RestoredFiles | NotReadable> {
  const label = await textAt(files, `${directory}/backup_label`);
  if (label === undefined) return { reason: 'there is no backup_label in it.' };
  if (!(await files.stat(`${directory}/global/pg_control`)))
    return { reason: 'there is no global/pg_control in it.' };
  const notes: string[] = [];
  if (!(await files.stat(`${directory}/postgresql.conf`)))
    notes.push('There is no postgresql.conf in the backup: its settings are taken to have their defaults.');
  const combined = label.replace(incremental, '');
  if (combined === label) return { files, directory, notes };
  notes.push(
    'The backup is an incremental one: make a whole one of it and those before it with pg_combinebackup.',
  );
  return { files: withFile(files, `${directory}/backup_label`, combined), directory, notes };
}

async function textAt(files: Files, path: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await readWhole(files, path, 64 * 1024));
  } catch (error) {
    if (error instanceof FileError || error instanceof RangeError) return undefined;
    throw error;
  }
}
