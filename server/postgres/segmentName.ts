import type { Lsn } from './lsn.ts';

/** A WAL segment's identity: its timeline and its number since the beginning of the log. */
export interface SegmentId {
  readonly timeline: number;
  /** Segment number: LSN divided by the segment size. */
  readonly number: bigint;
}

/** Segment size when a cluster was initialised without --wal-segsize, in bytes. */
export const defaultSegmentSize = 16 * 1024 * 1024;

/** A power of two from 1 MB to 1 GB. PostgreSQL: IsValidWalSegSize in access/xlog_internal.h. */
export function isValidSegmentSize(bytes: number): boolean {
  return bytes >= 1 << 20 && bytes <= 1 << 30 && (bytes & (bytes - 1)) === 0;
}

/** `000000010000000000000003`. PostgreSQL: XLogFileName in access/xlog_internal.h. */
export function formatSegmentName(segment: SegmentId, segmentSize: number): string {
  const perId = 0x1_0000_0000n / BigInt(segmentSize);
  const hex = (value: bigint) => value.toString(16).toUpperCase().padStart(8, '0');
  return hex(BigInt(segment.timeline)) + hex(segment.number / perId) + hex(segment.number % perId);
}

/** The segment that a 24-digit name stands for, or undefined. PostgreSQL: XLogFromFileName, IsXLogFileName. */
export function parseSegmentName(name: string, segmentSize: number): SegmentId | undefined {
  const match = /^([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})$/.exec(name);
  if (!match) return undefined;
  const [timeline, log, seg] = match.slice(1).map(digits => BigInt(`0x${digits}`));
  return { timeline: Number(timeline), number: log * (0x1_0000_0000n / BigInt(segmentSize)) + seg };
}

/** The first byte of a segment. */
export function segmentStart(segment: SegmentId, segmentSize: number): Lsn {
  return segment.number * BigInt(segmentSize);
}
