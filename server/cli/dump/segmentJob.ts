import type { Files } from '../../bytes/byteSource.ts';
import type { Lsn } from '../../postgres/lsn.ts';
import { openWal } from '../../postgres/wal/openWal.ts';
import { type RecordBatch, type ScanOptions, scanWal } from '../../postgres/wal/reader.ts';
import type { Wal, WalSegment } from '../../postgres/wal/wal.ts';
import type { DumpOptions } from './options.ts';
import { printerOf } from './recordPrinter.ts';
import { SegmentFiles } from './segmentFiles.ts';
import type { SegmentResult } from './segmentResult.ts';
import { TextChunks } from './textChunks.ts';

/** A piece of a segment, for a worker. */
export interface SegmentJob {
  readonly index: number;
  readonly folder: string;
  /** Which segment of the range it is. */
  readonly segment: number;
  /** The segment, and the one after it in the range, into which a record may cross. */
  readonly name: string;
  readonly next?: string;
  readonly segmentSize: number;
  /** Where the piece begins and ends in the segment, in bytes: whole pages. */
  readonly from: number;
  readonly to: number;
  readonly options: DumpOptions;
  /** Memory of texts that were printed, to be used again. */
  readonly spare?: readonly ArrayBuffer[];
}

/** Reads one piece after the other. What is wrong in them is left to whoever reads the range as a whole. */
export class SegmentReader {
  readonly #files: Files;
  #folder: SegmentFiles | undefined;

  constructor(files: Files) {
    this.#files = files;
  }

  async run(job: SegmentJob): Promise<SegmentResult> {
    if (this.#folder?.folder !== job.folder) {
      await this.#folder?.close();
      this.#folder = await SegmentFiles.list(this.#files, job.folder);
    }
    return printPiece(await openSegment(this.#folder, job), job);
  }

  async close(): Promise<void> {
    await this.#folder?.close();
  }
}

async function openSegment(folder: SegmentFiles, { name, next, segmentSize }: SegmentJob): Promise<Wal> {
  const segments: WalSegment[] = [{ name, source: await folder.open(name) }];
  if (next !== undefined) segments.push(folder.segment(next, segmentSize));
  return openWal(segments);
}

async function printPiece(wal: Wal, job: SegmentJob): Promise<SegmentResult> {
  const chunks = new TextChunks(job.spare);
  const printer = await printerOf(wal, job.options, '', text => chunks.append(text));
  const range = { start: wal.start + BigInt(job.from), end: wal.start + BigInt(job.to) };
  const seen: { firstPrev?: Lsn; lastLsn?: Lsn } = {};
  const print = async (batch: RecordBatch) => {
    seen.firstPrev ??= batch.prev[0];
    seen.lastLsn = batch.base + BigInt(batch.position[batch.count - 1]);
    await printer.print(batch);
  };
  const inside = await printAll(wal, { ...range, ...printer.wanted() }, print);
  let whole = inside === 'endOfRange';
  const isLast = job.next === undefined && job.to === job.segmentSize;
  if (whole && !isLast && printer.nextLsn !== undefined && printer.nextLsn < range.end)
    whole = await printCrossing(wal, printer.nextLsn, print);
  return {
    index: job.index,
    ...chunks.taken(),
    stats: job.options.stats && printer.stats.packed(),
    firstLsn: printer.firstLsn,
    ...seen,
    nextLsn: printer.nextLsn,
    countedEnd: printer.countedEnd,
    whole,
  };
}

async function printAll(
  wal: Wal,
  range: ScanOptions,
  print: (batch: RecordBatch) => Promise<void>,
): Promise<string> {
  const scan = scanWal(wal, range);
  for (;;) {
    const { value, done } = await scan.next();
    if (done) return value.kind;
    await print(value);
  }
}

/** Prints the record at `lsn`, which ends behind the piece. */
async function printCrossing(
  wal: Wal,
  lsn: Lsn,
  print: (batch: RecordBatch) => Promise<void>,
): Promise<boolean> {
  const scan = scanWal(wal, { start: lsn, startsAtRecord: true, wholeRecords: true, single: true });
  const { value, done } = await scan.next();
  if (done) return false;
  await print(value);
  await scan.next();
  return true;
}
