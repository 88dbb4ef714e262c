// The checksums of all records that lie whole on a page, by one sum.
//
// What a record's checksum is taken of, and behind it that checksum before it was inverted, leave the register of a CRC
// at 0. So do several of these behind each other. Where they do not, one is wrong, and each has to be looked at. This is a
// CRC-32C too, of a page at most, and misses no more than that of a long record.
import { CHECKSUM, update } from './crc32c';
import { SUMMED } from './memory';

const HEADER: u32 = 24;

/**
 * Where the last of the records ends that begin at `offset` of a page and lie before `limit`; `offset` itself where the
 * checksum of one of them is wrong. Beyond `limit` 64 bytes must be readable.
 */
export function soundUpTo(page: usize, offset: u32, limit: u32): u32 {
  let to = SUMMED;
  let next = offset;
  while (next + HEADER <= limit) {
    const length = load<u32>(page + next);
    if (length < HEADER || length > limit - next) break;
    append(to, page + next, length);
    to += length;
    next += (length + 7) & ~7;
  }
  return update(0, SUMMED, u32(to - SUMMED)) == 0 ? next : offset;
}

/** Puts the record of `length` bytes at `from` to `to` as its checksum sees it; writes up to 64 bytes more. */
@inline
function append(to: usize, from: usize, length: u32): void {
  const body = length - HEADER;
  for (let copied: u32 = 0; copied < body; copied += 64) copy64(to + copied, from + HEADER + copied);
  const header = to + body;
  v128.store(header, v128.load(from));
  store<u32>(header, load<u32>(from, 16), 16);
  store<u32>(header, ~load<u32>(from, CHECKSUM), CHECKSUM);
  // the register begins with ones
  store<u32>(to, ~load<u32>(to));
}

@inline
function copy64(to: usize, from: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
  v128.store(to, v128.load(from, 32), 32);
  v128.store(to, v128.load(from, 48), 48);
}
