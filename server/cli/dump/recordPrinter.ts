import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Lsn } from '../../postgres/lsn.ts';
import type { BatchLines } from '../../postgres/wal/describe/batchLines.ts';
import type { LineWriter } from '../../postgres/wal/describe/line.ts';
import { imageFileName } from '../../postgres/wal/image/imageFileName.ts';
import type { RecordBatch, ScanOptions } from '../../postgres/wal/reader.ts';
import { readRecord } from '../../postgres/wal/readRecord.ts';
import { WalRecord } from '../../postgres/wal/record.ts';
import { StatsTable } from '../../postgres/wal/statsTable.ts';
import type { Wal } from '../../postgres/wal/wal.ts';
import type { DumpOptions } from './options.ts';
import { matchesBlocks, needsDecoding, quickFilter } from './recordFilter.ts';
import type { RecordLines } from './recordLines.ts';
import type { SegmentResult } from './segmentResult.ts';

/** Text that is gathered before it is written, in bytes. */
const flushAt = 256 * 1024;

/** Takes text, which is overwritten once the promise is kept, or at once where there is none. */
export type TextSink = (text: Uint8Array) => void | Promise<void>;

/** A printer of the records of `wal`. `cwd`: where the folder of saved images is looked for. */
export async function printerOf(
  wal: Wal,
  options: DumpOptions,
  cwd: string,
  output: TextSink,
): Promise<RecordPrinter> {
  const shows = !options.quiet && options.stats === undefined;
  const lines = shows ? (await import('./recordLines.ts')).recordLines(wal.major) : undefined;
  return new RecordPrinter(wal, options, cwd, output, lines);
}

/** Shows, counts or saves the records of a scan as the options say. */
export class RecordPrinter {
  readonly stats = new StatsTable();
  /** The first record that was read, and the end of the last one that was counted or read. */
  firstLsn: Lsn | undefined;
  countedEnd: Lsn | undefined;
  nextLsn: Lsn | undefined;
  limitReached = false;
  readonly wantsBytes: boolean;
  readonly #wal: Wal;
  readonly #options: DumpOptions;
  readonly #output: TextSink;
  readonly #cwd: string;
  /** Undefined where none are shown. */
  readonly #lines: LineWriter | undefined;
  /** All that pass are shown as plain lines, by this one where it can. */
  readonly #plainLines: BatchLines | undefined;
  readonly #record: WalRecord;
  readonly #passes: (batch: RecordBatch, at: number) => boolean;
  readonly #decodes: boolean;
  readonly #counts: boolean;
  /** All are counted, or none: nobody need look at them one by one. */
  readonly #looksAtNone: boolean;
  #shown = 0;

  constructor(wal: Wal, options: DumpOptions, cwd: string, output: TextSink, lines: RecordLines | undefined) {
    this.#wal = wal;
    this.#options = options;
    this.#output = output;
    this.#cwd = cwd;
    this.#record = new WalRecord(wal.major);
    this.#passes = quickFilter(options);
    this.#decodes = needsDecoding(options) || options.saveFullPage !== undefined;
    this.#lines = lines?.one;
    this.#plainLines = this.#decodes || options.blockDetails ? undefined : lines?.many;
    this.wantsBytes = lines !== undefined || this.#decodes;
    this.#counts = options.stats !== undefined && !options.quiet;
    const { managers, xid, limit } = options;
    this.#looksAtNone = !this.wantsBytes && managers === undefined && xid === undefined && limit <= 0;
  }

  /** How to scan for this printer; `partly`: not all that is scanned is to be printed. */
  wanted(partly = false): Pick<ScanOptions, 'wholeRecords' | 'endsOnly' | 'stats'> {
    if (!this.#looksAtNone || partly) return { wholeRecords: this.wantsBytes };
    return { endsOnly: true, stats: this.#counts ? this.stats : undefined };
  }

  /** Prints the records of a batch, from the one at `first` on. */
  async print(batch: RecordBatch, first = 0): Promise<void> {
    this.firstLsn ??= batch.base + BigInt(batch.position[0]);
    if (this.#looksAtNone) this.#count(batch, first, batch.count);
    else await this.#printEach(batch, first);
    this.nextLsn = batch.base + BigInt(batch.end[batch.count - 1]);
  }

  async #printEach(batch: RecordBatch, first: number): Promise<void> {
    for (let i = first; i < batch.count && !this.limitReached; )
      if (this.#passes(batch, i)) i = await this.#printRun(batch, i, this.#runEnd(batch, i));
      else i++;
    await this.#flush();
  }

  /** Behind the last of the records from `first` on that all pass, as far as the limit. */
  #runEnd(batch: RecordBatch, first: number): number {
    const { limit } = this.#options;
    const most = limit > 0 ? Math.min(batch.count, first + limit - this.#shown) : batch.count;
    let last = first + 1;
    while (last < most && this.#passes(batch, last)) last++;
    return last;
  }

  /** Prints records from `first` on, as far as `last` at the most; returns with which to go on. */
  async #printRun(batch: RecordBatch, first: number, last: number): Promise<number> {
    let next = last;
    if (!this.wantsBytes) this.#count(batch, first, last);
    else if (this.#plainLines) next = await this.#writeLines(this.#plainLines, batch, first, last);
    else next = first;
    // of these the scanner has no bytes, or more is wanted than lines
    if (next === first) return this.#showOne(batch, next);
    this.#note(next - first);
    return next;
  }

  #note(shown: number): void {
    this.#shown += shown;
    this.limitReached = this.#options.limit > 0 && this.#shown >= this.#options.limit;
  }

  #count(batch: RecordBatch, first: number, last: number): void {
    if (!this.#counts) return;
    if (batch.stats !== this.stats) this.stats.add(batch, first, last);
    this.countedEnd = batch.base + BigInt(batch.end[last - 1]);
  }

  /** Writes records as lines; returns the first that is not written, `first` where that one is too long. */
  async #writeLines(lines: BatchLines, batch: RecordBatch, first: number, last: number): Promise<number> {
    const next = lines.write(batch, first, last);
    if (next > first) await this.#output(lines.text(batch));
    return next;
  }

  /** Shows, counts or saves record `i` if the options do not leave it out. */
  async #showOne(batch: RecordBatch, i: number): Promise<number> {
    if (!(await this.#decode(batch, i))) return i + 1;
    if (this.#lines) {
      this.#lines.write(this.#record, this.#options.blockDetails);
      if (this.#plainLines || this.#lines.out.length >= flushAt) await this.#flush();
    } else {
      this.#count(batch, i, i + 1);
    }
    if (this.#options.saveFullPage !== undefined) await this.#saveImages(this.#options.saveFullPage);
    this.#note(1);
    return i + 1;
  }

  /** Takes over what a worker printed and counted of the next segment. */
  async adopt(result: SegmentResult): Promise<void> {
    this.firstLsn ??= result.firstLsn;
    this.nextLsn = result.nextLsn ?? this.nextLsn;
    this.countedEnd = result.countedEnd ?? this.countedEnd;
    if (result.stats) this.stats.merge(result.stats);
    for (const piece of result.output) await this.#output(piece);
  }

  /** Decodes record `i`; false when the options leave it out. */
  async #decode(batch: RecordBatch, i: number): Promise<boolean> {
    const lsn = batch.base + BigInt(batch.position[i]);
    const record = this.#record;
    const address = batch.address[i];
    const low = Number(BigInt.asUintN(32, lsn));
    const high = Number(lsn >> 32n);
    if (address !== 0) {
      record.decode(batch.memory, address, address + batch.totalLength[i], high, low);
    } else {
      // too long for the scanner to keep
      const bytes = await readRecord(this.#wal, lsn);
      if (!bytes) return false;
      record.decode(bytes, 0, bytes.length, high, low);
    }
    return !this.#decodes || matchesBlocks(record, this.#options);
  }

  async #flush(): Promise<void> {
    const out = this.#lines?.out;
    if (!out?.length) return;
    await this.#output(out.bytes.subarray(0, out.length));
    out.length = 0;
  }

  /** Writes the record's full-page images into the folder that the user named for them. */
  async #saveImages(folder: string): Promise<void> {
    const { restoreImage } = await import('../../postgres/wal/image/restoreImage.ts');
    const target = resolve(this.#cwd, folder);
    for (const block of this.#record.blocks.slice(0, this.#record.blockCount)) {
      if (!block.hasImage) continue;
      const image = restoreImage(this.#record, block);
      if ('problem' in image) throw new Error(image.problem);
      await writeFile(join(target, imageFileName(this.#wal.timeline, this.#record, block)), image.page);
    }
  }
}
