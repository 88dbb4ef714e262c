// Long data made short without changing its CRC-32C: 16 bytes go into bytes further on, with no table.
//
// The polynomial x^(8*112) + x^(8*95) + x^(8*50) + x^(8*49) + x^(8*25) + x^(8*9) + x^(8*4) + 1 is a multiple of the
// checksum's. So a byte may be replaced by the same byte XORed into those 17, 62, 63, 87, 103, 108 and 112 bytes behind
// it. It was found by searching: of those of 8 terms, whose nearest byte is 16 away, it takes the fewest shuffles.
import { FOLDED } from './memory';

const BLOCK: u32 = 16;
/** Blocks that one block goes into, and what is left of the data in the end. */
const WINDOW: u32 = 7;
export const FOLDED_BYTES: u32 = WINDOW * BLOCK;

/** Shorter data is summed up sooner as it is. */
export const FOLD_FROM: u32 = 192;

/** A block with what the 7 blocks before it, `a` the nearest, put into it. */
@inline
function folded(block: v128, a: v128, b: v128, c: v128, d: v128, e: v128, f: v128, g: v128): v128 {
  block = v128.xor(block, v128.xor(g, behind4(g, f)));
  block = v128.xor(block, v128.xor(behind9(g, f), behind9(f, e)));
  block = v128.xor(block, v128.xor(behind1(d, c), behind2(d, c)));
  return v128.xor(block, behind15(b, a));
}

/**
 * Puts `crc` and all of the `length` bytes at `from` (FOLD_FROM at least), but for the last few, into FOLDED_BYTES bytes
 * at FOLDED; returns how many bytes it left. The checksum from 0 on over both is that of the data from `crc` on.
 */
export function fold(crc: u32, from: usize, length: u32): u32 {
  const rest = length % BLOCK;
  const end = from + (length - rest);
  let a = i32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let f = a;
  // of it only the block 112 bytes on gets the first 4 bytes
  let g = i32x4.replace_lane(a, 0, crc);
  for (const last = end - FOLDED_BYTES; from < last; from += BLOCK) {
    const block = folded(v128.load(from), a, b, c, d, e, f, g);
    g = f;
    f = e;
    e = d;
    d = c;
    c = b;
    b = a;
    a = block;
  }
  for (let to = FOLDED; from < end; from += BLOCK, to += BLOCK) {
    v128.store(to, folded(v128.load(from), a, b, c, d, e, f, g));
    g = f;
    f = e;
    e = d;
    d = c;
    c = b;
    b = a;
    a = i32x4.splat(0);
  }
  return rest;
}

// Sixteen bytes that begin 1, 2, 4, 9 or 15 bytes into two blocks.

@inline
function behind1(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
}

@inline
function behind2(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17);
}

@inline
function behind4(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19);
}

@inline
function behind9(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24);
}

@inline
function behind15(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
}
