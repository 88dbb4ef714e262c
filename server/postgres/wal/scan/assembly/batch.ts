// What JavaScript reads: one array a field.
import * as at from './memory';

let count: u32 = 0;
let base: u64 = 0;
/** The batch is full with so many records. */
let limit: u32 = at.BATCH_RECORDS;
/** Only the first record is kept, and where the last one lies: the batch is never full. */
let endsOnly: bool = false;

/** Positions count from `lsn`; a batch has `most` records at the most. */
export function configureBatch(lsn: u64, most: u32, ends: bool): void {
  base = lsn;
  limit = most;
  endsOnly = ends;
  count = 0;
}

/** The LSN that a position stands for. */
@inline
export function lsnOf(position: f64): u64 {
  return base + <u64>position;
}

/** Of a scan of which only the ends are kept the batch is all that was scanned so far. */
export function empty(): void {
  if (!endsOnly) count = 0;
}

export function size(): u32 {
  return count;
}

@inline
export function isFull(): bool {
  return count == limit && !endsOnly;
}

@inline
export function add(
  header: usize,
  lsn: u64,
  end: u64,
  total: u32,
  main: u32,
  fpi: u32,
  blocks: u32,
  address: usize,
  timeline: u32,
  relation: u32,
): void {
  if (endsOnly && count != 0) {
    store<f64>(at.POSITION + 8, <f64>(<i64>(lsn - base)));
    store<f64>(at.END + 8, <f64>(<i64>(end - base)));
    count = 2;
    return;
  }
  const by8 = <usize>count << 3;
  const by4 = <usize>count << 2;
  store<f64>(at.POSITION + by8, <f64>(<i64>(lsn - base)));
  store<f64>(at.END + by8, <f64>(<i64>(end - base)));
  store<u64>(at.PREV + by8, load<u64>(header, 8));
  store<u32>(at.XID + by4, load<u32>(header, 4));
  store<u32>(at.TOTAL_LENGTH + by4, total);
  store<u32>(at.MAIN_LENGTH + by4, main);
  store<u32>(at.FPI_LENGTH + by4, fpi);
  store<u32>(at.ADDRESS + by4, <u32>address);
  store<u32>(at.TIMELINE + by4, timeline);
  store<u32>(at.RELATION + by4, relation);
  store<u8>(at.INFO + count, load<u8>(header, 16));
  store<u8>(at.RMID + count, load<u8>(header, 17));
  store<u8>(at.BLOCKS + count, <u8>blocks);
  count++;
}
