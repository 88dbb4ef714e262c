// Counts and bytes by resource manager and record type, for ../../statsTable.ts. PostgreSQL: XLogRecStoreStats in
// access/transam/xlogstats.c.
import { TALLY, TALLY_SLOTS } from './memory';

const TRANSACTIONS: u32 = 1;

/** Records are counted. */
let counting: bool = false;
/** Slots in use, which are listed at TALLY_SLOTS. */
let used: u32 = 0;

export function configureTally(count: bool): void {
  counting = count;
  while (used != 0) {
    used--;
    memory.fill(TALLY + (<usize>load<u16>(TALLY_SLOTS + (<usize>used << 1)) << 5), 0, 32);
  }
}

/** Counts a record of `total` bytes, of which `images` are in full-page images. */
@inline
export function count(header: usize, total: u32, images: u32): void {
  if (!counting) return;
  const manager = <u32>load<u8>(header, 17);
  const kind = (<u32>load<u8>(header, 16) >> 4) & (manager == TRANSACTIONS ? 7 : 15);
  const slot = (manager << 4) | kind;
  const at = TALLY + (<usize>slot << 5);
  const before = load<f64>(at);
  if (before == 0) {
    store<u16>(TALLY_SLOTS + (<usize>used << 1), slot);
    used++;
  }
  store<f64>(at, before + 1);
  store<f64>(at, load<f64>(at, 8) + f64(total - images), 8);
  if (images != 0) store<f64>(at, load<f64>(at, 16) + f64(images), 16);
}

/** How many slots are in use: whoever asks reads and empties them. */
export function take(): u32 {
  const count = used;
  used = 0;
  return count;
}
