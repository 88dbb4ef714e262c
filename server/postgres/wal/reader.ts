import { readInto } from '../../bytes/readInto.ts';
import type { Lsn } from '../lsn.ts';
import { sinceMajor } from '../majors.ts';
import { imageFlags } from './image/imageFlags.ts';
import { pageFlagsOf } from './page.ts';
import { type BatchColumns, releaseScanner, type Scanner, scanStatus, takeScanner } from './scan/scanner.ts';
import { locate, type Wal, type WalEnd } from './wal.ts';
import { endOfScan } from './walEnd.ts';

/** Records in the order of the log. The columns are overwritten when the next batch is asked for. */
export interface RecordBatch extends BatchColumns {
  readonly count: number;
  /** The LSN from which `position` and `end` count: `wal.start`. */
  readonly base: Lsn;
  /** Where the batch lies. */
  readonly scanner: Scanner;
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
  readonly signal?: AbortSignal;
}

/** Bytes of the first read, small so that the first rows come at once. */
const firstRead = 128 * 1024;

const sinceFifteen = { 10: false, 15: true } as const;
const sinceFourteen = { 10: false, 14: true } as const;

/**
 * Reads the records of `wal`, a batch at a time, and returns how it ended. Throws only when a file cannot be
 * read or `signal` was aborted. PostgreSQL: main in pg_waldump.c around XLogReadRecord.
 */
export async function* scanWal(wal: Wal, options: ScanOptions = {}): AsyncGenerator<RecordBatch, WalEnd> {
  if (wal.unreadable) return wal.unreadable;
  const scanner = takeScanner();
  const input = inputOf(wal, scanner);
  try {
    const start = options.start ?? wal.start;
    begin(wal, scanner, start, options);
    let found = false;
    for (;;) {
      options.signal?.throwIfAborted();
      const status = scanner.wasm.scan();
      const count = scanner.wasm.recordCount();
      if (count) {
        found = true;
        yield { ...scanner.columns, count, base: wal.start, scanner };
      }
      if (status === scanStatus.stopped) return endOfScan(wal, scanner.wasm, start, found);
      if (status === scanStatus.needInput) await input.feed(BigInt.asUintN(64, scanner.wasm.wanted()));
    }
  } finally {
    await input.settle();
    releaseScanner(scanner);
  }
}

function begin(wal: Wal, { wasm }: Scanner, start: Lsn, options: ScanOptions): void {
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
  const end = options.end !== undefined && options.end < wal.end ? options.end : wal.end;
  wasm.open(wal.start, start, end, options.startsAtRecord ?? false, options.wholeRecords ?? false);
}

/** Feeds a scanner, reading one buffer ahead of it. */
function inputOf(wal: Wal, scanner: Scanner) {
  let current = 0;
  let ahead: { lsn: Lsn; bytes: Promise<number> } | undefined;
  let length = firstRead;

  const read = (buffer: number, lsn: Lsn, most: number) => {
    const place = locate(wal, lsn);
    if (!place) return { lsn, bytes: Promise.resolve(0) };
    const target = scanner.inputs[buffer].bytes.subarray(0, Math.min(most, wal.segmentSize - place.offset));
    const bytes = readInto(place.segment.source, target, place.offset);
    bytes.catch(() => {}); // whoever awaits it hears of it
    return { lsn, bytes };
  };

  return {
    async feed(lsn: Lsn): Promise<void> {
      const other = 1 - current;
      if (ahead && ahead.lsn !== lsn) await ahead.bytes;
      const chunk = ahead?.lsn === lsn ? ahead : read(other, lsn, length);
      const bytes = await chunk.bytes;
      length = scanner.inputs[0].bytes.length;
      scanner.wasm.setInput(scanner.inputs[other].address, lsn, bytes);
      if (bytes < 8192) scanner.wasm.setAvailable(lsn + BigInt(bytes));
      ahead = read(current, lsn + BigInt(bytes), length);
      current = other;
    },
    async settle(): Promise<void> {
      await ahead?.bytes.catch(() => {});
    },
  };
}
