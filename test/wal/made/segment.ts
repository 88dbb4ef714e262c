import { crc32c } from '../../../server/postgres/crc32c.ts';
import type { Major } from '../../../server/postgres/majors.ts';
import { pageMagic } from '../../../server/postgres/wal/magic.ts';
import { type Made, recordBytes } from './record.ts';

/** The segment that `makeSegment` makes: the first one after the one that initdb begins with. */
export const madeSegmentName = '000000010000000000000002';
export const madeSegmentSize = 16 * 1024 * 1024;

const segmentStart = 2 * madeSegmentSize;
const pageSize = 8192;
const longHeaderSize = 40;
const shortHeaderSize = 24;
const continuesRecord = 1;
const longHeader = 2;
const crcAt = 20;

/** A segment of `major` that holds `records`, one behind the other, as a server would have written them. */
export function makeSegment(major: Major, records: readonly Made[]): Uint8Array {
  const segment = new Uint8Array(madeSegmentSize);
  const view = new DataView(segment.buffer);
  let at = 0;
  let prev = 0;

  const beginPage = (remaining: number) => {
    const first = at === 0;
    view.setUint16(at, pageMagic(major), true);
    view.setUint16(at + 2, (first ? longHeader : 0) | (remaining ? continuesRecord : 0), true);
    view.setUint32(at + 4, 1, true);
    view.setBigUint64(at + 8, BigInt(segmentStart + at), true);
    view.setUint32(at + 16, remaining, true);
    if (first) {
      view.setBigUint64(24, 7_000_000_000_000_000_001n, true);
      view.setUint32(32, madeSegmentSize, true);
      view.setUint32(36, pageSize, true);
    }
    at += first ? longHeaderSize : shortHeaderSize;
  };

  for (const record of records) {
    if (at % pageSize === 0) beginPage(0);
    const bytes = sealed(recordBytes(record), prev);
    prev = segmentStart + at;
    for (let from = 0; from < bytes.length; ) {
      if (at % pageSize === 0) beginPage(bytes.length - from);
      const count = Math.min(bytes.length - from, pageSize - (at % pageSize));
      segment.set(bytes.subarray(from, from + count), at);
      from += count;
      at += count;
    }
    at = (at + 7) & ~7;
  }
  return segment;
}

/** The record with prev-link and checksum, which covers the data before the header. */
function sealed(bytes: Uint8Array, prev: number): Uint8Array {
  const view = new DataView(bytes.buffer);
  view.setBigUint64(8, BigInt(prev), true);
  const covered = new Uint8Array(bytes.length - 4);
  covered.set(bytes.subarray(crcAt + 4));
  covered.set(bytes.subarray(0, crcAt), bytes.length - crcAt - 4);
  view.setUint32(crcAt, crc32c(covered), true);
  return bytes;
}
