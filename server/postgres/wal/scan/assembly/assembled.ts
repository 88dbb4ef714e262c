// Records that cross pages, put together. A record stays until the batch it is in has been read.
import { ASSEMBLED, ASSEMBLED_RECORD_LIMIT, HEADERS_LIMIT } from './memory';

let wholeRecords: bool = false;
let record: usize = ASSEMBLED;
let limit: u32 = 0;
let length: u32 = 0;

/** With `whole`, records up to ASSEMBLED_RECORD_LIMIT are kept whole; else only the headers of all. */
export function configureAssembled(whole: bool): void {
  wholeRecords = whole;
  record = ASSEMBLED;
  length = 0;
}

/** The batch has been read: only the record in the making is still wanted. */
export function recycle(): void {
  if (length && record != ASSEMBLED) memory.copy(ASSEMBLED, record, length);
  record = ASSEMBLED;
}

export function begin(total: u32): void {
  limit = wholeRecords && total <= ASSEMBLED_RECORD_LIMIT ? total : min(total, HEADERS_LIMIT);
  length = 0;
}

export function append(from: usize, bytes: u32): void {
  const room = limit - length;
  const taken = min(bytes, room);
  if (taken == 0) return;
  memory.copy(record + length, from, taken);
  length += taken;
}

@inline
export function address(): usize {
  return record;
}

@inline
export function bytes(): u32 {
  return length;
}

/** The record is in the batch: the next one goes behind it. */
export function done(): void {
  record += (length + 15) & ~7;
  length = 0;
}
