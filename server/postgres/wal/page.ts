import type { Lsn } from '../lsn.ts';
import { type Major, sinceMajor } from '../majors.ts';
import { u16, u32, u64 } from './record.ts';

/** XLOG_BLCKSZ in bytes, as every common build has it. */
export const walPageSize = 8192;
export const shortPageHeaderSize = 24;
export const longPageHeaderSize = 40;

/** Bits of xlp_info that all majors agree on. PostgreSQL: XLP_* in access/xlog_internal.h. */
export const pageFlags = { firstIsContrecord: 0x0001, longHeader: 0x0002 } as const;

/** The other bits of xlp_info: 19 dropped XLP_BKP_REMOVABLE (0x0004) and gave its bit away. */
interface PageFlags {
  readonly firstIsOverwriteContrecord: number;
  /** XLP_ALL_FLAGS: a page with any other bit is refused. */
  readonly all: number;
}

const flagsSince: { readonly [M in Major]?: PageFlags } = {
  10: { firstIsOverwriteContrecord: 0x0008, all: 0x000f },
  19: { firstIsOverwriteContrecord: 0x0004, all: 0x0007 },
};

/** The bits of xlp_info that differ between majors. */
export function pageFlagsOf(major: Major): PageFlags {
  return sinceMajor(flagsSince, major)!;
}

/** What a page's header says; the last three only where it is a long one. PostgreSQL: XLogLongPageHeaderData. */
export interface PageHeader {
  readonly magic: number;
  readonly info: number;
  readonly timeline: number;
  readonly address: Lsn;
  /** Bytes of the record that began on an earlier page, from this page on. */
  readonly remainingLength: number;
  readonly size: number;
  readonly systemIdentifier?: bigint;
  readonly segmentSize?: number;
  readonly walBlockSize?: number;
}

/** What the file's first page claims its segment size to be, whether its header is a long one or not. */
export function claimedSegmentSize(firstPage: Uint8Array): number {
  return firstPage.length < longPageHeaderSize ? 0 : u32(firstPage, 32);
}

/** The page header at `at`, or undefined when `bytes` ends inside it. Nothing is validated. */
export function readPageHeader(bytes: Uint8Array, at = 0): PageHeader | undefined {
  if (at + shortPageHeaderSize > bytes.length) return undefined;
  const info = u16(bytes, at + 2);
  const header = {
    magic: u16(bytes, at),
    info,
    timeline: u32(bytes, at + 4),
    address: u64(bytes, at + 8),
    remainingLength: u32(bytes, at + 16),
    size: shortPageHeaderSize,
  };
  if (!(info & pageFlags.longHeader)) return header;
  if (at + longPageHeaderSize > bytes.length) return undefined;
  return {
    ...header,
    size: longPageHeaderSize,
    systemIdentifier: u64(bytes, at + 24),
    segmentSize: u32(bytes, at + 32),
    walBlockSize: u32(bytes, at + 36),
  };
}
