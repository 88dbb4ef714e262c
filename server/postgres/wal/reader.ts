import { readInto } from '../../bytes/readInto.ts';
import type { Lsn } from '../lsn.ts';
import { sinceMajor } from '../majors.ts';
import { imageFlags } from './image/imageFlags.ts';
import { pageFlagsOf, walPageSize } from './page.ts';
import {
  type BatchColumns,
  batchRecords,
  inputBytes,
  releaseScanner,
  type Scanner,
  scanStatus,
  takeScanner,
} from './scan/scanner.ts';
import type { StatsTable } from './statsTable.ts';
import { locate, type Wal, type WalEnd } from './wal.ts';
import { endOfScan } from './walEnd.ts';

/** Records in the order of the log. The columns are overwritten when the next batch is asked for. */
export interface RecordBatch extends BatchColumns {
  readonly count: number;
  /** The LSN from which `position` and `end` count: `wal.start`. */
  readonly base: Lsn;
  /** Where the batch lies. */
  readonly scanner: Scanner;
  /** Where its records are counted already. */
  readonly stats?: StatsTable;
}

export interface ScanOptions {
  /** Records at or after this LSN; the beginning of the WAL by default. */
  readonly start?: Lsn;
  /** Records that end at or before this LSN. */
  readonly end?: Lsn;
  /** `start` is known to be where a record begins: read it without looking for it. */
  readonly startsAtRecord?: boolean;
  /** Keep the bytes of records that cross pages too, up to 1 MB each (`address` of longer ones is 0). */
  readonly wholeRecords?: boolean;
  /** Only the first record. */
  readonly single?: boolean;
  /** All records are counted here. */
  readonly stats?: StatsTable;
  /** Of all records only the first one and where the last one lies, in a batch at the end: for who needs `stats`. */
  readonly endsOnly?: boolean;
  readonly signal?: AbortSignal;
}

/** Bytes of the first read, small so that the first rows come at once; most single records are much smaller. */
const firstRead = 128 * 1024;
const singleRead = 16 * 1024;

const sinceFifteen = { 10: false, 15: true } as const;
const sinceFourteen = { 10: false, 14: true } as const;

/**
 * Reads the records of `wal`, a batch at a time, and returns how it ended. Throws only when a file cannot be
 * read or `signal` was aborted. PostgreSQL: main in pg_waldump.c around XLogReadRecord.
 */
export async function* scanWal(wal: Wal, options: ScanOptions = {}): AsyncGenerator<RecordBatch, WalEnd> {
  if (wal.unreadable) return wal.unreadable;
  const scanner = takeScanner();
  const start = options.start ?? wal.start;
  const end = options.end !== undefined && options.end < wal.end ? options.end : wal.end;
  const range = { start, end, single: options.single ?? false };
  const input = inputOf(wal, scanner, range);
  try {
    begin(wal, scanner, range, options);
    let found = false;
    for (;;) {
      options.signal?.throwIfAborted();
      const status = scanner.wasm.scan();
      const count = options.endsOnly && status !== scanStatus.stopped ? 0 : scanner.wasm.recordCount();
      if (count) {
        options.stats?.take(scanner);
        found = true;
        yield { ...scanner.columns, count, base: wal.start, scanner, stats: options.stats };
        if (options.single)
          return { kind: 'endOfRange', lastLsn: start, atLsn: start, exitStatus: 0, abrupt: false };
      }
      if (status === scanStatus.stopped) return endOfScan(wal, scanner.wasm, start, found);
      if (status === scanStatus.needInput) await input.feed(BigInt.asUintN(64, scanner.wasm.wanted()));
    }
  } finally {
    await input.settle();
    releaseScanner(scanner);
  }
}

interface ScanRange {
  readonly start: Lsn;
  readonly end: Lsn;
  readonly single: boolean;
}

function begin(wal: Wal, { wasm }: Scanner, range: ScanRange, options: ScanOptions): void {
  const { major } = wal;
  const flags = pageFlagsOf(major);
  wasm.configure(
    wal.magic,
    flags.firstIsOverwriteContrecord,
    flags.all,
    wal.segmentSize,
    wal.requiredSystem,
    sinceMajor(sinceFifteen, major)!,
    sinceMajor(sinceFifteen, major)!,
    imageFlags(major).compressed,
    imageFlags(major).apply,
    sinceMajor(sinceFourteen, major)!,
  );
  wasm.open(
    wal.start,
    range.start,
    range.end,
    options.startsAtRecord ?? false,
    options.wholeRecords ?? false,
    range.single ? 1 : batchRecords,
    options.endsOnly ?? false,
    options.stats !== undefined,
  );
}

/** Feeds a scanner with what lies in the range, reading one buffer ahead of it; for a `single` record no more than it asks for. */
function inputOf(wal: Wal, scanner: Scanner, { start, end, single }: ScanRange) {
  let current = 0;
  let ahead: { lsn: Lsn; bytes: Promise<number> } | undefined;
  let length = single ? singleRead : firstRead;

  const read = (buffer: number, lsn: Lsn, most: number) => {
    const place = locate(wal, lsn);
    if (!place) return { lsn, bytes: Promise.resolve(0) };
    const there = Math.min(wal.segmentSize - place.offset, wholePages(Number(end - lsn)));
    const target = scanner.inputs[buffer].bytes.subarray(0, Math.min(most, there));
    const bytes = readInto(place.segment.source, target, place.offset);
    bytes.catch(() => {}); // whoever awaits it hears of it
    return { lsn, bytes };
  };

  return {
    async feed(lsn: Lsn): Promise<void> {
      const other = 1 - current;
      // of a segment that is begun in its middle the first page is looked at too
      const isBefore = lsn + BigInt(walPageSize) <= start;
      if (ahead && ahead.lsn !== lsn) await ahead.bytes;
      const chunk = ahead?.lsn === lsn ? ahead : read(other, lsn, isBefore ? walPageSize : length);
      const bytes = await chunk.bytes;
      const next = lsn + BigInt(bytes);
      scanner.wasm.setInput(scanner.inputs[other].address, lsn, bytes);
      if (bytes < walPageSize) scanner.wasm.setAvailable(next);
      ahead = undefined;
      current = other;
      if (isBefore) return;
      length = inputBytes;
      if (!single && next < end) ahead = read(1 - other, next, length);
    },
    async settle(): Promise<void> {
      await ahead?.bytes.catch(() => {});
    },
  };
}

function wholePages(bytes: number): number {
  return Math.ceil(bytes / walPageSize) * walPageSize;
}
