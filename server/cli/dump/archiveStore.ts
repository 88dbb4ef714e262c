import { basename, resolve } from 'node:path';
import { FileError } from '../../bytes/byteSource.ts';
import type { Lsn } from '../../postgres/lsn.ts';
import { isValidSegmentSize, parseSegmentName } from '../../postgres/segmentName.ts';
import type { Io } from '../io.ts';
import { DumpRefusal } from './dumpRefusal.ts';
import { SegmentArchive } from './segmentArchive.ts';

/** What will be read of an archive; without a timeline any of them. */
export interface WantedRange {
  readonly start?: Lsn;
  readonly end?: Lsn;
  readonly timeline?: number;
}

/** Opens the tar archive at `path`; of a compressed one the segments of `range` are kept. */
export async function openArchiveStore(io: Io, path: string, range: WantedRange): Promise<SegmentArchive> {
  const wanted = (segment: string, { size }: { readonly size: number }) =>
    // what is cut short does not tell how long its segment is
    !isValidSegmentSize(size) || isInRange(segment, size, range);
  try {
    return await SegmentArchive.open(io.files, resolve(io.cwd, path), wanted, io.signal);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new DumpRefusal(refusalOf(error, basename(path)));
  }
}

/** The segment that tells what they all are. PostgreSQL: init_archive_reader in bin/pg_waldump/archive_waldump.c. */
export function firstOf(store: SegmentArchive): string {
  const first = store.first();
  if (first !== undefined) return first;
  throw new DumpRefusal(store.problem ?? `could not find WAL in archive "${store.archive}"`);
}

/** PostgreSQL: open_file_in_directory and init_archive_reader in bin/pg_waldump. */
function refusalOf({ code, message }: FileError, name: string): string {
  const reason = message.slice(message.lastIndexOf(': ') + 2);
  return code === 'ENOENT' ? `could not open file "${name}"` : `could not open file "${name}": ${reason}`;
}

function isInRange(segment: string, segmentSize: number, { start, end, timeline }: WantedRange): boolean {
  const parsed = parseSegmentName(segment, segmentSize);
  if (!parsed || (timeline !== undefined && parsed.timeline !== timeline)) return false;
  const size = BigInt(segmentSize);
  return parsed.number >= (start ?? 0n) / size && (end === undefined || parsed.number <= end / size);
}
