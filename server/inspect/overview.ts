import { formatLsnPadded } from '../postgres/lsn.ts';
import type { Wal } from '../postgres/wal/openWal.ts';
import type { RecordBatch } from '../postgres/wal/reader.ts';
import type { SegmentOverview } from '../protocol.ts';
import { completionOf } from './recordClasses.ts';
import { schemaChanges } from './schemaChanges.ts';

/** As many slices as a segment is cut into at the most. */
export const mostSlices = 1024;

/** Counts what happens where in a segment while it is read. */
export class Overview {
  readonly #wal: Wal;
  readonly #sliceBytes: number;
  readonly #isSchemaChange: (batch: RecordBatch, at: number) => boolean;
  readonly #records = new Uint32Array(mostSlices);
  readonly #imageBytes = new Float64Array(mostSlices);
  readonly #commits = new Uint32Array(mostSlices);
  readonly #schemaChanges = new Uint32Array(mostSlices);

  constructor(wal: Wal) {
    this.#wal = wal;
    this.#sliceBytes = wal.segmentSize / mostSlices;
    this.#isSchemaChange = schemaChanges(wal.major);
  }

  add(batch: RecordBatch): void {
    const { count, position, rmid, info, fpiLength } = batch;
    for (let at = 0; at < count; at++) {
      const slice = Math.floor(position[at] / this.#sliceBytes);
      this.#records[slice]++;
      this.#imageBytes[slice] += fpiLength[at];
      if (completionOf(rmid[at], info[at]) === 'commit') this.#commits[slice]++;
      if (this.#isSchemaChange(batch, at)) this.#schemaChanges[slice]++;
    }
  }

  /** The counts in `slices` slices of equal length; rounded down to a power of two. */
  slices(slices: number): SegmentOverview {
    const wanted = Math.min(mostSlices, Math.max(1, slices | 0));
    const count = 1 << (31 - Math.clz32(wanted));
    return {
      sliceBytes: this.#wal.segmentSize / count,
      startLsn: formatLsnPadded(this.#wal.start),
      records: sums(this.#records, count),
      imageBytes: sums(this.#imageBytes, count),
      commits: sums(this.#commits, count),
      schemaChanges: sums(this.#schemaChanges, count),
    };
  }
}

function sums(fine: Uint32Array | Float64Array, count: number): number[] {
  const coarse = new Array<number>(count).fill(0);
  const each = fine.length / count;
  for (let at = 0; at < fine.length; at++) coarse[Math.floor(at / each)] += fine[at];
  return coarse;
}
