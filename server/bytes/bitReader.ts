import { BadCompressedData } from './compression.ts';

/** Bits of `bytes`, the most significant of a byte first. */
export interface BitReader {
  /** Bits that have been read, from the beginning of the bytes on. */
  readonly position: number;
  /** The next `count` bits, 24 at the most. Throws past the end. */
  read(count: number): number;
}

export function bitReader(bytes: Uint8Array, start: number): BitReader {
  let at = 0;
  let held = 0;
  let word = 0;
  const reader = {
    get position() {
      return at * 8 - held;
    },
    read(count: number): number {
      while (held < count) {
        if (at >= bytes.length) throw new BadCompressedData('the compressed data ends too early');
        word = (word << 8) | bytes[at++];
        held += 8;
      }
      held -= count;
      return (word >>> held) & ((1 << count) - 1);
    },
  };
  reader.read(start);
  return reader;
}
