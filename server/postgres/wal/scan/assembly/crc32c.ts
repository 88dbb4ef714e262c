// CRC-32C (Castagnoli), 16 bytes a step. PostgreSQL: port/pg_crc32c_sb8.c does the same 8 bytes a step.
import { fold, FOLD_FROM, FOLDED_BYTES } from './crcFold';
import { FOLDED, TABLES } from './memory';

const POLYNOMIAL: u32 = 0x82f63b78;

/** Where a record's header has its checksum. */
export const CHECKSUM: u32 = 20;

const T0: usize = TABLES + 0 * 1024;
const T1: usize = TABLES + 1 * 1024;
const T2: usize = TABLES + 2 * 1024;
const T3: usize = TABLES + 3 * 1024;
const T4: usize = TABLES + 4 * 1024;
const T5: usize = TABLES + 5 * 1024;
const T6: usize = TABLES + 6 * 1024;
const T7: usize = TABLES + 7 * 1024;
const T8: usize = TABLES + 8 * 1024;
const T9: usize = TABLES + 9 * 1024;
const T10: usize = TABLES + 10 * 1024;
const T11: usize = TABLES + 11 * 1024;
const T12: usize = TABLES + 12 * 1024;
const T13: usize = TABLES + 13 * 1024;
const T14: usize = TABLES + 14 * 1024;
const T15: usize = TABLES + 15 * 1024;

/** Table n holds what a byte becomes once n more bytes have followed it. */
export function fillTables(): void {
  for (let i: u32 = 0; i < 256; i++) {
    let crc = i;
    for (let bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (POLYNOMIAL & (0 - (crc & 1)));
    store<u32>(TABLES + (i << 2), crc);
  }
  for (let at: usize = TABLES + 1024; at < TABLES + 16 * 1024; at += 4) {
    const before = load<u32>(at - 1024);
    store<u32>(at, (before >> 8) ^ load<u32>((before & 0xff) << 2, T0));
  }
}

/**
 * One step: what the tables hold for each byte, its offset in its table taken straight from the word. The word that
 * hangs on the step before comes in last, so that little waits for it.
 */
@inline
function step(low: u64, high: u64): u32 {
  const a = u32(low);
  const b = u32(low >> 32);
  const c = u32(high);
  const d = u32(high >> 32);
  const rest =
    ((load<u32>((b << 2) & 0x3fc, T11) ^ load<u32>((b >> 6) & 0x3fc, T10)) ^
     (load<u32>((b >> 14) & 0x3fc, T9) ^ load<u32>((b >> 22) & 0x3fc, T8))) ^
    ((load<u32>((c << 2) & 0x3fc, T7) ^ load<u32>((c >> 6) & 0x3fc, T6)) ^
     (load<u32>((c >> 14) & 0x3fc, T5) ^ load<u32>((c >> 22) & 0x3fc, T4))) ^
    ((load<u32>((d << 2) & 0x3fc, T3) ^ load<u32>((d >> 6) & 0x3fc, T2)) ^
     (load<u32>((d >> 14) & 0x3fc, T1) ^ load<u32>((d >> 22) & 0x3fc, T0)));
  return (
    ((load<u32>((a << 2) & 0x3fc, T15) ^ load<u32>((a >> 6) & 0x3fc, T14)) ^
     (load<u32>((a >> 14) & 0x3fc, T13) ^ load<u32>((a >> 22) & 0x3fc, T12))) ^
    rest
  );
}

/** `crc` carried on over `length` bytes at `from`, before which 15 bytes must be readable. */
export function update(crc: u32, from: usize, length: u32): u32 {
  if (length >= FOLD_FROM) {
    const rest = fold(crc, from, length);
    crc = updateShort(0, FOLDED, FOLDED_BYTES);
    from += length - rest;
    length = rest;
  }
  return updateShort(crc, from, length);
}

/**
 * What is left over from whole steps goes first, as the end of a step that begins with zeros; for that up to 15 bytes
 * before `from` are read, and masked away without a branch.
 */
function updateShort(crc: u32, from: usize, length: u32): u32 {
  if (length == 0) return crc;
  const odd = ((length - 1) & 15) + 1;
  const end = from + length;
  from += odd;
  const shift = u64(16 - odd) << 3;
  const inLow = shift < 64;
  const carried = u64(crc);
  const lowKept = select<u64>(u64.MAX_VALUE << shift, 0, inLow);
  const highKept = select<u64>(u64.MAX_VALUE, u64.MAX_VALUE << (shift - 64), inLow);
  const low = (load<u64>(from - 16) & lowKept) ^ select<u64>(carried << shift, 0, inLow);
  const high =
    (load<u64>(from - 8) & highKept) ^
    select<u64>((carried >> 1) >> (63 - shift), carried << (shift - 64), inLow);
  crc = step(low, high) ^ select<u32>(crc >> (odd << 3), 0, odd < 4);
  for (; from < end; from += 16) crc = step(load<u64>(from) ^ u64(crc), load<u64>(from, 8));
  return crc;
}

/** The checksum of a record whose body gave `crc`: its header up to the checksum comes last. */
export function finish(crc: u32, header: usize): u32 {
  return ~updateShort(crc, header, CHECKSUM);
}
