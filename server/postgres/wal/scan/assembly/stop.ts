// Why a scan ended: a code (the TypeScript side has the sentences, in stops.ts) and up to four numbers.

export const NONE: u32 = 0;
/** The range to read is used up: no error. */
export const END_OF_RANGE: u32 = 1;
/** The file is shorter than it should be; operands: page, bytes that are there, bytes wanted. */
export const TRUNCATED: u32 = 2;

export const BAD_MAGIC: u32 = 10;
export const BAD_INFO_BITS: u32 = 11;
export const FOREIGN_SYSTEM: u32 = 12;
export const BAD_SEGMENT_SIZE: u32 = 13;
export const BAD_BLOCK_SIZE: u32 = 14;
export const BAD_PAGE_ADDRESS: u32 = 15;
export const TIMELINE_BACKWARDS: u32 = 16;

export const BAD_RECORD_OFFSET: u32 = 20;
export const CONTRECORD_REQUESTED: u32 = 21;
export const BAD_RECORD_LENGTH: u32 = 22;
export const BAD_RESOURCE_MANAGER: u32 = 23;
export const BAD_PREV_LINK: u32 = 24;
export const NO_CONTRECORD_FLAG: u32 = 25;
export const BAD_CONTRECORD_LENGTH: u32 = 26;
export const BAD_CHECKSUM: u32 = 27;

export const BLOCK_OUT_OF_ORDER: u32 = 30;
export const NO_BLOCK_DATA: u32 = 31;
export const UNEXPECTED_BLOCK_DATA: u32 = 32;
export const BAD_HOLE: u32 = 33;
export const UNEXPECTED_HOLE: u32 = 34;
export const BAD_COMPRESSED_LENGTH: u32 = 35;
export const BAD_IMAGE_LENGTH: u32 = 36;
export const NO_PREVIOUS_RELATION: u32 = 37;
export const BAD_BLOCK_ID: u32 = 38;
export const BAD_LENGTHS: u32 = 39;

export let code: u32 = NONE;
export let first: u64 = 0;
export let second: u64 = 0;
export let third: u64 = 0;
export let fourth: u64 = 0;

/** Remembers why to stop; returns the code. */
export function stop(why: u32, a: u64 = 0, b: u64 = 0, c: u64 = 0, d: u64 = 0): u32 {
  code = why;
  first = a;
  second = b;
  third = c;
  fourth = d;
  return why;
}

export function clear(): void {
  stop(NONE);
}
