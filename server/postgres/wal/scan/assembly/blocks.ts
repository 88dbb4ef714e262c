// The headers of a record's fragments: lengths and counts. PostgreSQL: DecodeXLogRecord in xlogreader.c.
import * as why from './stop';

const MAX_BLOCK_ID: u32 = 32;
export const TOPLEVEL_XID: u32 = 252;
export const ORIGIN: u32 = 253;
const DATA_LONG: u32 = 254;
const DATA_SHORT: u32 = 255;

export const HAS_IMAGE: u32 = 0x10;
const HAS_DATA: u32 = 0x20;
export const SAME_REL: u32 = 0x80;
const HAS_HOLE: u32 = 0x01;
const BLOCK_SIZE: u32 = 8192;
export const HEADER: u32 = 24;

/** Which bits of an image's info say that it is compressed; by major. */
let compressedMask: u32 = 0;
/** Major 14 and later know the id of a top-level transaction. */
let knowsToplevelXid: bool = false;

export let mainLength: u32 = 0;
export let fpiLength: u32 = 0;
export let blockCount: u32 = 0;
/** File number of block 0, 0 where there is no such block. */
export let relation: u32 = 0;

export function configureBlocks(mask: u32, toplevelXid: bool): void {
  compressedMask = mask;
  knowsToplevelXid = toplevelXid;
}

/**
 * Reads the fragment headers of the record of `total` bytes whose first `kept` bytes are at `record`. Sets
 * mainLength, fpiLength, blockCount and relation. Returns 0, or the code of what is wrong (operands are left in `stop`).
 */
export function readBlockHeaders(record: usize, total: u32, kept: u32): u32 {
  let at = record + HEADER;
  const end = record + kept;
  const recordEnd = record + total;
  let dataTotal: u32 = 0;
  let main: u32 = 0;
  let images: u32 = 0;
  let count: u32 = 0;
  let maxId: i32 = -1;
  let named = false;
  let first: u32 = 0;
  while (u32(recordEnd - at) > dataTotal) {
    if (at >= end) return why.stop(why.BAD_LENGTHS);
    const id = <u32>load<u8>(at);
    if (id == DATA_SHORT) {
      if (at + 2 > end) return why.stop(why.BAD_LENGTHS);
      main = <u32>load<u8>(at, 1);
      at += 2;
      dataTotal += main;
      break;
    }
    if (id <= MAX_BLOCK_ID) {
      if (<i32>id <= maxId) return why.stop(why.BLOCK_OUT_OF_ORDER, id);
      maxId = id;
      count++;
      if (at + 4 > end) return why.stop(why.BAD_LENGTHS);
      const flags = <u32>load<u8>(at, 1);
      const dataLength = <u32>load<u16>(at, 2);
      at += 4;
      if (flags & HAS_DATA) {
        if (dataLength == 0) return why.stop(why.NO_BLOCK_DATA);
      } else if (dataLength) return why.stop(why.UNEXPECTED_BLOCK_DATA, dataLength);
      dataTotal += dataLength;
      if (flags & HAS_IMAGE) {
        if (at + 5 > end) return why.stop(why.BAD_LENGTHS);
        const length = <u32>load<u16>(at);
        const holeOffset = <u32>load<u16>(at, 2);
        const info = <u32>load<u8>(at, 4);
        at += 5;
        const compressed = (info & compressedMask) != 0;
        const hole = (info & HAS_HOLE) != 0;
        let holeLength: u32 = 0;
        if (!compressed) {
          holeLength = (BLOCK_SIZE - length) & 0xffff;
        } else if (hole) {
          if (at + 2 > end) return why.stop(why.BAD_LENGTHS);
          holeLength = <u32>load<u16>(at);
          at += 2;
        }
        dataTotal += length;
        images += length;
        if (hole && (holeOffset == 0 || holeLength == 0 || length == BLOCK_SIZE))
          return why.stop(why.BAD_HOLE, holeOffset, holeLength, length);
        if (!hole && (holeOffset != 0 || holeLength != 0))
          return why.stop(why.UNEXPECTED_HOLE, holeOffset, holeLength);
        if (compressed && length == BLOCK_SIZE) return why.stop(why.BAD_COMPRESSED_LENGTH, length);
        if (!compressed && !hole && length != BLOCK_SIZE) return why.stop(why.BAD_IMAGE_LENGTH, dataLength);
      }
      let reference: u32 = 4;
      if (!(flags & SAME_REL)) {
        named = true;
        reference = 16;
        // A short relation is told before a missing block number; both are the same sentence.
      } else if (!named) return why.stop(why.NO_PREVIOUS_RELATION);
      if (at + reference > end) return why.stop(why.BAD_LENGTHS);
      if (id == 0) first = load<u32>(at, 8);
      at += reference;
    } else if (id == DATA_LONG) {
      if (at + 5 > end) return why.stop(why.BAD_LENGTHS);
      main = load<u32>(at, 1);
      at += 5;
      dataTotal += main;
      break;
    } else if (id == ORIGIN || (id == TOPLEVEL_XID && knowsToplevelXid)) {
      const size: u32 = id == ORIGIN ? 3 : 5;
      if (at + size > end) return why.stop(why.BAD_LENGTHS);
      at += size;
    } else return why.stop(why.BAD_BLOCK_ID, id);
  }
  if (u32(recordEnd - at) != dataTotal) return why.stop(why.BAD_LENGTHS);
  mainLength = main;
  fpiLength = images;
  blockCount = count;
  relation = first;
  return 0;
}

/** Bytes of the header of an image, which is known to be right. */
@inline
export function imageHeaderSize(at: usize): u32 {
  const info = <u32>load<u8>(at, 4);
  return (info & compressedMask) != 0 && (info & HAS_HOLE) != 0 ? 7 : 5;
}
