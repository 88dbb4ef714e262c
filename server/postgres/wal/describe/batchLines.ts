import type { Lsn } from '../../lsn.ts';
import type { Major } from '../../majors.ts';
import type { RecordBatch } from '../reader.ts';
import { WalRecord } from '../record.ts';
import type { Describer } from './describer.ts';
import { lineProgram } from './lineProgram.ts';

/** Why the scanner stopped writing; as in scan/assembly/lines.ts. */
const noProgram = 2;
const describe = 3;

/** The block references of one record, in bytes, at the most. */
const roomForBlocks = 16 * 1024;

/**
 * Writes the records of batches as lines, as `LineWriter` does without details, much faster: the scanner writes them
 * where they lie, and only descriptions that are more than text and fields are made here.
 */
export class BatchLines {
  readonly #describer: Describer;
  readonly #record: WalRecord;
  #base: Lsn = 0n;
  #baseLow = 0;
  #baseHigh = 0;

  constructor(major: Major, describer: Describer) {
    this.#describer = describer;
    this.#record = new WalRecord(major);
  }

  /**
   * Writes records from `first` on, as many as there is room for but none from `last` on. Returns the first that is not
   * written; where that is `first`, the scanner cannot write it: it is too long.
   */
  write(batch: RecordBatch, first: number, last: number): number {
    const { wasm } = batch.scanner;
    wasm.clearText();
    for (let next = first; ; ) {
      next = wasm.writeLines(next, last);
      const status = wasm.lineStatus();
      if (status === noProgram) this.#give(batch, next);
      else if (status !== describe || !this.#describe(batch, next)) return next;
      else next++;
    }
  }

  /** What `write` has written; the next call overwrites it. */
  text({ scanner: { wasm, output } }: RecordBatch): Uint8Array {
    return output.subarray(0, wasm.textBytes());
  }

  /** Tells the scanner how to write the kind of record `i`. */
  #give({ scanner, rmid, info, memory }: RecordBatch, i: number): void {
    const program = lineProgram(rmid[i], this.#describer.kind(rmid[i], info[i]));
    const address = scanner.wasm.makeProgram((rmid[i] << 4) | (info[i] >> 4), program.length);
    memory.set(program, address);
  }

  /** Ends the line of record `i`; false when there is no room for it. */
  #describe(batch: RecordBatch, i: number): boolean {
    const { wasm, output } = batch.scanner;
    this.#decode(batch, i);
    const d = this.#describer.description;
    d.out.length = 0;
    d.record = this.#record;
    this.#describer.kind(batch.rmid[i], batch.info[i]).describe(d);
    const { bytes, length } = d.out;
    d.out.length = 0;
    const fits = wasm.textBytes() + length + roomForBlocks <= output.length;
    if (fits) output.set(bytes.subarray(0, length), wasm.textBytes());
    if (fits) wasm.finishLine(i, length);
    else wasm.takeLineBack();
    return fits;
  }

  /** Taken apart once: big numbers are slow. */
  #setBase(base: Lsn): void {
    this.#base = base;
    this.#baseLow = Number(base & 0xffff_ffffn);
    this.#baseHigh = Number(base >> 32n);
  }

  #decode({ base, position, memory, address, totalLength }: RecordBatch, i: number): void {
    if (base !== this.#base) this.#setBase(base);
    const lsn = this.#baseLow + position[i];
    const carry = Math.floor(lsn / 2 ** 32);
    const high = this.#baseHigh + carry;
    this.#record.decode(memory, address[i], address[i] + totalLength[i], high, lsn - carry * 2 ** 32);
  }
}
