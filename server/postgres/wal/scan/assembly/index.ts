// The scanner: bytes of WAL in, batches of records out. Compiled by scripts/wasm.mjs, driven by ../scanner.ts.
import * as assembled from './assembled';
import * as batch from './batch';
import { configureBlocks } from './blocks';
import { configureBlockText } from './blockText';
import { fillTables } from './crc32c';
import * as lines from './lines';
import * as pages from './pages';
import * as programs from './programs';
import * as records from './records';
import * as reason from './stop';
import * as tally from './tally';
import * as text from './text';

export { update as crc32c } from './crc32c';

fillTables();
text.fillDigits();

/**
 * Sets up a scan of [start, end) of the log, whose positions count from `base`. `exact`: a record begins at `start`.
 * `wholeRecords`: keep also the records that cross pages, for JavaScript to read. A batch is full with `most` records;
 * with `endsOnly` it is never full, nor emptied, and holds only the first record and where the last lies. `counting`: all
 * are counted.
 */
export function open(
  base: u64,
  start: u64,
  end: u64,
  exact: bool,
  wholeRecords: bool,
  most: u32,
  endsOnly: bool,
  counting: bool,
): void {
  pages.limitPages(end);
  batch.configureBatch(base, most, endsOnly);
  tally.configureTally(counting);
  assembled.configureAssembled(wholeRecords);
  records.begin(start, exact);
  reason.clear();
}

/** What differs between majors and clusters. `system` 0: any system identifier will do. */
export function configure(
  magic: u32,
  overwriteContrecord: u32,
  pageFlags: u32,
  segmentSize: u32,
  system: u64,
  customManagers: bool,
  headerFirst: bool,
  compressedMask: u32,
  applyMask: u32,
  toplevelXid: bool,
): void {
  pages.configurePages(magic, overwriteContrecord, pageFlags, segmentSize, system);
  configureBlocks(compressedMask, toplevelXid);
  configureBlockText(applyMask);
  programs.forget();
  records.configureRecords(customManagers, headerFirst);
}

/** The bytes of the log from `lsn` on are missing. */
export function setAvailable(lsn: u64): void {
  pages.setAvailable(lsn);
}

/** `bytes` bytes of the log from `lsn`, a page's beginning, lie at `address`. */
export function setInput(address: usize, lsn: u64, bytes: u32): void {
  pages.setInput(address, lsn, bytes);
}

/** Reads on with an empty batch. 1: wants the page at wanted(); 2: over, see stopCode(); 3: the batch is full. */
export function scan(): u32 {
  assembled.recycle();
  batch.empty();
  return records.advance();
}

export function recordCount(): u32 {
  return batch.size();
}

export function wanted(): u64 {
  return pages.wanted;
}

export function stopCode(): u32 {
  return reason.code;
}

export function stopOperand(index: u32): u64 {
  if (index == 0) return reason.first;
  if (index == 1) return reason.second;
  return index == 2 ? reason.third : reason.fourth;
}

/** The record at which the scan stopped. */
export function failingLsn(): u64 {
  return records.failing;
}

/** The last record that was read whole, 0 if none. */
export function lastLsn(): u64 {
  return records.lastRead;
}

/** How many kinds of records were counted since the last call: whoever calls reads and empties their slots. */
export function takeTally(): u32 {
  return tally.take();
}

/** Where to put the program of `bytes` bytes for a kind of record. */
export function makeProgram(slot: u32, bytes: u32): usize {
  return programs.make(slot, bytes);
}

/** Writes lines behind those that wait; returns the record at which it stopped, lineStatus() tells why. */
export function writeLines(first: u32, last: u32): u32 {
  return lines.write(first, last);
}

export function lineStatus(): u32 {
  return lines.status;
}

/** Ends the line of a record whose description was put behind the text as `bytes` bytes. */
export function finishLine(record: u32, bytes: u32): void {
  text.skip(bytes);
  lines.finish(record);
}

/** Takes back a line that waits for its description. */
export function takeLineBack(): void {
  lines.takeBack();
}

/** Bytes of text that wait at the beginning of the output. */
export function textBytes(): u32 {
  return text.size();
}

/** The text was taken. */
export function clearText(): void {
  text.cut(0);
}
