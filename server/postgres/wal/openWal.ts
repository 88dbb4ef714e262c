import type { Lsn } from '../lsn.ts';
import { type Major, majors } from '../majors.ts';
import { defaultSegmentSize, isValidSegmentSize, parseSegmentName, segmentStart } from '../segmentName.ts';
import { majorOfMagic, pageMagic } from './magic.ts';
import { claimedSegmentSize, type PageHeader, readPageHeader, walPageSize } from './page.ts';
import type { Wal, WalEnd, WalSegment } from './wal.ts';
import { openingSentence } from './walEnd.ts';

export interface OpenWalOptions {
  /** Read as this major's WAL, whatever the first page's magic says. */
  readonly major?: Major;
  /** Read as this major's WAL where no page tells one. */
  readonly majorIfUntold?: Major;
  /** The system identifier that the pages must carry. */
  readonly systemIdentifier?: bigint;
  /** The tar archive that the segments are in, as messages name it. */
  readonly archive?: string;
}

/** Pages to look through for a known magic when the first page has none. */
const pagesToTry = 4;

/**
 * Looks at the first page of consecutive `segments` (one at least, in order) and tells what they are. Never
 * throws on content; what cannot be read as WAL has `unreadable` set. PostgreSQL: search_directory and main in
 * pg_waldump.c.
 */
export async function openWal(segments: readonly WalSegment[], options: OpenWalOptions = {}): Promise<Wal> {
  const [{ source, name }] = segments;
  const head = await source.read(0, walPageSize * pagesToTry);
  const header = readPageHeader(head);
  const major = options.major ?? majorIn(head) ?? options.majorIfUntold;
  const claimedSize = claimedSegmentSize(head);
  const segmentSize = isValidSegmentSize(claimedSize) ? claimedSize : likelySegmentSize(source.size);
  const named = name === undefined ? undefined : parseSegmentName(name.slice(0, 24), segmentSize);
  const start = named ? segmentStart(named, segmentSize) : claimedStart(header, segmentSize);
  const lastName = segments[segments.length - 1].name ?? name;
  const lastNamed = lastName === undefined ? undefined : parseSegmentName(lastName.slice(0, 24), segmentSize);
  const wal: Wal = {
    segments,
    major: major ?? majors[majors.length - 1],
    magic: major === undefined ? (header?.magic ?? 0) : pageMagic(major),
    segmentSize,
    systemIdentifier: header?.systemIdentifier ?? 0n,
    requiredSystem: options.systemIdentifier ?? 0n,
    timeline: lastNamed?.timeline ?? header?.timeline ?? 0,
    start,
    end: start + BigInt(segmentSize) * BigInt(segments.length),
    available: availableBytes(segments, segmentSize),
    archive: options.archive,
  };
  const sentence = openingSentence(wal, head, major !== undefined);
  return sentence === undefined ? wal : { ...wal, unreadable: { ...unreadable(wal), ...sentence } };
}

function unreadable(wal: Wal): Omit<WalEnd, 'kind' | 'message'> {
  return { lastLsn: 0n, atLsn: wal.start, exitStatus: 1, abrupt: true };
}

/** The major of the first page with a known magic. */
function majorIn(head: Uint8Array): Major | undefined {
  for (let at = 0; at < head.length; at += walPageSize) {
    const major = majorOfMagic(readPageHeader(head, at)?.magic ?? 0);
    if (major !== undefined) return major;
  }
  return undefined;
}

function likelySegmentSize(fileSize: number): number {
  return isValidSegmentSize(fileSize) ? fileSize : defaultSegmentSize;
}

function claimedStart(header: PageHeader | undefined, segmentSize: number): Lsn {
  const size = BigInt(segmentSize);
  return header ? (header.address / size) * size : 0n;
}

function availableBytes(segments: readonly WalSegment[], segmentSize: number): number {
  let available = 0;
  for (const { source } of segments) {
    available += Math.min(source.size, segmentSize);
    if (source.size < segmentSize) break;
  }
  return available;
}
