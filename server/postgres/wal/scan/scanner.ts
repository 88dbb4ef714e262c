import type { Lsn } from '../../lsn.ts';
import { scannerWasm } from './scanner.wasm.ts';

/** What assembly/index.ts exports. LSNs are 64-bit. */
interface Exports {
  memory: WebAssembly.Memory;
  configure(
    magic: number,
    overwriteContrecord: number,
    pageFlags: number,
    segmentSize: number,
    systemIdentifier: bigint,
    customManagers: boolean,
    headerFirst: boolean,
    compressedMask: number,
    applyMask: number,
    toplevelXid: boolean,
  ): void;
  open(
    base: Lsn,
    start: Lsn,
    end: Lsn,
    exact: boolean,
    wholeRecords: boolean,
    most: number,
    endsOnly: boolean,
    counting: boolean,
  ): void;
  setAvailable(lsn: Lsn): void;
  setInput(address: number, lsn: Lsn, bytes: number): void;
  scan(): number;
  recordCount(): number;
  wanted(): Lsn;
  stopCode(): number;
  stopOperand(index: number): bigint;
  failingLsn(): Lsn;
  lastLsn(): Lsn;
  takeTally(): number;
  crc32c(register: number, address: number, bytes: number): number;
  makeProgram(slot: number, bytes: number): number;
  writeLines(first: number, last: number): number;
  lineStatus(): number;
  finishLine(record: number, bytes: number): void;
  takeLineBack(): void;
  textBytes(): number;
  clearText(): void;
}

export const scanStatus = { needInput: 1, stopped: 2, batchFull: 3 } as const;

/** A slot for each resource manager and record type: the manager's id, then the upper half of the info byte. */
export const statsSlots = 256 * 16;

/** Bytes that each of the two input buffers holds. */
export const inputBytes = 1024 * 1024;

/** As in assembly/memory.ts. */
export const batchRecords = 4096;
const batchAt = 32 * 1024;
const inputAt = 288 * 1024;
const tallyAt = inputAt + 2 * inputBytes + 2 * 1024 * 1024 + inputBytes + 256 * 1024;
const tallySlotsAt = tallyAt + 32 * statsSlots;
const outputAt = tallySlotsAt + 2 * statsSlots;
const outputBytes = 1024 * 1024;

/** The arrays of a batch, one a field; views of the scanner's memory, overwritten by every scan. */
export interface BatchColumns {
  /** First byte of the record, counted from the base that the scan was given. */
  readonly position: Float64Array;
  /** Where the next record begins, or its page; after a SWITCH the end of the segment. */
  readonly end: Float64Array;
  readonly prev: BigUint64Array;
  readonly xid: Uint32Array;
  readonly totalLength: Uint32Array;
  readonly mainLength: Uint32Array;
  /** Bytes of full-page images, as they are stored. */
  readonly fpiLength: Uint32Array;
  /** Where in `memory` the record lies, without page headers; 0 when it was not kept. */
  readonly address: Uint32Array;
  /** Timeline of the page that the record begins on. */
  readonly timeline: Uint32Array;
  /** File number of block 0, 0 where there is no such block. */
  readonly relation: Uint32Array;
  readonly info: Uint8Array;
  readonly rmid: Uint8Array;
  readonly blocks: Uint8Array;
  readonly memory: Uint8Array;
}

/** One instance of the compiled scanner. */
export interface Scanner {
  readonly wasm: Exports;
  readonly columns: BatchColumns;
  /** Records, bytes outside of full-page images and in them, and nothing, for each slot of a `StatsTable`. */
  readonly tally: Float64Array;
  /** The slots in use. */
  readonly tallySlots: Uint16Array;
  /** Where lines of text are written. */
  readonly output: Uint8Array;
  readonly inputs: readonly { readonly address: number; readonly bytes: Uint8Array }[];
}

let compiled: WebAssembly.Module | undefined;
const idle: Scanner[] = [];

/** A scanner for one scan; give it back with `releaseScanner`. */
export function takeScanner(): Scanner {
  return idle.pop() ?? instantiate();
}

export function releaseScanner(scanner: Scanner): void {
  if (idle.length < 4) idle.push(scanner);
}

function instantiate(): Scanner {
  compiled ??= new WebAssembly.Module(bytesOf(scannerWasm));
  const imports = { env: { abort: () => {} } };
  const wasm = new WebAssembly.Instance(compiled, imports).exports as unknown as Exports;
  const { buffer } = wasm.memory;
  const inputs = [inputAt, inputAt + inputBytes].map(address => ({
    address,
    bytes: new Uint8Array(buffer, address, inputBytes),
  }));
  return {
    wasm,
    columns: columnsOf(buffer),
    tally: new Float64Array(buffer, tallyAt, 4 * statsSlots),
    tallySlots: new Uint16Array(buffer, tallySlotsAt, statsSlots),
    output: new Uint8Array(buffer, outputAt, outputBytes),
    inputs,
  };
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function columnsOf(buffer: ArrayBuffer): BatchColumns {
  let at = batchAt;
  const next = (bytes: number) => {
    const start = at;
    at += bytes * batchRecords;
    return start;
  };
  const words = () => new Uint32Array(buffer, next(4), batchRecords);
  const bytes = () => new Uint8Array(buffer, next(1), batchRecords);
  return {
    position: new Float64Array(buffer, next(8), batchRecords),
    end: new Float64Array(buffer, next(8), batchRecords),
    prev: new BigUint64Array(buffer, next(8), batchRecords),
    xid: words(),
    totalLength: words(),
    mainLength: words(),
    fpiLength: words(),
    address: words(),
    timeline: words(),
    relation: words(),
    info: bytes(),
    rmid: bytes(),
    blocks: bytes(),
    memory: new Uint8Array(buffer),
  };
}
