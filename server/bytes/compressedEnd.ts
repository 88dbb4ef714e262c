import type { ByteSource } from './byteSource.ts';
import type { Compression } from './compression.ts';

/**
 * Whether a compressed file looks as if `plainSize` bytes, all of them, were compressed into it: what its end or its
 * frame says, without decompressing it. A file that was cut short does not; where nothing tells, it does.
 */
export async function looksWhole(
  source: ByteSource,
  compression: Compression,
  plainSize: number,
): Promise<boolean> {
  const check = checks[compression];
  return check ? check(source, plainSize) : true;
}

const checks: Partial<Record<Compression, (source: ByteSource, plainSize: number) => Promise<boolean>>> = {
  bzip2: bzip2Whole,
  gzip: gzipWhole,
  lz4: lz4Whole,
  xz: xzWhole,
  zstd: zstdWhole,
};

/** The trailer ends with the size modulo 2^32. RFC 1952, 2.3.1. */
async function gzipWhole(source: ByteSource, plainSize: number): Promise<boolean> {
  const end = await lastBytes(source, 4);
  return end !== undefined && end.getUint32(0, true) === plainSize;
}

/** From block to block up to the empty one that ends a frame, and perhaps a checksum. LZ4 frame format. */
async function lz4Whole(source: ByteSource, plainSize: number): Promise<boolean> {
  const bytes = await source.read(0, 19);
  if (bytes.length < 15) return false;
  const flags = bytes[4];
  const told = flags & 0x08 ? viewOf(bytes).getUint32(6, true) : plainSize;
  const begin = 7 + (flags & 0x08 ? 8 : 0) + (flags & 0x01 ? 4 : 0);
  const end = await endOfBlocks(source, begin, 4, header => {
    const size = header.getUint32(0, true);
    return { bytes: (size & 0x7fff_ffff) + (size && flags & 0x10 ? 4 : 0), isLast: size === 0 };
  });
  return told === plainSize && end !== undefined && end + (flags & 0x04 ? 4 : 0) === source.size;
}

/** The last block is followed by a mark of 48 bits and a checksum, which need not begin at a byte. */
async function bzip2Whole(source: ByteSource): Promise<boolean> {
  const end = await lastBytes(source, 11);
  if (!end) return false;
  const bits = (end.getBigUint64(0) << 24n) | (end.getBigUint64(3) & 0xff_ffffn);
  return [0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n].some(
    padding => ((bits >> (32n + padding)) & 0xffff_ffff_ffffn) === 0x1772_4538_5090n,
  );
}

const xzFooterBytes = 12;

/** The footer says where the index begins, which has the size of each block. The .xz file format, 2.1.2 and 4. */
async function xzWhole(source: ByteSource, plainSize: number): Promise<boolean> {
  const footer = await lastBytes(source, xzFooterBytes);
  if (footer?.getUint16(10) !== 0x595a) return false;
  const indexBytes = (footer.getUint32(4, true) + 1) * 4;
  const from = source.size - xzFooterBytes - indexBytes;
  if (from < 0 || indexBytes > 64 * 1024) return false;
  const numbers = multibyteNumbers(await source.read(from + 1, indexBytes - 1));
  const blocks = numbers[0] ?? 0;
  let sum = 0;
  for (let block = 0; block < blocks && 2 + 2 * block < numbers.length; block++)
    sum += numbers[2 + 2 * block];
  return sum === plainSize;
}

/** Numbers of seven bits a byte, the lowest first; the highest bit says that another byte follows. */
function multibyteNumbers(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  let value = 0;
  let factor = 1;
  for (const byte of bytes) {
    value += (byte & 0x7f) * factor;
    factor *= 128;
    if (byte & 0x80) continue;
    numbers.push(value);
    value = 0;
    factor = 1;
  }
  return numbers;
}

/** From block to block up to the last one, and perhaps a checksum. RFC 8878, 3.1.1. */
async function zstdWhole(source: ByteSource, plainSize: number): Promise<boolean> {
  const bytes = new Uint8Array(18);
  bytes.set(await source.read(0, bytes.length));
  const head = viewOf(bytes);
  const descriptor = head.getUint8(4);
  const single = (descriptor & 0x20) !== 0;
  const sizeAt = 5 + (single ? 0 : 1) + [0, 1, 2, 4][descriptor & 3];
  const sizeBytes = [single ? 1 : 0, 2, 4, 8][descriptor >> 6];
  const told = [plainSize, plainSize, head.getUint32(sizeAt, true), Number(head.getBigUint64(sizeAt, true))];
  const end = await endOfBlocks(source, sizeAt + sizeBytes, 3, header => {
    const word = header.getUint16(0, true) + header.getUint8(2) * 0x1_0000;
    const isRun = ((word >> 1) & 3) === 1;
    return { bytes: isRun ? 1 : word >> 3, isLast: (word & 1) === 1 };
  });
  const isEnd = end !== undefined && end + (descriptor & 4 ? 4 : 0) === source.size;
  return isEnd && told[descriptor >> 6] === plainSize;
}

/** Blocks that are looked at: 1 GB has 16384 full ones of 64 kB. */
const mostBlocks = 100_000;

/** Where the last of the blocks from `begin` on ends, by their headers; undefined where the file ends before it. */
async function endOfBlocks(
  source: ByteSource,
  begin: number,
  headerBytes: number,
  read: (header: DataView) => { readonly bytes: number; readonly isLast: boolean },
): Promise<number | undefined> {
  let at = begin;
  for (let block = 0; block < mostBlocks; block++) {
    const header = await source.read(at, headerBytes);
    if (header.length < headerBytes) return undefined;
    const { bytes, isLast } = read(viewOf(header));
    at += headerBytes + bytes;
    if (isLast) return at;
  }
  return undefined;
}

async function lastBytes(source: ByteSource, length: number): Promise<DataView | undefined> {
  const bytes = await source.read(Math.max(0, source.size - length), length);
  return bytes.length < length ? undefined : viewOf(bytes);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
