import type { Lsn } from '../lsn.ts';
import { type RecordBatch, type ScanOptions, scanWal } from './reader.ts';
import type { Wal, WalEnd } from './wal.ts';

/** Records between two checkpoints of an index: what one access has to read over at the most. */
export const checkpointEvery = 64;

/**
 * Where the records of a WAL are: the position of every 64th, 8 bytes each. Grows while the scan that fills it
 * goes on; all questions are answered for what has been indexed so far.
 */
export interface RecordIndex {
  readonly wal: Wal;
  /** Records indexed so far. */
  readonly count: number;
  /** Bytes of WAL indexed so far, from `wal.start` on. */
  readonly scanned: number;
  /** How the WAL ended, once the scan has. */
  readonly end: WalEnd | undefined;
  /** Takes in the next batch of the scan that fills the index. */
  add(batch: RecordBatch): void;
  finish(end: WalEnd): void;
  /** Where to begin reading for record `ordinal`: the position of a record, and which one that is. */
  checkpointBefore(ordinal: number): { readonly ordinal: number; readonly position: number };
  /** The position of the first checkpoint that is not before `ordinal`, undefined where there is none yet. */
  checkpointAfter(ordinal: number): number | undefined;
  /** The last checkpoint at or before `position`. */
  checkpointAt(position: number): { readonly ordinal: number; readonly position: number };
}

export function createRecordIndex(wal: Wal): RecordIndex {
  let positions = new Float64Array(256);
  let count = 0;
  let scanned = 0;
  let end: WalEnd | undefined;

  const checkpoint = (i: number) => ({ ordinal: i * checkpointEvery, position: positions[i] });
  return {
    wal,
    get count() {
      return count;
    },
    get scanned() {
      return scanned;
    },
    get end() {
      return end;
    },
    add(batch) {
      const checkpoints = Math.ceil((count + batch.count) / checkpointEvery);
      if (checkpoints > positions.length) positions = enlarged(positions, checkpoints);
      let ordinal = Math.ceil(count / checkpointEvery) * checkpointEvery;
      for (; ordinal < count + batch.count; ordinal += checkpointEvery)
        positions[ordinal / checkpointEvery] = batch.position[ordinal - count];
      count += batch.count;
      scanned = batch.end[batch.count - 1];
    },
    finish(how) {
      end = how;
    },
    checkpointBefore: ordinal => checkpoint(Math.floor(ordinal / checkpointEvery)),
    checkpointAfter(ordinal) {
      const i = Math.ceil(ordinal / checkpointEvery);
      return i * checkpointEvery < count ? positions[i] : undefined;
    },
    checkpointAt(position) {
      let low = 0;
      let high = Math.ceil(count / checkpointEvery);
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (positions[middle] <= position) low = middle;
        else high = middle;
      }
      return checkpoint(low);
    },
  };
}

function enlarged(positions: Float64Array, least: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(Math.max(least, positions.length * 2));
  larger.set(positions);
  return larger;
}

/**
 * Fills `index` by scanning its WAL once; `onBatch` sees every batch, with the ordinal of its first record, and
 * is the place for progress. Resolves to how the WAL ended; rejects when `signal` is aborted.
 */
export async function fillIndex(
  index: RecordIndex,
  options: {
    readonly wholeRecords?: boolean;
    readonly signal?: AbortSignal;
    readonly onBatch?: (batch: RecordBatch, firstOrdinal: number) => void | Promise<void>;
  } = {},
): Promise<WalEnd> {
  const scan = scanWal(index.wal, options);
  for (;;) {
    const step = await scan.next();
    if (step.done) {
      index.finish(step.value);
      return step.value;
    }
    const firstOrdinal = index.count;
    index.add(step.value);
    await options.onBatch?.(step.value, firstOrdinal);
  }
}

/** A part of a batch: records `first` up to, not including, `last`; the first of them is record `ordinal`. */
export interface RecordSlice {
  readonly batch: RecordBatch;
  readonly first: number;
  readonly last: number;
  readonly ordinal: number;
}

/** The indexed records `from` up to, not including, `to`, in slices that are valid until the next one is asked for. */
export async function* recordsBetween(
  index: RecordIndex,
  from: number,
  to: number,
  options: Pick<ScanOptions, 'wholeRecords' | 'signal'> = {},
): AsyncGenerator<RecordSlice, void> {
  const last = Math.min(to, index.count);
  if (from >= last) return;
  const checkpoint = index.checkpointBefore(from);
  let ordinal = checkpoint.ordinal;
  for await (const batch of scanFrom(index, checkpoint.position, options, index.checkpointAfter(last))) {
    const skipped = Math.max(0, from - ordinal);
    const taken = Math.min(batch.count, last - ordinal);
    if (taken > skipped) yield { batch, first: skipped, last: taken, ordinal: ordinal + skipped };
    ordinal += batch.count;
    if (ordinal >= last) return;
  }
}

/** The ordinal of the first indexed record at or after `lsn`; `index.count` when there is none. */
export async function ordinalAtLsn(index: RecordIndex, lsn: Lsn, signal?: AbortSignal): Promise<number> {
  const position = Number(lsn - index.wal.start);
  if (index.count === 0) return 0;
  const checkpoint = index.checkpointAt(position);
  let { ordinal } = checkpoint;
  for await (const batch of scanFrom(index, checkpoint.position, { signal })) {
    for (let i = 0; i < batch.count && ordinal < index.count; i++, ordinal++)
      if (batch.position[i] >= position) return ordinal;
    if (ordinal >= index.count) break;
  }
  return ordinal;
}

/** Reads from the record at `position` on, no further than `until` where that is known. */
function scanFrom(
  { wal }: RecordIndex,
  position: number,
  options: ScanOptions,
  until?: number,
): AsyncGenerator<RecordBatch> {
  const start = wal.start + BigInt(position);
  const end = until === undefined ? undefined : wal.start + BigInt(until);
  return scanWal(wal, { ...options, start, startsAtRecord: true, end });
}
