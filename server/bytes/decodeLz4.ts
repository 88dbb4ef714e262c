import { type ByteReader, byteReader } from './byteReader.ts';
import { BadCompressedData } from './compression.ts';

const frameMagic = 0x184d2204;
const skippableMagic = 0x184d2a50;
const windowSize = 64 * 1024;

/** Bytes of a block, by the block size code of a frame. */
const blockSizes: Record<number, number> = { 4: 1 << 16, 5: 1 << 18, 6: 1 << 20, 7: 1 << 22 };

/** LZ4 frames, one after another. Checksums are passed over: WAL carries its own. */
export async function* decodeLz4(compressed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = byteReader(compressed);
  for (;;) {
    if (!(await reader.fill(1))) return;
    const magic = await word(reader);
    if (magic === frameMagic) yield* frame(reader);
    else if ((magic & ~15) >>> 0 === skippableMagic) await passOver(reader, await word(reader));
    else throw new BadCompressedData('not an LZ4 frame');
  }
}

async function* frame(reader: ByteReader): AsyncGenerator<Uint8Array> {
  const [flags, descriptor] = await take(reader, 2);
  if (flags >> 6 !== 1) throw new BadCompressedData('LZ4 frame of an unknown version');
  const linked = (flags & 0x20) === 0;
  const blockSize = blockSizes[(descriptor >> 4) & 7];
  if (!blockSize) throw new BadCompressedData('LZ4 frame with an impossible block size');
  await passOver(reader, (flags & 0x08 ? 8 : 0) + (flags & 0x01 ? 4 : 0) + 1);
  // Decoded bytes, after up to 64 kB of what came before them, which linked blocks refer to.
  const output = new Uint8Array(windowSize + blockSize);
  let history = 0;
  for (;;) {
    const size = await word(reader);
    if (size === 0) break;
    const length = size & 0x7fffffff;
    if (length > blockSize) throw new BadCompressedData('LZ4 block longer than its frame allows');
    const block = await take(reader, length);
    const end = size >>> 31 ? stored(block, output, history) : decodeBlock(block, output, history);
    yield output.slice(history, end);
    const kept = linked ? Math.min(windowSize, end) : 0;
    output.copyWithin(0, end - kept, end);
    history = kept;
    if (flags & 0x10) await passOver(reader, 4);
  }
  if (flags & 0x04) await passOver(reader, 4);
}

function stored(block: Uint8Array, output: Uint8Array, at: number): number {
  output.set(block, at);
  return at + block.length;
}

/** Decodes one block to `output` from `start` on; returns where it ends. */
function decodeBlock(block: Uint8Array, output: Uint8Array, start: number): number {
  let at = 0;
  let to = start;
  const longer = (length: number) => {
    let byte = 255;
    while (byte === 255) {
      if (at >= block.length) throw damaged();
      byte = block[at++];
      length += byte;
    }
    return length;
  };
  while (at < block.length) {
    const token = block[at++];
    const literals = token >> 4 === 15 ? longer(15) : token >> 4;
    if (at + literals > block.length || to + literals > output.length) throw damaged();
    output.set(block.subarray(at, at + literals), to);
    at += literals;
    to += literals;
    if (at === block.length) return to;
    const distance = block[at] | (block[at + 1] << 8);
    at += 2;
    const length = ((token & 15) === 15 ? longer(15) : token & 15) + 4;
    if (distance === 0 || distance > to || at > block.length || to + length > output.length) throw damaged();
    for (const end = to + length; to < end; to++) output[to] = output[to - distance];
  }
  return to;
}

const damaged = () => new BadCompressedData('damaged LZ4 block');

async function take(reader: ByteReader, bytes: number): Promise<Uint8Array> {
  if (!(await reader.fill(bytes))) throw new BadCompressedData('the LZ4 data ends too early');
  const taken = reader.ahead.subarray(0, bytes);
  reader.skip(bytes);
  return taken;
}

async function word(reader: ByteReader): Promise<number> {
  return littleEndian(await take(reader, 4));
}

function littleEndian(bytes: Uint8Array): number {
  return (bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24)) >>> 0;
}

async function passOver(reader: ByteReader, bytes: number): Promise<void> {
  let left = bytes;
  while (left > 0) {
    if (!(await reader.fill(1))) throw new BadCompressedData('the LZ4 data ends too early');
    const part = Math.min(left, reader.ahead.length);
    reader.skip(part);
    left -= part;
  }
}
