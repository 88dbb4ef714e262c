// Text in memory: bytes put behind each other, numbers as printf prints them.
import { DIGIT_TABLES, OUTPUT, OUTPUT_BYTES } from './memory';

const DECIMAL: usize = DIGIT_TABLES;
const HEXADECIMAL: usize = DIGIT_TABLES + 256;
const CONSTANTS: usize = DIGIT_TABLES + 256 + 512;
const ZERO: u32 = 0x30;

/** Where the next byte goes. */
export let at: usize = OUTPUT;
let nextConstant: usize = CONSTANTS;

export function fillDigits(): void {
  for (let i: u32 = 0; i < 100; i++) {
    store<u8>(DECIMAL + (i << 1), ZERO + i / 10);
    store<u8>(DECIMAL + (i << 1), ZERO + (i % 10), 1);
  }
  for (let i: u32 = 0; i < 256; i++) {
    store<u8>(HEXADECIMAL + (i << 1), hexDigit(i >> 4));
    store<u8>(HEXADECIMAL + (i << 1), hexDigit(i & 15), 1);
  }
}

function hexDigit(value: u32): u32 {
  return value < 10 ? ZERO + value : 0x41 - 10 + value;
}

/** Keeps ASCII text for `putConstant`. */
export function constant(text: string): usize {
  const kept = nextConstant;
  store<u8>(kept, text.length);
  for (let i = 0; i < text.length; i++) store<u8>(kept + 1 + i, text.charCodeAt(i));
  nextConstant += 1 + text.length;
  return kept;
}

/** Keeps the first `bytes` bytes. */
export function cut(bytes: u32): void {
  at = OUTPUT + bytes;
}

/** Bytes that are written and not taken yet. */
@inline
export function size(): u32 {
  return u32(at - OUTPUT);
}

@inline
export function room(): u32 {
  return OUTPUT_BYTES - size();
}

/** `count` bytes were written from outside. */
export function skip(count: u32): void {
  at += count;
}

@inline
export function byte(code: u32): void {
  store<u8>(at, code);
  at++;
}

/** Copies 16 bytes at a time: what it writes beyond the end is written over by what follows. */
@inline
export function put(from: usize, length: u32): void {
  let to = at;
  const end = to + length;
  for (; to < end; to += 16, from += 16) v128.store(to, v128.load(from));
  at = end;
}

@inline
export function putConstant(text: usize): void {
  put(text + 1, load<u8>(text));
}

/** `%u` */
export function decimal(value: u32): void {
  at += digitsOf(value);
  writeBefore(at, value);
}

/** `%*u`, right-aligned in `width`, 16 at the most. */
export function decimalPadded(value: u32, width: u32): void {
  v128.store(at, i8x16.splat(0x20));
  at += max(digitsOf(value), width);
  writeBefore(at, value);
}

/** `%d` */
export function signed(value: i32): void {
  if (value < 0) {
    byte(0x2d);
    decimal(0 - u32(value));
  } else decimal(value);
}

@inline
function digitsOf(value: u32): u32 {
  if (value < 100_000) {
    if (value < 100) return 1 + u32(value >= 10);
    return 3 + u32(value >= 1000) + u32(value >= 10_000);
  }
  if (value < 10_000_000) return 6 + u32(value >= 1_000_000);
  return 8 + u32(value >= 100_000_000) + u32(value >= 1_000_000_000);
}

@inline
function writeBefore(end: usize, value: u32): void {
  while (value >= 100) {
    const rest = value / 100;
    end -= 2;
    store<u16>(end, load<u16>(DECIMAL + ((value - rest * 100) << 1)));
    value = rest;
  }
  if (value >= 10) store<u16>(end - 2, load<u16>(DECIMAL + (value << 1)));
  else store<u8>(end - 1, ZERO + value);
}

/** `%02X` */
@inline
export function hexByte(value: u32): void {
  store<u16>(at, load<u16>(HEXADECIMAL + (value << 1)));
  at += 2;
}

/** `%X` */
export function hex(value: u32): void {
  const count = value == 0 ? 1 : (35 - clz(value)) >> 2;
  for (let shift = count << 2; shift != 0; ) {
    shift -= 4;
    byte(hexDigit((value >> shift) & 15));
  }
}

/** `%X/%08X` */
@inline
export function lsnPadded(lsn: u64): void {
  hex(u32(lsn >> 32));
  byte(0x2f);
  const low = u32(lsn);
  hexByte(low >> 24);
  hexByte((low >> 16) & 0xff);
  hexByte((low >> 8) & 0xff);
  hexByte(low & 0xff);
}

/** `%X/%X` */
export function lsnShort(lsn: u64): void {
  hex(u32(lsn >> 32));
  byte(0x2f);
  hex(u32(lsn));
}
