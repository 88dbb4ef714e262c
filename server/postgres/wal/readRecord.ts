import type { Lsn } from '../lsn.ts';
import { pageFlags, readPageHeader, walPageSize } from './page.ts';
import { recordHeaderSize, u32 } from './record.ts';
import { locate, type Wal } from './wal.ts';

/** Bytes read at first: most records end in them. */
const firstRead = 16 * 1024;
const laterRead = 1024 * 1024;

/**
 * The record that begins at `lsn`, page headers taken out, or undefined when none can begin there or its end is
 * missing. Its checksum is not looked at: for records that a scan has reported.
 */
export async function readRecord(wal: Wal, lsn: Lsn): Promise<Uint8Array | undefined> {
  let bytes = await readAt(wal, lsn, firstRead);
  const inPage = Number(lsn % BigInt(walPageSize));
  const total = u32(bytes, 0);
  if (bytes.length < 4 || total < recordHeaderSize || BigInt(total) > wal.end - lsn) return undefined;
  const inFirst = Math.min(total, walPageSize - inPage);
  if (inFirst > bytes.length) return undefined;
  if (inFirst === total) return bytes.slice(0, total);

  const pieces = [bytes.subarray(0, inFirst)];
  let got = inFirst;
  let at = inFirst;
  while (got < total) {
    if (at + walPageSize > bytes.length) {
      lsn += BigInt(at);
      bytes = await readAt(wal, lsn, laterRead);
      at = 0;
    }
    const piece = continuation(bytes, at, total - got);
    if (!piece) return undefined;
    pieces.push(piece);
    got += piece.length;
    at += walPageSize;
  }
  return joined(pieces, total);
}

/** What the page at `at` has of a record of which `rest` bytes are missing. */
function continuation(bytes: Uint8Array, at: number, rest: number): Uint8Array | undefined {
  const header = readPageHeader(bytes, at);
  if (!header || !(header.info & pageFlags.firstIsContrecord) || header.remainingLength !== rest)
    return undefined;
  const length = Math.min(rest, walPageSize - header.size);
  const start = at + header.size;
  return start + length <= bytes.length ? bytes.subarray(start, start + length) : undefined;
}

function joined(pieces: readonly Uint8Array[], total: number): Uint8Array {
  const record = new Uint8Array(total);
  let at = 0;
  for (const piece of pieces) {
    record.set(piece, at);
    at += piece.length;
  }
  return record;
}

async function readAt(wal: Wal, lsn: Lsn, length: number): Promise<Uint8Array> {
  const place = locate(wal, lsn);
  return place
    ? place.segment.source.read(place.offset, Math.min(length, wal.segmentSize - place.offset))
    : new Uint8Array(0);
}
