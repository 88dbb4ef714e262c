import { type ByteReader, byteReader } from './byteReader.ts';
import { BadCompressedData } from './compression.ts';

/** Kinds of chunks in a framed stream; those from 0x80 to 0xfe may be passed over. */
const chunk = { compressed: 0x00, plain: 0x01, streamIdentifier: 0xff } as const;
const firstToPassOver = 0x80;

/** Decompressed bytes of a chunk at the most. */
const chunkLimit = 64 * 1024;
const checksumBytes = 4;

/**
 * Snappy's framing format, as Barman writes it. Checksums are passed over: WAL carries its own.
 * Snappy: framing_format.txt and format_description.txt.
 */
export async function* decodeSnappy(compressed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = byteReader(compressed);
  while (await reader.fill(1)) {
    const [kind, a, b, c] = await take(reader, 4);
    const content = await take(reader, a | (b << 8) | (c << 16));
    if (kind === chunk.compressed) yield decodeBlock(content.subarray(checksumBytes));
    else if (kind === chunk.plain) yield content.slice(checksumBytes);
    else if (kind < firstToPassOver) throw new BadCompressedData('a Snappy chunk of an unknown kind');
  }
}

async function take(reader: ByteReader, bytes: number): Promise<Uint8Array> {
  if (!(await reader.fill(bytes))) throw new BadCompressedData('the Snappy data ends too early');
  const taken = reader.ahead.subarray(0, bytes);
  reader.skip(bytes);
  return taken;
}

/** Decodes one block: its length, then literals and copies of what came before in it. */
function decodeBlock(block: Uint8Array): Uint8Array {
  let at = 0;
  const little = (bytes: number) => {
    if (at + bytes > block.length) throw damaged();
    let value = 0;
    for (let i = 0; i < bytes; i++) value += block[at++] * 256 ** i;
    return value;
  };
  const output = new Uint8Array(lengthOf(block));
  at = block.findIndex(byte => byte < 0x80) + 1;
  let to = 0;
  while (at < block.length) {
    const tag = block[at++];
    const high = tag >> 2;
    if ((tag & 3) === 0) {
      const length = (high < 60 ? high : little(high - 59)) + 1;
      if (at + length > block.length || to + length > output.length) throw damaged();
      output.set(block.subarray(at, at + length), to);
      at += length;
      to += length;
      continue;
    }
    const short = (tag & 3) === 1;
    const length = short ? (high & 7) + 4 : high + 1;
    const distance = short ? ((tag >> 5) << 8) + little(1) : little((tag & 3) === 2 ? 2 : 4);
    if (distance === 0 || distance > to || to + length > output.length) throw damaged();
    for (const end = to + length; to < end; to++) output[to] = output[to - distance];
  }
  if (to !== output.length) throw damaged();
  return output;
}

/** The length of a block's content: seven bits a byte, the last byte below 128. */
function lengthOf(block: Uint8Array): number {
  let length = 0;
  for (let at = 0; at < 3 && at < block.length; at++) {
    length += (block[at] & 0x7f) << (7 * at);
    if (block[at] < 0x80 && length <= chunkLimit) return length;
  }
  throw damaged();
}

const damaged = () => new BadCompressedData('damaged Snappy block');
