import { type BatchColumns, type Scanner, statsSlots } from './scan/scanner.ts';

/** Counts and bytes by resource manager and record type. PostgreSQL: XLogStats in access/xlogstats.h. */
export class StatsTable {
  readonly counts = new Float64Array(statsSlots);
  /** Without full-page images. */
  readonly recordBytes = new Float64Array(statsSlots);
  readonly imageBytes = new Float64Array(statsSlots);
  /** The slots in use. */
  readonly #slots: number[] = [];

  /** Counts records `first` up to `last` of a batch. */
  add({ rmid, info, totalLength, fpiLength }: BatchColumns, first: number, last: number): void {
    const { counts, recordBytes, imageBytes } = this;
    for (let i = first; i < last; i++) {
      const slot = (rmid[i] << 4) | (recordType(rmid[i], info[i]) >> 4);
      if (counts[slot]++ === 0) this.#slots.push(slot);
      recordBytes[slot] += totalLength[i] - fpiLength[i];
      imageBytes[slot] += fpiLength[i];
    }
  }

  /** Takes over what a scanner has counted since it was asked last. */
  take({ wasm, tally, tallySlots }: Scanner): void {
    const used = wasm.takeTally();
    for (let i = 0; i < used; i++) {
      const slot = tallySlots[i];
      this.#addTo(slot, tally, slot * 4);
      tally.fill(0, slot * 4, slot * 4 + 3);
    }
  }

  /** What was counted, for `merge`: slot, records, bytes without and in full-page images, of each slot in use. */
  packed(): Float64Array {
    const { counts, recordBytes, imageBytes } = this;
    const rows = this.#slots.flatMap(slot => [slot, counts[slot], recordBytes[slot], imageBytes[slot]]);
    return Float64Array.from(rows);
  }

  /** Adds what another table has packed. */
  merge(packed: Float64Array): void {
    for (let at = 0; at < packed.length; at += 4) this.#addTo(packed[at], packed, at + 1);
  }

  #addTo(slot: number, from: Float64Array, at: number): void {
    if (this.counts[slot] === 0) this.#slots.push(slot);
    this.counts[slot] += from[at];
    this.recordBytes[slot] += from[at + 1];
    this.imageBytes[slot] += from[at + 2];
  }
}

const transactions = 1;
const transactionOperations = 0x70;

/** Transactions use a bit of the info byte for something else than the type. PostgreSQL: XLogRecStoreStats. */
function recordType(rmid: number, info: number): number {
  return rmid === transactions ? info & transactionOperations : info & 0xf0;
}
