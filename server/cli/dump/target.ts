import { join, resolve } from 'node:path';
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
import { prepareImageFolder } from './imageFolder.ts';
import { locateFolder } from './locateFolder.ts';
import type { DumpOptions } from './options.ts';
import { folderFault, splitPath } from './places.ts';
import type { SegmentFiles } from './segmentFiles.ts';
import type { SegmentStore } from './segmentStore.ts';
import { wayTo } from './way.ts';
import { badPath } from './wording.ts';

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

/**
 * Finds the segments that the options and operands name; refuses in the words of pg_waldump of `major`.
 * PostgreSQL: the second half of main in pg_waldump.c.
 */
export async function findTarget(
  io: Io,
  options: DumpOptions,
  operands: readonly string[],
  major: Major,
): Promise<DumpTarget> {
  const [startFile, endFile] = operands;
  const { path } = options;
  const inArchive = path !== undefined && (await isArchive(io, path));
  const fault = path === undefined || inArchive ? undefined : await folderFault(io, path);
  if (fault) throw new DumpRefusal(badPath(path!, fault, major), { argument: true });
  if (options.saveFullPage !== undefined) await prepareImageFolder(io, options.saveFullPage);
  if (inArchive && startFile !== undefined) {
    const message = `unnecessary command-line arguments specified with tar archive (first is "${startFile}")`;
    throw new DumpRefusal(message, { argument: true });
  }
  if (inArchive) return archiveTarget(io, options, path);
  if (startFile === undefined) return withoutFile(io, options, major);

  const { folder, name } = splitPath(startFile, major);
  const named = path ?? folder;
  const reason = named === undefined ? undefined : await folderFault(io, named);
  if (reason) throw new DumpRefusal(`could not open directory "${named}": ${reason}`);
  const file = join(named ?? '', name);
  if (await isArchive(io, file)) return archiveTarget(io, options, file);
  const store = await locateFolder(io, named, name, major);
  return closingUnless(store, async () => {
    const head = await openHead(store, name.slice(0, 24), major);
    const end = endFile === undefined ? undefined : { given: endFile, ...splitPath(endFile, major) };
    return { store, head, ...(await range(options, store, head, { given: startFile, name }, end)) };
  });
}

/** The target where no segment is named: --start tells. */
async function withoutFile(io: Io, options: DumpOptions, major: Major): Promise<DumpTarget> {
  const { start, end } = options;
  const store = await locateFolder(io, options.path, undefined, major);
  return closingUnless(store, async () => {
    const head = await openHead(store, store.first()!, major);
    if (start === undefined) throw new DumpRefusal('no start WAL location given', { argument: true });
    return { store, head, start, end, ...(await timelines(options, store)) };
  });
}

/** Closes the store when nothing comes of it. */
async function closingUnless(store: SegmentStore, find: () => Promise<DumpTarget>): Promise<DumpTarget> {
  try {
    return await find();
  } catch (reason) {
    await store.close();
    throw reason;
  }
}

/** Opens one segment, to learn what they all are. */
export async function openHead(store: SegmentStore, name: string, major?: Major): Promise<Wal> {
  const { archive } = store;
  const source = await store.open(name);
  const head = await openWal([{ name, source }], { archive, majorIfUntold: major });
  const { kind, message, detail } = head.unreadable ?? {};
  // 10 does not look before it reads; of an archive only the size is asked for
  const seen =
    kind === 'badSegmentSizeInFile' || (kind === 'tooShort' && head.major > 10 && archive === undefined);
  const cause = kind === 'tooShort' ? store.problem : undefined;
  if (seen) throw new DumpRefusal(cause ?? message!, { major: head.major, detail });
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
  const wanted = { start, end, timeline: history ? undefined : (timeline ?? 1) };
  const store = await openArchiveStore(io, path, wanted);
  return closingUnless(store, async () => {
    const head = await openHead(store, firstOf(store));
    return { store, head, start, end, ...(await timelines(options, store)) };
  });
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

/** A file as it was given, and its name without the folder. */
interface NamedFile {
  readonly given: string;
  readonly name: string;
}

async function range(
  options: DumpOptions,
  store: SegmentFiles,
  head: Wal,
  startFile: NamedFile,
  endFile: NamedFile | undefined,
): Promise<Omit<DumpTarget, 'store' | 'head'>> {
  const { segmentSize, major } = head;
  const size = BigInt(segmentSize);
  const first = segmentOf(startFile.name, segmentSize);
  const start = options.start ?? first.number * size;
  if (start / size !== first.number)
    throw new DumpRefusal(`start WAL location ${text(start, major)} is not inside file "${startFile.name}"`, {
      argument: true,
    });
  let last = first;
  if (endFile !== undefined) {
    if (!store.hasFile(endFile.name)) throw new DumpRefusal(`could not open file "${endFile.name}"`);
    last = segmentOf(endFile.name, segmentSize);
    if (last.number < first.number)
      throw new DumpRefusal(`ENDSEG ${endFile.given} is before STARTSEG ${startFile.given}`);
  }
  if (options.history && options.timeline !== undefined && endFile === undefined)
    return { start, end: options.end, ...(await timelines(options, store)) };
  const end = options.end ?? (last.number + 1n) * size;
  if (end / size !== last.number && end !== (last.number + 1n) * size)
    throw new DumpRefusal(
      `end WAL location ${text(end, major)} is not inside file "${(endFile ?? startFile).given}"`,
      { argument: true },
    );
  const { timeline } = last;
  return { timeline, start, end, way: options.history ? await wayTo(store, timeline) : undefined };
}

function text(lsn: Lsn, major: Major): string {
  return major >= 19 ? formatLsnPadded(lsn) : formatLsn(lsn);
}

/** Timeline and number of the segment that a file's name stands for. */
export function segmentOf(name: string, segmentSize: number): SegmentId {
  return parseSegmentName(name.slice(0, 24), segmentSize) ?? { timeline: 0, number: 0n };
}
