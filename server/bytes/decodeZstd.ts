import { Decompress } from 'fzstd';
import { BadCompressedData, isSkippable } from './compression.ts';

/** What may have to be kept at once to decode a frame: the most that `zstd -d` takes without being asked. */
const windowLimit = 128 * 1024 * 1024;

/** Bytes decoded at a time: 4 bytes can become 128 kB, so that little at once keeps the output small. */
const portion = 2048;

/** Zstandard frames, one after another, where the platform has no decoder of its own. */
export async function* decodeZstd(compressed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let decoded: Uint8Array[] = [];
  const decoder = new Decompress(piece => decoded.push(piece));
  let first = true;
  for await (const chunk of compressed) {
    if (first && windowOf(chunk) > windowLimit)
      throw new BadCompressedData('the zstd data wants more than 128 MB to be decompressed');
    first = false;
    for (let at = 0; at < chunk.length; at += portion) {
      push(decoder, chunk.subarray(at, at + portion), false);
      yield* decoded;
      decoded = [];
    }
  }
  push(decoder, new Uint8Array(0), true);
  yield* decoded;
}

function push(decoder: Decompress, chunk: Uint8Array, last: boolean): void {
  try {
    decoder.push(chunk, last);
  } catch (reason) {
    throw new BadCompressedData(reason instanceof Error ? reason.message : String(reason));
  }
}

/** Window size that the frame at the beginning of `bytes` asks for. RFC 8878, 3.1.1.1. */
function windowOf(bytes: Uint8Array): number {
  const frame = afterSkippable(bytes);
  const descriptor = bytes[frame + 4] ?? 0;
  if (!(descriptor & 0x20)) {
    const base = 2 ** (10 + ((bytes[frame + 5] ?? 0) >> 3));
    return base + (base / 8) * ((bytes[frame + 5] ?? 0) & 7);
  }
  const at = frame + 5 + [0, 1, 2, 4][descriptor & 3];
  const size = [1, 2, 4, 8][descriptor >> 6];
  let content = 0;
  for (let i = size - 1; i >= 0; i--) content = content * 256 + (bytes[at + i] ?? 0);
  return content;
}

/** Where the first frame that is not to be passed over begins. */
function afterSkippable(bytes: Uint8Array): number {
  let at = 0;
  while (isSkippable(bytes, at)) {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    if (at + 8 > bytes.length) break;
    at += 8 + view.getUint32(at + 4, true);
  }
  return at;
}
