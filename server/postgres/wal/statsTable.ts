import { type BatchColumns, type Scanner, statsSlots } from './scan/scanner.ts';

/** Counts and bytes by resource manager and record type. PostgreSQL: XLogStats in access/xlogstats.h. */
export class StatsTable {
  readonly counts = new Float64Array(statsSlots);
  /** Without full-page images. */
  readonly recordBytes = new Float64Array(statsSlots);
  readonly imageBytes = new Float64Array(statsSlots);

  /** Counts records `first` up to `last` of a batch. */
  add({ rmid, info, totalLength, fpiLength }: BatchColumns, first: number, last: number): void {
    const { counts, recordBytes, imageBytes } = this;
    for (let i = first; i < last; i++) {
      const slot = (rmid[i] << 4) | (recordType(rmid[i], info[i]) >> 4);
      counts[slot]++;
      recordBytes[slot] += totalLength[i] - fpiLength[i];
      imageBytes[slot] += fpiLength[i];
    }
  }

  /** Takes over what a scanner has counted since it was asked last. */
  take({ wasm, tally, tallySlots }: Scanner): void {
    const used = wasm.takeTally();
    for (let i = 0; i < used; i++) {
      const slot = tallySlots[i];
      this.counts[slot] += tally[slot * 4];
      this.recordBytes[slot] += tally[slot * 4 + 1];
      this.imageBytes[slot] += tally[slot * 4 + 2];
      tally[slot * 4] = 0;
      tally[slot * 4 + 1] = 0;
      tally[slot * 4 + 2] = 0;
    }
  }

  /** Adds what another table has counted. */
  merge(other: Pick<StatsTable, 'counts' | 'recordBytes' | 'imageBytes'>): void {
    for (let slot = 0; slot < statsSlots; slot++) {
      this.counts[slot] += other.counts[slot];
      this.recordBytes[slot] += other.recordBytes[slot];
      this.imageBytes[slot] += other.imageBytes[slot];
    }
  }
}

const transactions = 1;
const transactionOperations = 0x70;

/** Transactions use a bit of the info byte for something else than the type. PostgreSQL: XLogRecStoreStats. */
function recordType(rmid: number, info: number): number {
  return rmid === transactions ? info & transactionOperations : info & 0xf0;
}
