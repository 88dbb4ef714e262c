import type { Lsn } from '../lsn.ts';
import type { Major } from '../majors.ts';
import { blockSize, type ImageFlags, imageFlags } from './image/imageFlags.ts';

/** Size of XLogRecord, the fixed header of a record, in bytes. */
export const recordHeaderSize = 24;

const maxBlockId = 32;
const blockIdShort = 255;
const blockIdLong = 254;
const blockIdOrigin = 253;
const blockIdTopLevelXid = 252;

const forkMask = 0x0f;
const blockHasImage = 0x10;
const blockHasData = 0x20;
const blockWillInit = 0x40;
const blockSameRelation = 0x80;

/** A block that a record refers to. Offsets are into the record's bytes. PostgreSQL: DecodedBkpBlock. */
export interface BlockReference {
  id: number;
  fork: number;
  willInit: boolean;
  tablespace: number;
  database: number;
  relation: number;
  block: number;
  hasImage: boolean;
  applyImage: boolean;
  imageInfo: number;
  imageAt: number;
  imageLength: number;
  holeOffset: number;
  holeLength: number;
  hasData: boolean;
  dataAt: number;
  dataLength: number;
}

/** Names of the forks as block references print them. PostgreSQL: forkNames in common/relpath.c. */
export const forkNames = ['main', 'fsm', 'vm', 'init'] as const;

function emptyBlock(): BlockReference {
  return {
    id: 0,
    fork: 0,
    willInit: false,
    tablespace: 0,
    database: 0,
    relation: 0,
    block: 0,
    hasImage: false,
    applyImage: false,
    imageInfo: 0,
    imageAt: 0,
    imageLength: 0,
    holeOffset: 0,
    holeLength: 0,
    hasData: false,
    dataAt: 0,
    dataLength: 0,
  };
}

/**
 * One assembled record (page headers taken out), decoded in place. A scan uses one object for all records:
 * `decode` overwrites it. PostgreSQL: DecodeXLogRecord in access/transam/xlogreader.c.
 */
export class WalRecord {
  readonly major: Major;
  bytes: Uint8Array = new Uint8Array(0);
  /** Offset of the record's first byte in `bytes`, and of the byte after its last one. */
  start = 0;
  end = 0;
  lsnHigh = 0;
  lsnLow = 0;
  /** The blocks in use are the first `blockCount`, in the order of their ids. */
  readonly blocks: BlockReference[] = [];
  blockCount = 0;
  mainDataAt = 0;
  mainDataLength = 0;
  /** Replication origin; 0 when the record names none. */
  origin = 0;
  /** Top-level transaction of a subtransaction's first record (14 and later); 0 when absent. */
  topLevelXid = 0;
  /** Bytes of all full-page images as stored. */
  imageLength = 0;
  readonly #flags: ImageFlags;

  constructor(major: Major) {
    this.major = major;
    this.#flags = imageFlags(major);
  }

  get totalLength(): number {
    return u32(this.bytes, this.start);
  }
  get xid(): number {
    return u32(this.bytes, this.start + 4);
  }
  get prevLow(): number {
    return u32(this.bytes, this.start + 8);
  }
  get prevHigh(): number {
    return u32(this.bytes, this.start + 12);
  }
  get info(): number {
    return this.bytes[this.start + 16];
  }
  get rmid(): number {
    return this.bytes[this.start + 17];
  }
  get crc(): number {
    return u32(this.bytes, this.start + 20);
  }
  get lsn(): Lsn {
    return (BigInt(this.lsnHigh) << 32n) | BigInt(this.lsnLow);
  }
  get prev(): Lsn {
    return (BigInt(this.prevHigh) << 32n) | BigInt(this.prevLow);
  }

  /** Block `id`, or undefined when the record does not refer to it. */
  block(id: number): BlockReference | undefined {
    for (let i = 0; i < this.blockCount; i++) if (this.blocks[i].id === id) return this.blocks[i];
    return undefined;
  }

  /**
   * Decodes the record that fills `bytes` from `start` to `end`, whose LSN is given in two halves. Returns
   * false when its headers do not add up; what was decoded before the fault stays.
   */
  decode(bytes: Uint8Array, start: number, end: number, lsnHigh: number, lsnLow: number): boolean {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.lsnHigh = lsnHigh;
    this.lsnLow = lsnLow;
    this.blockCount = 0;
    this.mainDataAt = end;
    this.mainDataLength = 0;
    this.origin = 0;
    this.topLevelXid = 0;
    this.imageLength = 0;

    let at = start + recordHeaderSize;
    let dataTotal = 0;
    while (end - at > dataTotal) {
      const id = bytes[at++];
      if (id <= maxBlockId) {
        at = this.#blockHeader(id, at);
        if (at > end) return false;
        const block = this.blocks[this.blockCount - 1];
        dataTotal += block.dataLength + block.imageLength;
        this.imageLength += block.imageLength;
      } else if (id === blockIdShort) {
        this.mainDataLength = bytes[at];
        at += 1;
        dataTotal += this.mainDataLength;
        break; // main data's header is always the last one
      } else if (id === blockIdLong) {
        this.mainDataLength = u32(bytes, at);
        at += 4;
        dataTotal += this.mainDataLength;
        break;
      } else if (id === blockIdOrigin) {
        this.origin = u16(bytes, at);
        at += 2;
      } else if (id === blockIdTopLevelXid) {
        this.topLevelXid = u32(bytes, at);
        at += 4;
      } else {
        return false;
      }
    }
    if (at + dataTotal !== end) return false;
    for (let i = 0; i < this.blockCount; i++) {
      const block = this.blocks[i];
      block.imageAt = at;
      at += block.imageLength;
      block.dataAt = at;
      at += block.dataLength;
    }
    this.mainDataAt = at;
    return true;
  }

  #blockHeader(id: number, at: number): number {
    const { bytes } = this;
    const previous = this.blockCount ? this.blocks[this.blockCount - 1] : undefined;
    if (this.blockCount === this.blocks.length) this.blocks.push(emptyBlock());
    const block = this.blocks[this.blockCount++];
    const forkFlags = bytes[at];
    block.id = id;
    block.fork = forkFlags & forkMask;
    block.willInit = (forkFlags & blockWillInit) !== 0;
    block.hasImage = (forkFlags & blockHasImage) !== 0;
    block.hasData = (forkFlags & blockHasData) !== 0;
    block.dataLength = u16(bytes, at + 1);
    at += 3;
    if (block.hasImage) {
      const flags = this.#flags;
      block.imageLength = u16(bytes, at);
      block.holeOffset = u16(bytes, at + 2);
      block.imageInfo = bytes[at + 4];
      at += 5;
      block.applyImage = (block.imageInfo & flags.apply) !== 0;
      if ((block.imageInfo & flags.compressed) === 0) {
        block.holeLength = blockSize - block.imageLength;
      } else if (block.imageInfo & flags.hasHole) {
        block.holeLength = u16(bytes, at);
        at += 2;
      } else {
        block.holeLength = 0;
      }
    } else {
      block.applyImage = false;
      block.imageInfo = 0;
      block.imageLength = 0;
      block.holeOffset = 0;
      block.holeLength = 0;
    }
    if (forkFlags & blockSameRelation) {
      block.tablespace = previous?.tablespace ?? 0;
      block.database = previous?.database ?? 0;
      block.relation = previous?.relation ?? 0;
    } else {
      block.tablespace = u32(bytes, at);
      block.database = u32(bytes, at + 4);
      block.relation = u32(bytes, at + 8);
      at += 12;
    }
    block.block = u32(bytes, at);
    return at + 4;
  }
}

/** Little-endian reads; past the end of `bytes` they give zeros. */
export function u16(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8);
}

export function u32(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

export function u64(bytes: Uint8Array, at: number): bigint {
  return (BigInt(u32(bytes, at + 4)) << 32n) | BigInt(u32(bytes, at));
}
