import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32cCarriedOn } from '../../server/postgres/crc32c.ts';
import type { Major } from '../../server/postgres/majors.ts';
import { formatSegmentName } from '../../server/postgres/segmentName.ts';
import { openWal } from '../../server/postgres/wal/openWal.ts';
import { scanWal } from '../../server/postgres/wal/reader.ts';
import { readRecorded, segmentOf } from '../../test/wal/recorded.ts';

const pageSize = 8192;
const headerSize = 24;
const chunkSize = 1024 * 1024;
const truth = new URL('../../test/truth/wal', import.meta.url).pathname;

/** Records that servers of `major` wrote, of at most `longest` bytes; none that ends a segment. */
export async function recordsOf(major: Major, longest: number): Promise<Uint8Array[]> {
  const records: Uint8Array[] = [];
  for (const recorded of readRecorded(truth).cases.filter(each => each.major === major)) {
    const wal = await openWal([segmentOf(truth, recorded)]);
    for await (const batch of scanWal(wal, { wholeRecords: true }))
      for (let i = 0; i < batch.count; i++) {
        const isSwitch = batch.rmid[i] === 0 && (batch.info[i] & 0xf0) === 0x40;
        const at = batch.address[i];
        if (!isSwitch && batch.rmid[i] < 128 && batch.totalLength[i] <= longest)
          records.push(batch.memory.slice(at, at + batch.totalLength[i]));
      }
  }
  return records;
}

/** Where the WAL is to be, its shape, and the magic number of its major's pages. */
export interface MadeWal {
  readonly folder: string;
  readonly segmentSize: number;
  readonly segments: number;
  readonly magic: number;
}

/** Writes segments full of `records`, one behind the other over and over, linked and summed anew. Returns their names. */
export function makeWal(records: readonly Uint8Array[], made: MadeWal): string[] {
  const { folder, segmentSize, segments, magic } = made;
  const names = Array.from({ length: segments }, (_, i) =>
    formatSegmentName({ timeline: 1, number: BigInt(i + 1) }, segmentSize),
  );
  const chunk = new Uint8Array(chunkSize);
  const view = new DataView(chunk.buffer);
  const total = segments * segmentSize;
  let file = -1;
  let at = 0;
  let written = 0;

  const beginPage = (rest: number) => {
    const offset = at % chunkSize;
    const long = at % segmentSize === 0;
    if (long) file = nextFile();
    view.setUint16(offset, magic, true);
    view.setUint16(offset + 2, (long ? 2 : 0) | (rest ? 1 : 0), true);
    view.setUint32(offset + 4, 1, true);
    view.setBigUint64(offset + 8, BigInt(segmentSize + at), true);
    view.setUint32(offset + 16, rest, true);
    if (long) {
      view.setBigUint64(offset + 24, 7_000_000_000_000_000_001n, true);
      view.setUint32(offset + 32, segmentSize, true);
      view.setUint32(offset + 36, pageSize, true);
    }
    at += long ? 40 : 24;
  };
  const nextFile = () => {
    if (file >= 0) closeSync(file);
    return openSync(join(folder, names[at / segmentSize]), 'w');
  };
  const writeChunk = () => {
    if (at < written + chunkSize) return;
    writeSync(file, chunk);
    chunk.fill(0);
    written = at;
  };
  const put = (bytes: Uint8Array) => {
    for (let from = 0; from < bytes.length && at < total; ) {
      if (at % pageSize === 0) beginPage(bytes.length - from);
      const count = Math.min(bytes.length - from, pageSize - (at % pageSize));
      chunk.set(count === bytes.length ? bytes : bytes.subarray(from, from + count), at % chunkSize);
      from += count;
      at += count;
      writeChunk();
    }
  };

  const sealables = records.map(sealable);
  let prev = 0;
  for (let i = 0; at < total; i++) {
    if (at % pageSize === 0) beginPage(0);
    const record = sealables[i % records.length];
    record.seal(prev);
    prev = segmentSize + at;
    put(record.bytes);
    at = (at + 7) & ~7;
    writeChunk();
  }
  closeSync(file);
  return names;
}

/** A record, and the register of its checksum after everything but its header, which comes last. */
function sealable(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const covered = bytes.subarray(0, headerSize - 4);
  const register = crc32cCarriedOn(0xffff_ffff, bytes.subarray(headerSize));
  return {
    bytes,
    /** Sets the link to the record before, and the checksum. */
    seal(prev: number): void {
      view.setBigUint64(8, BigInt(prev), true);
      view.setUint32(headerSize - 4, ~crc32cCarriedOn(register, covered) >>> 0, true);
    },
  };
}
