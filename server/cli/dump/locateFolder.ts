import { FileError } from '../../bytes/byteSource.ts';
import { type Major, sinceMajor } from '../../postgres/majors.ts';
import { openWal } from '../../postgres/wal/openWal.ts';
import { walPageSize } from '../../postgres/wal/page.ts';
import type { Io } from '../io.ts';
import { DumpRefusal } from './dumpRefusal.ts';
import { foldersToSearch } from './places.ts';
import { SegmentFiles } from './segmentFiles.ts';

/**
 * The first folder that has the file, or any segment where none is named; refuses in the words of pg_waldump of `major`.
 * PostgreSQL: identify_target_directory in bin/pg_waldump/pg_waldump.c.
 */
export async function locateFolder(
  io: Io,
  named: string | undefined,
  fileName: string | undefined,
  major: Major,
): Promise<SegmentFiles> {
  for (const path of foldersToSearch(io, named)) {
    const folder = await listIfThere(io, path);
    if (!folder) continue;
    if (fileName === undefined && folder.first() !== undefined) return folder;
    if (fileName === undefined) continue;
    // a compressed segment answers to its plain name
    const isThere = fileName.length === 24 || (await io.files.stat(`${path}/${fileName}`)) !== undefined;
    if (isThere && folder.hasFile(fileName)) {
      // a compressed or partial file that was named goes before others of its segment
      folder.prefer(fileName);
      return folder;
    }
    await refuseOther(io, `${path}/${fileName}`, fileName, major);
  }
  throw new DumpRefusal(notFound(fileName, major));
}

/** A file is there, and it is no segment: refused as pg_waldump does, which reads its first page all the same. */
async function refuseOther(io: Io, path: string, name: string, major: Major): Promise<void> {
  const found = await io.files.stat(path);
  if (!found) return;
  if (major < 11 && !/^[0-9A-F]{24}$/.test(name))
    throw new DumpRefusal('no start WAL location given', { argument: true });
  if (found.kind === 'folder') throw new DumpRefusal(folderInPlace(name, major));
  if (found.size >= walPageSize) return;
  const source = await io.files.open(path);
  const { unreadable } = await openWal([{ name, source }], { major });
  await source.close();
  throw new DumpRefusal(unreadable!.message!);
}

function folderInPlace(name: string, major: Major): string {
  const [reading, place] =
    major < 11 ? [`from log file ${name}`, ', offset 0, length 8192'] : [`file "${name}"`, ''];
  return `could not read ${reading}${place}: Is a directory`;
}

function notFound(fileName: string | undefined, major: Major): string {
  if (fileName === undefined) return 'could not find any WAL file';
  return sinceMajor<string>(
    { 10: `could not open file "${fileName}"`, 11: `could not locate WAL file "${fileName}"` },
    major,
  )!;
}

async function listIfThere(io: Io, path: string): Promise<SegmentFiles | undefined> {
  try {
    return await SegmentFiles.list(io.files, path);
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
