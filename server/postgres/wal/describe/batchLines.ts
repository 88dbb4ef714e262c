import type { Major } from '../../majors.ts';
import type { RecordBatch } from '../reader.ts';
import { WalRecord } from '../record.ts';
import type { Describer } from './describer.ts';
import { lineProgram } from './lineProgram.ts';

/** Why the scanner stopped writing; as in scan/assembly/lines.ts. */
const noRoom = 1;
const noProgram = 2;
const describe = 3;
const notKept = 4;

/**
 * Writes the records of batches as lines, as `LineWriter` does without details, much faster: the scanner writes them
 * where they lie, and only descriptions that are more than text and fields are made here.
 */
export class BatchLines {
  readonly #describer: Describer;
  readonly #record: WalRecord;

  constructor(major: Major, describer: Describer) {
    this.#describer = describer;
    this.#record = new WalRecord(major);
  }

  /**
   * Writes records `first` up to `last` of `batch`. Returns the one at which it stopped because the scanner has not
   * kept its bytes, else `last`. `take` gets text; it must copy it.
   */
  write(batch: RecordBatch, first: number, last: number, take: (text: Uint8Array) => void): number {
    const { wasm } = batch.scanner;
    let next = first;
    for (;;) {
      next = wasm.writeLines(next, last);
      const status = wasm.lineStatus();
      if (status === noRoom) takeAll(batch, take);
      else if (status === noProgram) this.#give(batch, next);
      else if (status === describe) this.#describe(batch, next++, take);
      else {
        takeAll(batch, take);
        return status === notKept ? next : last;
      }
    }
  }

  /** Tells the scanner how to write the kind of record `i`. */
  #give({ scanner, rmid, info, memory }: RecordBatch, i: number): void {
    const program = lineProgram(rmid[i], this.#describer.kind(rmid[i], info[i]));
    const address = scanner.wasm.makeProgram((rmid[i] << 4) | (info[i] >> 4), program.length);
    memory.set(program, address);
  }

  #describe(batch: RecordBatch, i: number, take: (text: Uint8Array) => void): void {
    const { scanner, address, totalLength, memory } = batch;
    const record = this.#record;
    const lsn = Number(batch.base & 0xffff_ffffn) + batch.position[i];
    const carry = Math.floor(lsn / 2 ** 32);
    const high = Number(batch.base >> 32n) + carry;
    record.decode(memory, address[i], address[i] + totalLength[i], high, lsn - carry * 2 ** 32);
    const d = this.#describer.description;
    d.out.length = 0;
    d.record = record;
    this.#describer.kind(batch.rmid[i], batch.info[i]).describe(d);
    const text = d.out.bytes.subarray(0, d.out.length);
    const { wasm, output } = scanner;
    if (wasm.textBytes() + text.length + roomForBlocks > output.length) takeAll(batch, take);
    if (text.length + roomForBlocks > output.length) take(text);
    else output.set(text, wasm.textBytes());
    wasm.finishLine(i, text.length + roomForBlocks > output.length ? 0 : text.length);
    d.out.length = 0;
  }
}

/** The block references of one record, in bytes, at the most. */
const roomForBlocks = 16 * 1024;

function takeAll({ scanner: { wasm, output } }: RecordBatch, take: (text: Uint8Array) => void): void {
  if (wasm.textBytes()) take(output.subarray(0, wasm.textBytes()));
  wasm.clearText();
}
