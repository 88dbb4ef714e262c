import { basename, dirname, resolve } from 'node:path';
import { FileError } from '../../bytes/byteSource.ts';
import { formatLsn, formatLsnPadded, type Lsn } from '../../postgres/lsn.ts';
import type { Major } from '../../postgres/majors.ts';
import { formatSegmentName, parseSegmentName } from '../../postgres/segmentName.ts';
import { openWal } from '../../postgres/wal/openWal.ts';
import type { Wal } from '../../postgres/wal/wal.ts';
import type { Io } from '../io.ts';
import type { DumpOptions } from './options.ts';
import { SegmentFolder } from './segmentFolder.ts';

/** Why nothing can be dumped. `argument`: followed by the hint to --help. */
export class DumpRefusal extends Error {
  readonly argument: boolean;

  constructor(message: string, argument = false) {
    super(message);
    this.argument = argument;
  }
}

/** What to read. */
export interface DumpTarget {
  readonly folder: SegmentFolder;
  /** Opened on the first segment: tells major, segment size. */
  readonly head: Wal;
  readonly timeline: number;
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
  const given = options.path ?? (startFile?.includes('/') ? dirname(startFile) : undefined);
  if (given !== undefined && (await io.files.stat(resolve(io.cwd, given)))?.kind !== 'folder')
    throw new DumpRefusal(await notAFolder(io, given), options.path !== undefined);
  const fileName = startFile === undefined ? undefined : basename(startFile);
  const folder = await locateFolder(io, given, fileName);
  const firstName = fileName?.slice(0, 24) ?? folder.first()!;
  const source = await folder.open(firstName);
  const head = await openWal([{ name: firstName, source }]);
  if (startFile === undefined) {
    if (options.start === undefined) throw new DumpRefusal('no start WAL location given', true);
    return { folder, head, timeline: options.timeline ?? 1, start: options.start, end: options.end };
  }
  return { folder, head, ...(await range(options, folder, head, startFile, endFile)) };
}

async function range(
  options: DumpOptions,
  folder: SegmentFolder,
  head: Wal,
  startFile: string,
  endFile: string | undefined,
): Promise<{ timeline: number; start: Lsn; end: Lsn }> {
  const { segmentSize, major } = head;
  const size = BigInt(segmentSize);
  const startSegment = segmentNumber(startFile, segmentSize);
  const start = options.start ?? startSegment.number * size;
  if (start / size !== startSegment.number)
    throw new DumpRefusal(
      `start WAL location ${text(start, major)} is not inside file "${basename(startFile)}"`,
      true,
    );
  let last = startSegment;
  if (endFile !== undefined) {
    if (!folder.has(basename(endFile).slice(0, 24)))
      throw new DumpRefusal(`could not open file "${basename(endFile)}"`);
    last = segmentNumber(endFile, segmentSize);
    if (last.number < startSegment.number)
      throw new DumpRefusal(`ENDSEG ${endFile} is before STARTSEG ${startFile}`);
  }
  const end = options.end ?? (last.number + 1n) * size;
  if (end / size !== last.number && end !== (last.number + 1n) * size)
    throw new DumpRefusal(
      `end WAL location ${text(end, major)} is not inside file "${endFile ?? startFile}"`,
      true,
    );
  return { timeline: last.timeline, start, end };
}

function text(lsn: Lsn, major: Major): string {
  return major >= 19 ? formatLsnPadded(lsn) : formatLsn(lsn);
}

function segmentNumber(file: string, segmentSize: number) {
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
): Promise<SegmentFolder> {
  const data = io.env.PGDATA;
  const candidates =
    given === undefined ? ['.', 'pg_wal', ...(data ? [`${data}/pg_wal`] : [])] : [given, `${given}/pg_wal`];
  for (const candidate of candidates) {
    const folder = await listIfThere(io, resolve(io.cwd, candidate));
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

async function listIfThere(io: Io, path: string): Promise<SegmentFolder | undefined> {
  try {
    return await SegmentFolder.list(io.files, path);
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

/** The name of segment `number` on the target's timeline. */
export function targetSegment(target: DumpTarget, number: bigint): string {
  return formatSegmentName({ timeline: target.timeline, number }, target.head.segmentSize);
}

/**
 * The consecutive segments from the start on that are there, as far as the end. `missing` names the first one that
 * is not there although the range goes on.
 */
export async function openRange(target: DumpTarget): Promise<{ wal?: Wal; missing?: string }> {
  const { folder, head, start, end } = target;
  const size = BigInt(head.segmentSize);
  const first = start / size;
  const last = end === undefined ? undefined : (end - 1n) / size;
  const names: string[] = [];
  let missing: string | undefined;
  for (let number = first; last === undefined || number <= last; number++) {
    const name = targetSegment(target, number);
    if (!folder.has(name)) {
      missing = name;
      break;
    }
    names.push(name);
  }
  if (!names.length) return { missing };
  const firstSource = await folder.open(names[0]);
  const segments = names.map((name, i) =>
    // the first one tells its size; the others are not opened before they are read
    i === 0 ? { name, source: firstSource } : folder.segment(name, head.segmentSize),
  );
  return { wal: await openWal(segments, { systemIdentifier: undefined }), missing };
}
