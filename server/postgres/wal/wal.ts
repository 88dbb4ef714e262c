import type { ByteSource } from '../../bytes/byteSource.ts';
import type { Lsn } from '../lsn.ts';
import type { Major } from '../majors.ts';
import { formatSegmentName, parseSegmentName } from '../segmentName.ts';
import type { StopKind } from './scan/stops.ts';

/** One segment's bytes, plain. `name`: the file's name where it has one, else what its first page says is believed. */
export interface WalSegment {
  readonly source: ByteSource;
  readonly name?: string;
}

/** Consecutive segments, ready to be scanned. */
export interface Wal {
  readonly segments: readonly WalSegment[];
  readonly major: Major;
  readonly magic: number;
  /** In bytes. */
  readonly segmentSize: number;
  /** As the first page says it; 0 when that has no long header. */
  readonly systemIdentifier: bigint;
  /** The one that pages must carry; 0 when any will do. */
  readonly requiredSystem: bigint;
  /** Of the last segment's name, as pg_waldump's messages have it; else of the first page. */
  readonly timeline: number;
  /** The first byte of the first segment and the one after the last segment. */
  readonly start: Lsn;
  readonly end: Lsn;
  /** Bytes that are there, from `start` on, before a file turns out to be shorter than a segment. */
  readonly available: number;
  /** The tar archive that the segments are in, as messages name it. */
  readonly archive?: string;
  /** Set when nothing can be read at all: `scanWal` gives no record and ends with this. */
  readonly unreadable?: WalEnd;
}

/** How and why the WAL ended. */
export interface WalEnd {
  /** `endOfRange`: all that was asked for has been read. `tooShort` and `notWal`: nothing can be read. */
  readonly kind: StopKind | 'tooShort' | 'notWal' | 'badSegmentSizeInFile';
  /** The last record that was read, 0 if none. */
  readonly lastLsn: Lsn;
  /** Where reading stopped: the record, or the page, that could not be read. */
  readonly atLsn: Lsn;
  /** What pg_waldump of this major says, without its name and the severity; undefined where it says nothing. */
  readonly message?: string;
  /** A second line that pg_waldump prints as a detail. */
  readonly detail?: string;
  /** The part of the message that says what is wrong, where there is one. */
  readonly reason?: string;
  readonly exitStatus: 0 | 1;
  /** pg_waldump gives up on the spot, before it would print statistics. */
  readonly abrupt: boolean;
}

/** The timeline whose file is read at `lsn`. */
export function timelineAt(wal: Wal, lsn: Lsn): number {
  const name = locate(wal, lsn)?.segment.name?.slice(0, 24);
  return parseSegmentName(name ?? '', wal.segmentSize)?.timeline ?? wal.timeline;
}

/** The name of the segment that holds `lsn`. */
export function segmentNameAt(wal: Wal, lsn: Lsn, timeline = timelineAt(wal, lsn)): string {
  return formatSegmentName({ timeline, number: lsn / BigInt(wal.segmentSize) }, wal.segmentSize);
}

/** The segment and the offset in it of `lsn`, undefined outside of `wal`. */
export function locate(wal: Wal, lsn: Lsn): { segment: WalSegment; offset: number } | undefined {
  if (lsn < wal.start || lsn >= wal.end) return undefined;
  const position = Number(lsn - wal.start);
  return {
    segment: wal.segments[Math.floor(position / wal.segmentSize)],
    offset: position % wal.segmentSize,
  };
}
