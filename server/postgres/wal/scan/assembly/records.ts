// Walking from record to record. PostgreSQL: XLogFindNextRecord, XLogReadRecord (XLogDecodeNextRecord from 15 on),
// ValidXLogRecordHeader and ValidXLogRecord in xlogreader.c.
import * as batch from './batch';
import { blockCount, fpiLength, mainLength, readBlockHeaders, relation } from './blocks';
import { CHECKSUM, finish, update } from './crc32c';
import * as kept from './assembled';
import { soundUpTo } from './pageSums';
import * as pages from './pages';
import { count } from './tally';
import { OK, PAGE, STOPPED } from './pages';
import * as why from './stop';

const HEADER: u32 = 24;
const XLOG: u32 = 0;
const SWITCH: u32 = 0x40;
const MAX_BUILTIN: u32 = 21;
const MIN_CUSTOM: u32 = 128;
const FULL: u32 = 3;

const FIND_PAGE: u32 = 0;
const READ: u32 = 1;
const CONTINUE: u32 = 2;

let customManagers: bool = false;
/** Major 15 and later look at a continuation page's header before asking for the record's data on it. */
let headerFirst: bool = false;

let phase: u32 = FIND_PAGE;
let startLsn: u64 = 0;
let next: u64 = 0;
/** The record read last, which the next one's prev-link must name; 0 before the first. */
let last: u64 = 0;
let firstRead: bool = true;

/** The record that stopped the scan, where one did, and the last one before it. */
export let failing: u64 = 0;
export let lastRead: u64 = 0;

// The record that goes on on the next page.
let record: u64 = 0;
let timeline: u32 = 0;
let total: u32 = 0;
let got: u32 = 0;
let crc: u32 = 0;
let headerChecked: bool = false;
let continuation: u64 = 0;

export function configureRecords(custom: bool, early: bool): void {
  customManagers = custom;
  headerFirst = early;
}

/** Reads from the first record at or after `start`; with `exact`, `start` is known to be a record's beginning. */
export function begin(start: u64, exact: bool): void {
  startLsn = start;
  next = start;
  phase = exact ? READ : FIND_PAGE;
  last = 0;
  lastRead = 0;
  failing = 0;
  firstRead = true;
}

/** Reads on until the batch is full, input is wanted or the scan is over; returns which. */
export function advance(): u32 {
  while (true) {
    let status: u32 = OK;
    if (phase == READ) status = readOnPage();
    else if (phase == CONTINUE) status = continueRecord();
    else status = findFirstPage();
    if (status != OK) return status;
  }
}

@inline
function align(length: u32): u32 {
  return (length + 7) & ~7;
}

/** Passes over the rest of a record that began before the range. */
function findFirstPage(): u32 {
  const offset = u32(next & (PAGE - 1));
  const pageLsn = next - offset;
  let status = pages.fetch(pageLsn, offset);
  if (status == OK) status = pages.fetch(pageLsn, pages.headerSize());
  if (status != OK) return status;
  const header = pages.headerSize();
  next = pageLsn + header;
  if (<u32>load<u16>(pages.page, 2) & pages.FIRST_IS_CONTRECORD) {
    const rest = load<u32>(pages.page, 16);
    if (rest > PAGE - header - 8) {
      next = pageLsn + PAGE;
      return OK;
    }
    next += align(rest);
  }
  phase = READ;
  return OK;
}

/** Reads records as long as they lie whole on one page. */
function readOnPage(): u32 {
  let lsn = next;
  let offset = u32(lsn & (PAGE - 1));
  const pageLsn = lsn - offset;
  failing = lsn;
  let status = pages.fetch(pageLsn, min(offset + HEADER, PAGE));
  if (status != OK) return status;
  const header = pages.headerSize();
  if (offset == 0) {
    offset = header;
    lsn += header;
    failing = lsn;
  } else if (offset < header) return failed(why.BAD_RECORD_OFFSET, lsn, header, offset);
  if (offset == header && <u32>load<u16>(pages.page, 2) & pages.FIRST_IS_CONTRECORD)
    return failed(why.CONTRECORD_REQUESTED, lsn);

  const page = pages.page;
  const limit = pages.pageBytes;
  const pageTimeline = pages.pageTimeline;
  const sound = soundUpTo(page, offset, limit);
  while (true) {
    const at = page + offset;
    const length = load<u32>(at);
    if (offset + HEADER <= PAGE) {
      if (offset + HEADER > limit) return ended(lsn);
      if (!headerIsValid(at, lsn)) return STOPPED;
    } else {
      if (limit < PAGE) return ended(lsn);
      if (length < HEADER) return failed(why.BAD_RECORD_LENGTH, lsn, length);
    }
    if (length > PAGE - offset) {
      startCrossing(at, lsn, length, PAGE - offset);
      return OK;
    }
    if (offset + length > limit) return ended(lsn);
    if (offset >= sound && checksum(at, length) != load<u32>(at, CHECKSUM)) return failed(why.BAD_CHECKSUM, lsn);
    const after = isSwitch(at) ? pages.roundUpToSegment(lsn + align(length)) : lsn + align(length);
    if (!complete(at, lsn, after, length, length, at, pageTimeline)) return STOPPED;
    if (batch.isFull()) return FULL;
    offset += align(length);
    lsn = after;
    failing = lsn;
    if (offset >= PAGE || isSwitch(at)) return OK;
  }
}

function checksum(at: usize, length: u32): u32 {
  return finish(update(~0, at + HEADER, length - HEADER), at);
}

@inline
function isSwitch(header: usize): bool {
  return <u32>load<u8>(header, 17) == XLOG && (<u32>load<u8>(header, 16) & 0xf0) == SWITCH;
}

function failed(code: u32, lsn: u64, a: u64 = 0, b: u64 = 0): u32 {
  failing = lsn;
  why.stop(code, a, b);
  return STOPPED;
}

function ended(lsn: u64): u32 {
  return failed(why.END_OF_RANGE, lsn);
}

@inline
function headerIsValid(at: usize, lsn: u64): bool {
  const length = load<u32>(at);
  const manager = <u32>load<u8>(at, 17);
  const prev = load<u64>(at, 8);
  if (length < HEADER) failed(why.BAD_RECORD_LENGTH, lsn, length);
  else if (manager > MAX_BUILTIN && !(customManagers && manager >= MIN_CUSTOM))
    failed(why.BAD_RESOURCE_MANAGER, lsn, manager);
  else if (firstRead ? prev >= lsn : prev != last) failed(why.BAD_PREV_LINK, lsn, prev);
  else return true;
  return false;
}

/** Takes the record in, whose checksum is right; false when its fragments' headers are not. */
@inline
function complete(at: usize, lsn: u64, after: u64, length: u32, available: u32, address: usize, tli: u32): bool {
  last = lsn;
  firstRead = false;
  next = after;
  if (readBlockHeaders(at, length, available)) {
    failing = lsn;
    return false;
  }
  lastRead = lsn;
  if (lsn >= startLsn) {
    count(at, length, fpiLength);
    batch.add(at, lsn, after, length, mainLength, fpiLength, blockCount, address, tli, relation);
  }
  return true;
}

function startCrossing(at: usize, lsn: u64, length: u32, bytes: u32): void {
  record = lsn;
  timeline = pages.pageTimeline;
  total = length;
  got = bytes;
  headerChecked = bytes >= HEADER;
  crc = headerChecked ? update(~0, at + HEADER, bytes - HEADER) : ~0;
  kept.begin(length);
  kept.append(at, bytes);
  continuation = lsn - (lsn & (PAGE - 1)) + PAGE;
  phase = CONTINUE;
}

/** Takes in the next page's part of the record that is being put together. */
function continueRecord(): u32 {
  failing = record;
  const rest = total - got;
  let status: u32;
  if (headerFirst) {
    status = pages.fetch(continuation, pages.SHORT_HEADER);
    if (status != OK) return status;
    status = checkContinuation(rest);
    if (status != OK) return status == REPLACED ? OK : status;
  }
  status = pages.fetch(continuation, min(min(rest, PAGE) + pages.SHORT_HEADER, PAGE));
  if (status != OK) return status;
  if (!headerFirst) {
    status = checkContinuation(rest);
    if (status != OK) return status == REPLACED ? OK : status;
  }
  const header = pages.headerSize();
  const bytes = min(rest, PAGE - header);
  status = pages.fetch(continuation, header + bytes);
  if (status != OK) return status;

  const at = pages.page + header;
  kept.append(at, bytes);
  const before = got;
  got += bytes;
  if (!headerChecked) {
    headerChecked = true;
    if (!headerIsValid(kept.address(), record)) return STOPPED;
    const skip = HEADER - before;
    crc = update(crc, at + skip, bytes - skip);
  } else crc = update(crc, at, bytes);
  if (got < total) {
    continuation += PAGE;
    return OK;
  }
  return finishCrossing(continuation + header + align(bytes));
}

const REPLACED: u32 = 9;

function checkContinuation(rest: u32): u32 {
  const info = <u32>load<u16>(pages.page, 2);
  if (info & pages.firstIsOverwriteContrecord) {
    next = continuation;
    phase = READ;
    return REPLACED;
  }
  if (!(info & pages.FIRST_IS_CONTRECORD)) return failed(why.NO_CONTRECORD_FLAG, record);
  const remaining = load<u32>(pages.page, 16);
  if (remaining == 0 || total != remaining + got)
    return failed(why.BAD_CONTRECORD_LENGTH, record, remaining, rest);
  return OK;
}

function finishCrossing(end: u64): u32 {
  const at = kept.address();
  phase = READ;
  if (finish(crc, at) != load<u32>(at, CHECKSUM)) return failed(why.BAD_CHECKSUM, record);
  const after = isSwitch(at) ? pages.roundUpToSegment(end) : end;
  const available = kept.bytes();
  if (!complete(at, record, after, total, available, available == total ? at : 0, timeline)) return STOPPED;
  kept.done();
  return batch.isFull() ? FULL : OK;
}
