import { basename, join, resolve } from 'node:path';
import { FileError } from '../../bytes/byteSource.ts';
import { isTarName } from '../../bytes/tar.ts';
import { formatLsn, formatLsnPadded, type Lsn } from '../../postgres/lsn.ts';
import type { Major } from '../../postgres/majors.ts';
import { parseSegmentName, type SegmentId } from '../../postgres/segmentName.ts';
import type { WayStretch } from '../../postgres/timelineWay.ts';
import { openWal } from '../../postgres/wal/openWal.ts';
import type { Wal } from '../../postgres/wal/wal.ts';
import type { Io } from '../io.ts';
import { firstOf, openArchiveStore } from './archiveStore.ts';
import { DumpRefusal } from './dumpRefusal.ts';
import type { DumpOptions } from './options.ts';
import { foldersToSearch, namedFolder } from './places.ts';
import { SegmentFiles } from './segmentFiles.ts';
import type { SegmentStore } from './segmentStore.ts';
import { wayTo } from './way.ts';

/** What to read. */
export interface DumpTarget {
  readonly store: SegmentStore;
  /** Opened on the first segment: tells major, segment size. */
  readonly head: Wal;
  readonly timeline: number;
  /** The timelines whose files are read, one after the other; undefined: only those of `timeline`. */
  readonly way?: readonly WayStretch[];
  readonly start: Lsn;
  /** Undefined: to the end of what is there. */
  readonly end?: Lsn;
}

/** Finds the segments that the options and operands name. PostgreSQL: the second half of main in pg_waldump.c. */
export async function findTarget(
  io: Io,
  options: DumpOptions,
  operands: readonly string[],
): Promise<DumpTarget> {
  const [startFile, endFile] = operands;
  if (options.path !== undefined && (await isArchive(io, options.path))) {
    if (startFile === undefined) return archiveTarget(io, options, options.path);
    const message = `unnecessary command-line arguments specified with tar archive (first is "${startFile}")`;
    throw new DumpRefusal(message, { argument: true });
  }
  const given = namedFolder(options.path, startFile);
  if (given !== undefined && (await io.files.stat(resolve(io.cwd, given)))?.kind !== 'folder')
    throw new DumpRefusal(await notAFolder(io, given), { argument: options.path !== undefined });
  const fileName = startFile === undefined ? undefined : basename(startFile);
  if (fileName !== undefined && (await isArchive(io, join(given ?? '', fileName))))
    return archiveTarget(io, options, join(given ?? '', fileName));
  const store = await locateFolder(io, given, fileName);
  const firstName = fileName?.slice(0, 24) ?? store.first()!;
  const head = await openHead(store, firstName);
  if (startFile !== undefined)
    return { store, head, ...(await range(options, store, head, startFile, endFile)) };
  if (options.start === undefined) throw new DumpRefusal('no start WAL location given', { argument: true });
  return { store, head, start: options.start, end: options.end, ...(await timelines(options, store)) };
}

/** Opens one segment, to learn what they all are. */
export async function openHead(store: SegmentStore, name: string): Promise<Wal> {
  const head = await openWal([{ name, source: await store.open(name) }], { archive: store.archive });
  const { kind, message, detail } = head.unreadable ?? {};
  if (kind === 'badSegmentSizeInFile') throw new DumpRefusal(message!, { major: head.major, detail });
  return head;
}

/** Whether a path is to be read as a tar archive: its name says so, and no folder is called so. */
async function isArchive(io: Io, path: string): Promise<boolean> {
  return isTarName(path) && (await io.files.stat(resolve(io.cwd, path)))?.kind !== 'folder';
}

async function archiveTarget(io: Io, options: DumpOptions, path: string): Promise<DumpTarget> {
  if (options.start === undefined) throw new DumpRefusal('no start WAL location given', { argument: true });
  if (options.follow)
    throw new DumpRefusal('--follow is not supported when reading from a tar archive', { argument: true });
  const { start, end, timeline, history } = options;
  const store = await openArchiveStore(io, path, {
    start,
    end,
    timeline: history ? undefined : (timeline ?? 1),
  });
  return {
    store,
    head: await openHead(store, firstOf(store)),
    start,
    end,
    ...(await timelines(options, store)),
  };
}

/** The timeline to read where no segment names it. */
async function timelines(
  { timeline, history }: DumpOptions,
  store: SegmentStore,
): Promise<Pick<DumpTarget, 'timeline' | 'way'>> {
  if (!history) return { timeline: timeline ?? 1 };
  const newest = timeline ?? Math.max(1, ...store.histories());
  return { timeline: newest, way: await wayTo(store, newest) };
}

async function range(
  options: DumpOptions,
  store: SegmentStore,
  head: Wal,
  startFile: string,
  endFile: string | undefined,
): Promise<Omit<DumpTarget, 'store' | 'head'>> {
  const { segmentSize, major } = head;
  const size = BigInt(segmentSize);
  const first = segmentOf(startFile, segmentSize);
  const start = options.start ?? first.number * size;
  if (start / size !== first.number)
    throw new DumpRefusal(
      `start WAL location ${text(start, major)} is not inside file "${basename(startFile)}"`,
      { argument: true },
    );
  let last = first;
  if (endFile !== undefined) {
    if (!store.has(basename(endFile).slice(0, 24)))
      throw new DumpRefusal(`could not open file "${basename(endFile)}"`);
    last = segmentOf(endFile, segmentSize);
    if (last.number < first.number)
      throw new DumpRefusal(`ENDSEG ${endFile} is before STARTSEG ${startFile}`);
  }
  if (options.history && options.timeline !== undefined && endFile === undefined)
    return { start, end: options.end, ...(await timelines(options, store)) };
  const end = options.end ?? (last.number + 1n) * size;
  if (end / size !== last.number && end !== (last.number + 1n) * size)
    throw new DumpRefusal(
      `end WAL location ${text(end, major)} is not inside file "${endFile ?? startFile}"`,
      { argument: true },
    );
  const { timeline } = last;
  return { timeline, start, end, way: options.history ? await wayTo(store, timeline) : undefined };
}

function text(lsn: Lsn, major: Major): string {
  return major >= 19 ? formatLsnPadded(lsn) : formatLsn(lsn);
}

/** Timeline and number of the segment that a file's name stands for. */
export function segmentOf(file: string, segmentSize: number): SegmentId {
  return parseSegmentName(basename(file).slice(0, 24), segmentSize) ?? { timeline: 0, number: 0n };
}

async function notAFolder(io: Io, given: string): Promise<string> {
  const reason = (await io.files.stat(resolve(io.cwd, given)))
    ? 'Not a directory'
    : 'No such file or directory';
  return `could not open directory "${given}": ${reason}`;
}

/** PostgreSQL: identify_target_directory in bin/pg_waldump/pg_waldump.c. */
async function locateFolder(
  io: Io,
  given: string | undefined,
  fileName: string | undefined,
): Promise<SegmentFiles> {
  for (const path of foldersToSearch(io, given)) {
    const folder = await listIfThere(io, path);
    if (!folder) continue;
    if (fileName === undefined ? folder.first() !== undefined : folder.has(fileName.slice(0, 24))) {
      // a compressed or partial file that was named goes before others of its segment
      if (fileName !== undefined && fileName.length > 24) folder.prefer(fileName);
      return folder;
    }
  }
  throw new DumpRefusal(
    fileName === undefined ? 'could not find any WAL file' : `could not locate WAL file "${fileName}"`,
  );
}

async function listIfThere(io: Io, path: string): Promise<SegmentFiles | undefined> {
  try {
    return await SegmentFiles.list(io.files, path);
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
