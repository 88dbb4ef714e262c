import { encryptionOf } from '../bytes/encryption.ts';
import type { Lsn } from '../postgres/lsn.ts';
import type { Major } from '../postgres/majors.ts';
import { isValidSegmentSize } from '../postgres/segmentName.ts';
import { majorOfMagic } from '../postgres/wal/magic.ts';
import { longPageHeaderSize, readPageHeader } from '../postgres/wal/page.ts';

/** What the first page of a segment says of it. */
export interface SegmentHead {
  readonly systemIdentifier: bigint;
  /** The timeline of the first page: older than the name's where the segment was copied at a switch. */
  readonly timeline: number;
  readonly address: Lsn;
  readonly segmentSize: number;
  readonly major: Major;
  /** Bytes of the file, decompressed where it is compressed; undefined where they are taken to be a segment's. */
  readonly plainBytes?: number;
}

/** Why a file's beginning is not that of a segment. */
export type HeadFault = 'empty' | 'short' | 'zeros' | 'not WAL' | 'undecodable' | 'cut short' | 'encrypted';

/** How many bytes `readSegmentHead` wants. */
export const headBytes = longPageHeaderSize;

/** Reads the long page header that a segment begins with; `plainBytes` is the size of a file that is not compressed. */
export function readSegmentHead(bytes: Uint8Array, plainBytes?: number): SegmentHead | HeadFault {
  if (bytes.length === 0) return 'empty';
  if (bytes.every(byte => byte === 0)) return 'zeros';
  if (encryptionOf(bytes)) return 'encrypted';
  const header = readPageHeader(bytes);
  const major = header && majorOfMagic(header.magic);
  if (!header || bytes.length < headBytes) return 'short';
  const { systemIdentifier, segmentSize, timeline, address } = header;
  if (!major || systemIdentifier === undefined || !isValidSegmentSize(segmentSize ?? 0)) return 'not WAL';
  return { systemIdentifier, timeline, address, segmentSize: segmentSize!, major, plainBytes };
}
