import { formatLsnPadded } from '../postgres/lsn.ts';
import type { RecordBatch } from '../postgres/wal/reader.ts';
import type { Wal } from '../postgres/wal/wal.ts';
import type { SegmentOverview } from '../protocol/segment.ts';
import { countCommits } from './recordClasses.ts';
import { countSchemaChanges } from './schemaChanges.ts';

/** As many slices as a segment is cut into at the most. */
const mostSlices = 4096;

/** Counts what happens where in a segment while it is read. */
export class Overview {
  readonly #wal: Wal;
  readonly #sliceBytes: number;
  readonly #records = new Uint32Array(mostSlices);
  readonly #imageBytes = new Float64Array(mostSlices);
  readonly #commits = new Uint32Array(mostSlices);
  readonly #schemaChanges = new Uint32Array(mostSlices);

  constructor(wal: Wal) {
    this.#wal = wal;
    this.#sliceBytes = wal.segmentSize / mostSlices;
  }

  add(batch: RecordBatch): void {
    const { count, position, fpiLength } = batch;
    const slicesPerByte = 1 / this.#sliceBytes; // a power of two: exact
    for (let at = 0; at < count; ) {
      const first = at;
      const slice = (position[at] * slicesPerByte) | 0;
      const end = (slice + 1) * this.#sliceBytes;
      let images = 0;
      for (; at < count && position[at] < end; at++) images += fpiLength[at];
      this.#records[slice] += at - first;
      this.#imageBytes[slice] += images;
      this.#commits[slice] += countCommits(batch, first, at);
      this.#schemaChanges[slice] += countSchemaChanges(batch, first, at);
    }
  }

  /**
   * The counts in at most `wanted` slices of equal length from the segment's beginning on: to its end or, with
   * `usedOnly`, to the last record, which is soon when the segment was switched early.
   */
  slices(wanted: number, usedOnly: boolean): SegmentOverview {
    const used = usedOnly ? 1 + this.#records.findLastIndex(count => count > 0) : mostSlices;
    const each = Math.max(1, Math.ceil(used / Math.max(1, wanted | 0)));
    const count = Math.max(1, Math.ceil(used / each));
    return {
      sliceBytes: this.#sliceBytes * each,
      startLsn: formatLsnPadded(this.#wal.start),
      records: sums(this.#records, each, count),
      imageBytes: sums(this.#imageBytes, each, count),
      commits: sums(this.#commits, each, count),
      schemaChanges: sums(this.#schemaChanges, each, count),
    };
  }
}

function sums(fine: Uint32Array | Float64Array, each: number, count: number): number[] {
  const coarse = new Array<number>(count).fill(0);
  const end = Math.min(fine.length, each * count);
  for (let at = 0; at < end; at++) coarse[Math.floor(at / each)] += fine[at];
  return coarse;
}
