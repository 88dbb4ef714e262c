// Fetching and validating pages. PostgreSQL: ReadPageInternal and XLogReaderValidatePageHeader in xlogreader.c,
// WALDumpReadPage in pg_waldump.c for the limit.
import { INPUT } from './memory';
import * as why from './stop';

export const PAGE: u32 = 8192;
export const SHORT_HEADER: u32 = 24;
export const LONG_HEADER: u32 = 40;

export const FIRST_IS_CONTRECORD: u32 = 0x0001;
export const LONG: u32 = 0x0002;

/** What fetching gave. Anything but OK leaves the reason in `stop`, or the wanted page in `wanted`. */
export const OK: u32 = 0;
export const NEED_INPUT: u32 = 1;
export const STOPPED: u32 = 2;

let magic: u32 = 0;
/** Flags of a page's header that differ between majors. */
export let firstIsOverwriteContrecord: u32 = 0;
let allFlags: u32 = 0;
let segmentSize: u64 = 0;
let systemIdentifier: u64 = 0;
/** Reading stops here: the limit that was asked for. */
let endLsn: u64 = 0;
/** Bytes from here on are missing in the file. */
let availableEnd: u64 = 0;

let inputAddress: usize = INPUT;
let inputLsn: u64 = 0;
let inputBytes: u64 = 0;

let latestPage: u64 = 0;
let latestTimeline: u32 = 0;
let openSegment: u64 = u64.MAX_VALUE;

/** The page last fetched: its place in the log, its address in memory, bytes of it inside the limit. */
export let pageLsn: u64 = u64.MAX_VALUE;
export let page: usize = 0;
export let pageBytes: u32 = 0;
export let pageTimeline: u32 = 0;
/** The page to feed next, after NEED_INPUT. */
export let wanted: u64 = 0;

export function configurePages(
  pageMagic: u32,
  overwriteContrecord: u32,
  flags: u32,
  segment: u32,
  system: u64,
): void {
  magic = pageMagic;
  firstIsOverwriteContrecord = overwriteContrecord;
  allFlags = flags;
  segmentSize = segment;
  systemIdentifier = system;
}

/** Sets where the range ends, and forgets all pages. */
export function limitPages(end: u64): void {
  endLsn = end;
  availableEnd = u64.MAX_VALUE;
  latestPage = 0;
  latestTimeline = 0;
  openSegment = u64.MAX_VALUE;
  pageLsn = u64.MAX_VALUE;
  pageBytes = 0;
  inputBytes = 0;
}

/** Tells that the bytes of the log from `lsn` on are missing. */
export function setAvailable(lsn: u64): void {
  availableEnd = lsn;
}

/** Tells that `bytes` bytes of the log from `lsn`, a page's beginning, lie at `address`. */
export function setInput(address: usize, lsn: u64, bytes: u32): void {
  inputAddress = address;
  inputLsn = lsn;
  inputBytes = bytes;
}

@inline
export function headerSize(): u32 {
  return <u32>load<u16>(page, 2) & LONG ? LONG_HEADER : SHORT_HEADER;
}

/** The end of the segment that `lsn` is in, or `lsn` itself where that is a segment's beginning. */
export function roundUpToSegment(lsn: u64): u64 {
  return (lsn + segmentSize - 1) & ~(segmentSize - 1);
}

/** Makes at least `required` bytes of the page at `lsn` available at `page`. */
export function fetch(lsn: u64, required: u32): u32 {
  if (lsn == pageLsn && required <= pageBytes) return OK;
  const segment = lsn & ~(segmentSize - 1);
  if (segment != openSegment && segment != lsn) {
    const opened = validate(segment, PAGE);
    if (opened != OK) return opened;
    openSegment = segment;
  }
  return validate(lsn, max(required, SHORT_HEADER));
}

function validate(lsn: u64, required: u32): u32 {
  let bytes = PAGE;
  if (lsn + PAGE > endLsn) {
    if (lsn + required > endLsn) return end();
    bytes = u32(endLsn - lsn);
    if (bytes <= SHORT_HEADER) return end();
  }
  if (lsn + bytes > availableEnd) {
    why.stop(why.TRUNCATED, lsn, availableEnd > lsn ? availableEnd - lsn : 0, bytes);
    return STOPPED;
  }
  if (lsn < inputLsn || lsn + bytes > inputLsn + inputBytes) {
    wanted = lsn;
    return NEED_INPUT;
  }
  const address = inputAddress + usize(lsn - inputLsn);
  if (bytes < LONG_HEADER && <u32>load<u16>(address, 2) & LONG) return end();
  const bad = problemOf(address, lsn);
  if (bad) return STOPPED;
  latestPage = lsn;
  latestTimeline = load<u32>(address, 4);
  openSegment = lsn & ~(segmentSize - 1);
  pageLsn = lsn;
  page = address;
  pageBytes = bytes;
  pageTimeline = latestTimeline;
  return OK;
}

function end(): u32 {
  why.stop(why.END_OF_RANGE);
  return STOPPED;
}

function problemOf(address: usize, lsn: u64): u32 {
  const found = <u32>load<u16>(address);
  if (found != magic) return why.stop(why.BAD_MAGIC, lsn, found);
  const info = <u32>load<u16>(address, 2);
  if (info & ~allFlags) return why.stop(why.BAD_INFO_BITS, lsn, info);
  if (info & LONG) {
    const system = load<u64>(address, 24);
    if (systemIdentifier && system != systemIdentifier)
      return why.stop(why.FOREIGN_SYSTEM, lsn, system, systemIdentifier);
    if (u64(load<u32>(address, 32)) != segmentSize) return why.stop(why.BAD_SEGMENT_SIZE, lsn);
    if (load<u32>(address, 36) != PAGE) return why.stop(why.BAD_BLOCK_SIZE, lsn);
  } else if ((lsn & (segmentSize - 1)) == 0) return why.stop(why.BAD_INFO_BITS, lsn, info);
  const pageAddress = load<u64>(address, 8);
  if (pageAddress != lsn) return why.stop(why.BAD_PAGE_ADDRESS, lsn, pageAddress);
  const timeline = load<u32>(address, 4);
  if (lsn > latestPage && timeline < latestTimeline)
    return why.stop(why.TIMELINE_BACKWARDS, lsn, timeline, latestTimeline);
  return 0;
}
