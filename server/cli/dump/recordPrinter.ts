import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Lsn } from '../../postgres/lsn.ts';
import type { Describer } from '../../postgres/wal/describe/describer.ts';
import { LineWriter } from '../../postgres/wal/describe/line.ts';
import { imageFileName } from '../../postgres/wal/image/imageFileName.ts';
import { restoreImage } from '../../postgres/wal/image/restoreImage.ts';
import type { Wal } from '../../postgres/wal/openWal.ts';
import type { RecordBatch } from '../../postgres/wal/reader.ts';
import { readRecord } from '../../postgres/wal/readRecord.ts';
import { WalRecord } from '../../postgres/wal/record.ts';
import type { Io } from '../io.ts';
import type { DumpOptions } from './options.ts';
import { matchesBlocks, needsDecoding, quickFilter } from './recordFilter.ts';
import type { SegmentResult } from './segmentJob.ts';
import { StatsTable } from './statsTable.ts';

/** Text that is gathered before it is written, in bytes. */
const flushAt = 256 * 1024;

/** Shows, counts or saves the records of a scan as the options say. */
export class RecordPrinter {
  readonly stats = new StatsTable();
  readonly describer: Describer;
  /** The first record that was read, and the end of the last one that was counted or read. */
  firstLsn: Lsn | undefined;
  countedEnd: Lsn | undefined;
  nextLsn: Lsn | undefined;
  limitReached = false;
  readonly wantsBytes: boolean;
  readonly #wal: Wal;
  readonly #options: DumpOptions;
  readonly #io: Pick<Io, 'stdout' | 'cwd'>;
  readonly #lines: LineWriter;
  readonly #record: WalRecord;
  readonly #passes: (batch: RecordBatch, at: number) => boolean;
  readonly #decodes: boolean;
  readonly #shows: boolean;
  #shown = 0;

  constructor(wal: Wal, options: DumpOptions, io: Pick<Io, 'stdout' | 'cwd'>) {
    this.#wal = wal;
    this.#options = options;
    this.#io = io;
    this.#lines = new LineWriter(wal.major);
    this.describer = this.#lines.describer;
    this.#record = new WalRecord(wal.major);
    this.#passes = quickFilter(options);
    this.#decodes = needsDecoding(options) || options.saveFullPage !== undefined;
    this.#shows = !options.quiet && options.stats === undefined;
    this.wantsBytes = this.#shows || this.#decodes;
  }

  async print(batch: RecordBatch): Promise<void> {
    for (let i = 0; i < batch.count && !this.limitReached; i++) {
      const lsn = batch.base + BigInt(batch.position[i]);
      this.firstLsn ??= lsn;
      if (!this.#passes(batch, i)) continue;
      if (this.wantsBytes && !(await this.#decode(batch, i, lsn))) continue;
      await this.#show(batch, i);
      this.#shown++;
      this.limitReached = this.#options.limit > 0 && this.#shown >= this.#options.limit;
    }
    this.nextLsn = batch.base + BigInt(batch.end[batch.count - 1]);
    await this.#flush();
  }

  /** Takes over what a worker printed and counted of the next segment. */
  async adopt(result: SegmentResult): Promise<void> {
    this.firstLsn ??= result.firstLsn;
    this.nextLsn = result.nextLsn ?? this.nextLsn;
    this.countedEnd = result.countedEnd ?? this.countedEnd;
    this.stats.merge(result.stats);
    for (const piece of result.output) await this.#io.stdout(piece);
  }

  /** Decodes record `i`; false when the options leave it out. */
  async #decode(batch: RecordBatch, i: number, lsn: Lsn): Promise<boolean> {
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

  async #show(batch: RecordBatch, i: number): Promise<void> {
    if (this.#shows) {
      this.#lines.write(this.#record, this.#options.blockDetails);
      if (this.#lines.out.length >= flushAt) await this.#flush();
    } else if (this.#options.stats && !this.#options.quiet) {
      this.stats.add(batch.rmid[i], batch.info[i], batch.totalLength[i], batch.fpiLength[i]);
      this.countedEnd = batch.base + BigInt(batch.end[i]);
    }
    if (this.#options.saveFullPage !== undefined) await this.#saveImages(this.#options.saveFullPage);
  }

  async #flush(): Promise<void> {
    const { out } = this.#lines;
    if (!out.length) return;
    await this.#io.stdout(out.bytes.slice(0, out.length));
    out.length = 0;
  }

  /** Writes the record's full-page images into the folder that the user named for them. */
  async #saveImages(folder: string): Promise<void> {
    const target = resolve(this.#io.cwd, folder);
    await mkdir(target, { recursive: true });
    for (const block of this.#record.blocks.slice(0, this.#record.blockCount)) {
      if (!block.hasImage) continue;
      const image = restoreImage(this.#record, block);
      if ('problem' in image) throw new Error(image.problem);
      await writeFile(join(target, imageFileName(this.#wal.timeline, this.#record, block)), image.page);
    }
  }
}
