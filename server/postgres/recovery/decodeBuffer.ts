import type { WalRecord } from '../wal/record.ts';

/** Bytes of DecodedXLogRecord before its blocks, and of DecodedBkpBlock. PostgreSQL: access/xlogreader.h. */
const recordStruct = 88;
const blockStruct = 64;
const mostBlocks = 33;

const align8 = (bytes: number) => (bytes + 7) & ~7;

/** The ring in which records wait that were decoded ahead. PostgreSQL: XLogReadRecordAlloc in xlogreader.c. */
export class DecodeBuffer {
  readonly #size: number;
  readonly #entries: { readonly at: number; readonly size: number }[] = [];
  #head = 0;
  #tail = 0;

  constructor(size: number) {
    this.#size = size;
  }

  clear(): void {
    this.#entries.length = 0;
    this.#head = 0;
    this.#tail = 0;
  }

  /** Where a record of that length would be put; undefined when there is no room. */
  place(length: number): number | undefined {
    const required = recordStruct + mostBlocks * blockStruct + length + 7 + 7 * mostBlocks + 7;
    if (this.#tail >= this.#head) {
      if (required <= this.#size - this.#tail) return this.#tail;
      return required < this.#head ? 0 : undefined;
    }
    return required < this.#head - this.#tail ? this.#tail : undefined;
  }

  /** The record was decoded; without a place it has memory of its own. */
  push(place: number | undefined, record: WalRecord): void {
    if (place === undefined) {
      this.#entries.push({ at: -1, size: 0 });
      return;
    }
    const size = decodedSize(record);
    this.#tail = place + size;
    this.#entries.push({ at: place, size });
  }

  /** The oldest record has been replayed. PostgreSQL: XLogReleasePreviousRecord. */
  shift(): void {
    this.#entries.shift();
    const first = this.#entries.find(({ at }) => at >= 0);
    if (first) this.#head = first.at;
    else {
      this.#head = 0;
      this.#tail = 0;
    }
  }
}

function decodedSize(record: WalRecord): number {
  let highest = -1;
  for (let n = 0; n < record.blockCount; n++) highest = Math.max(highest, record.blocks[n].id);
  let size = recordStruct + blockStruct * (highest + 1);
  for (let n = 0; n < record.blockCount; n++) {
    const block = record.blocks[n];
    if (block.hasImage) size += block.imageLength;
    if (block.hasData) size = align8(size) + block.dataLength;
  }
  if (record.mainDataLength > 0) size = align8(size) + record.mainDataLength;
  return align8(size);
}
