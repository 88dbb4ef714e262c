import type { Lsn } from '../lsn.ts';
import { type Major, sinceMajor } from '../majors.ts';
import { isValidSegmentSize } from '../segmentName.ts';
import { claimedSegmentSize, readPageHeader, walPageSize } from './page.ts';
import type { Scanner } from './scan/scanner.ts';
import { messageLsn, readerSentence, type StopFacts, type StopKind, stopKind } from './scan/stops.ts';
import { segmentNameAt, type Wal, type WalEnd } from './wal.ts';

type SinceMajor<T> = { readonly [M in Major]?: T };

/** The prefix of pg_waldump's error line, by major. PostgreSQL: fatal_error in pg_waldump.c, common/logging.c. */
const severities: SinceMajor<string> = { 10: 'FATAL:  ', 12: 'fatal: ', 15: 'error: ' };

/** What stands between `pg_waldump: ` and the message of a `WalEnd` on standard error. */
export function severity(major: Major): string {
  return sinceMajor(severities, major)!;
}

interface ShortRead {
  readonly file: string;
  readonly offset: number;
  readonly got: number;
  readonly wanted: number;
}

/** A read in the middle of the WAL gave nothing. PostgreSQL: XLogDumpXLogRead, WALDumpReadPage in pg_waldump.c. */
const shortReads: SinceMajor<(read: ShortRead) => string> = {
  10: ({ file, offset, got, wanted }) =>
    `could not read from log file ${file}, offset ${offset + got}, length ${wanted - got}: Success`,
  12: ({ file, offset, got, wanted }) =>
    `could not read from log file ${file}, offset ${offset + got}: read 0 of ${wanted - got}`,
  13: ({ file, offset, got, wanted }) =>
    `could not read from file ${file}, offset ${offset + got}: read 0 of ${wanted - got}`,
  17: ({ file, offset, got, wanted }) =>
    `could not read from file "${file}", offset ${offset + got}: read 0 of ${wanted - got}`,
};

/** The file has no first page. PostgreSQL: search_directory in pg_waldump.c; 10 only finds out later. */
const shortFiles: SinceMajor<(file: string, bytes: number) => string> = {
  10: (file, bytes) => shortReads[10]!({ file, offset: 0, got: bytes, wanted: walPageSize }),
  11: file => `not enough data in file "${file}"`,
  12: (file, bytes) => `could not read file "${file}": read ${bytes} of ${walPageSize}`,
};

const plural = (bytes: number) => (bytes === 1 ? 'byte' : 'bytes');

type BadSize = (file: string, bytes: number) => Pick<WalEnd, 'message' | 'detail'>;

/** The first page claims a segment size that cannot be; 10 does not look. */
const badSizes = {
  11: (file, bytes) => ({
    message: `WAL segment size must be a power of two between 1 MB and 1 GB, but the WAL file ${file} header specifies ${bytes} ${plural(bytes)}`,
  }),
  17: (file, bytes) => ({
    message: `invalid WAL segment size in WAL file ${file} (${bytes} ${plural(bytes)})`,
    detail: 'The WAL segment size must be a power of two between 1 MB and 1 GB.',
  }),
} satisfies SinceMajor<BadSize>;

/** What keeps a file from being read at all, or undefined. `known`: its major is. */
export function openingSentence(
  wal: Wal,
  head: Uint8Array,
  known: boolean,
): Pick<WalEnd, 'kind' | 'message' | 'detail'> | undefined {
  const file = wal.segments[0].name ?? segmentNameAt(wal, wal.start);
  if (head.length < walPageSize) return { kind: 'tooShort', message: shortFile(wal, file, head.length) };
  if (!known) return { kind: 'notWal', message: notWal(file, readPageHeader(head)?.magic ?? 0) };
  const claimed = claimedSegmentSize(head);
  if (isValidSegmentSize(claimed)) return undefined;
  if (wal.archive !== undefined)
    return { kind: 'badSegmentSizeInFile', ...badSizes[17](`from archive "${wal.archive}"`, claimed) };
  const sentence = sinceMajor<BadSize>(badSizes, wal.major);
  return sentence && { kind: 'badSegmentSizeInFile', ...sentence(`"${file}"`, claimed) };
}

function shortFile({ major, archive }: Wal, file: string, got: number): string {
  return archive === undefined
    ? sinceMajor(shortFiles, major)!(file, got)
    : shortMember(archive, { file, offset: 0, got, wanted: walPageSize });
}

/** PostgreSQL: read_archive_wal_page in bin/pg_waldump/archive_waldump.c, of 19. */
function shortMember(archive: string, { file, got, wanted }: ShortRead): string {
  return `WAL segment "${file}" in archive "${archive}" is too short: read ${got} of ${wanted} bytes`;
}

/** Our own words: pg_waldump never sees a file of an unknown major as such. */
function notWal(file: string, found: number): string {
  const magic = found.toString(16).toUpperCase().padStart(4, '0');
  return found === 0
    ? `"${file}" begins with zeros: no WAL has been written to it yet`
    : `"${file}" is not a WAL segment of PostgreSQL 10 to 19: its first page has the magic number ${magic}`;
}

/** How the scan that has just stopped ended; `start`: where it was asked to begin, `found`: it gave records. */
export function endOfScan(wal: Wal, wasm: Scanner['wasm'], start: Lsn, found: boolean): WalEnd {
  const kind = stopKind(wasm.stopCode());
  const operands = [0, 1, 2, 3].map(index => BigInt.asUintN(64, wasm.stopOperand(index)));
  const failing = BigInt.asUintN(64, wasm.failingLsn());
  const last = BigInt.asUintN(64, wasm.lastLsn());
  const onPage = kind === 'truncated' || (wasm.stopCode() >= 10 && wasm.stopCode() < 20);
  const facts = factsOf(wal, kind, operands, failing, last);
  const end = { kind, lastLsn: found ? last : 0n, atLsn: onPage ? operands[0] : failing };
  if (kind === 'truncated') return { ...end, message: shortRead(wal, facts), exitStatus: 1, abrupt: true };
  const reason = readerSentence(facts, wal.major);
  if (!found)
    return { ...end, reason, message: nothingFound(wal, start, reason), exitStatus: 1, abrupt: true };
  if (reason === undefined) return { ...end, exitStatus: 0, abrupt: false };
  const blamed = sinceMajor(blamedRecord, wal.major)!(facts);
  const message = `error in WAL record at ${messageLsn(wal.major)(blamed)}: ${reason}`;
  return { ...end, reason, message, exitStatus: 1, abrupt: false };
}

const blockFaults: ReadonlySet<StopKind> = new Set([
  'blockOutOfOrder',
  'noBlockData',
  'unexpectedBlockData',
  'badHole',
  'unexpectedHole',
  'badCompressedLength',
  'badImageLength',
  'noPreviousRelation',
  'badBlockId',
  'badLengths',
]);

/** ReadRecPtr when a record is refused: up to 14 it names a record as soon as its checksum was right. */
const blamedRecord: SinceMajor<(facts: StopFacts) => Lsn> = {
  10: ({ failing, last, kind }) => (blockFaults.has(kind) ? failing : last),
  15: ({ last }) => last,
};

function factsOf(wal: Wal, kind: StopKind, operands: bigint[], failing: Lsn, last: Lsn): StopFacts {
  // Up to 12 the reader has never been told the timeline of the file that it reads.
  const timeline = wal.major < 13 && kind !== 'truncated' ? 0 : undefined;
  return {
    kind,
    operands,
    failing,
    last,
    segmentName: segmentNameAt(wal, operands[0], timeline),
    segmentOffset: Number(operands[0] % BigInt(wal.segmentSize)),
  };
}

function shortRead(wal: Wal, { segmentName, segmentOffset, operands }: StopFacts): string {
  const [, got, wanted] = operands.map(Number);
  const read = { file: segmentName, offset: segmentOffset, got, wanted };
  return wal.archive === undefined
    ? sinceMajor(shortReads, wal.major)!(read)
    : shortMember(wal.archive, read);
}

/** What pg_waldump says where it finds no record from `start` on. */
export function nothingFound(wal: Wal, start: Lsn, reason?: string): string {
  const sentence = `could not find a valid record after ${messageLsn(wal.major)(start)}`;
  return wal.major >= 19 && reason !== undefined ? `${sentence}: ${reason}` : sentence;
}
