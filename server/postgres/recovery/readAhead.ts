import type { Lsn } from '../lsn.ts';
import type { Major } from '../majors.ts';
import { u32, WalRecord } from '../wal/record.ts';
import { BlockTrail } from './blockTrail.ts';
import { DecodeBuffer } from './decodeBuffer.ts';
import { rmgr, xlogInfo } from './recordKinds.ts';
import type { ReadRecord, WalReader } from './walReader.ts';

/** A record with its blocks decoded. */
export interface DecodedRecord extends ReadRecord {
  readonly record: WalRecord;
}

/** What a read gave: a record, or that there is none, with a complaint where there is something to say. */
export type QueuedRead = DecodedRecord | { readonly complaint: string | undefined };

export interface ReadAheadOptions {
  /** Whether records are read ahead of replay at all. */
  readonly ahead: boolean;
  /** maintenance_io_concurrency */
  readonly reads: number;
  /** wal_decode_buffer_size in bytes */
  readonly bufferSize: number;
  /** What a block counts as whose relation file decides: the two extremes bound what the server does. */
  readonly assume: 'read' | 'none';
}

const readAheadSince: Major = 15;
const distanceFactor = 4;

interface BlockEntry {
  readonly lsn: Lsn;
  readonly reads: boolean;
}

/**
 * Hands records to replay, of which 15 and later have decoded some more already.
 * PostgreSQL: xlogprefetcher.c, and the queue of xlogreader.c.
 */
export class RecordQueue {
  readonly #reader: WalReader;
  readonly #major: Major;
  readonly #options: ReadAheadOptions;
  readonly #trail = new BlockTrail();
  readonly #buffer: DecodeBuffer;
  readonly #free: WalRecord[] = [];
  #records: DecodedRecord[] = [];
  /** Blocks that were looked at and whose record is not replayed yet. */
  #blocks: BlockEntry[] = [];
  #inFlight = 0;
  #current: DecodedRecord | undefined;
  #analysed: DecodedRecord | undefined;
  #nextBlock = 0;
  /** The record handed out last. */
  #replaying: Lsn = 0n;
  #beginning: Lsn = 0n;
  #suspendedUntil: Lsn = 0n;
  /** The reader has failed; its complaint waits until the records before it are replayed. */
  #deferred: { complaint: string | undefined } | undefined;
  /** Whether some block could have been read or not, for all that WAL tells. */
  ambiguous = false;

  constructor(reader: WalReader, major: Major, options: ReadAheadOptions) {
    this.#reader = reader;
    this.#major = major;
    this.#options = options;
    this.#buffer = new DecodeBuffer(options.bufferSize);
  }

  /** The next read begins at `lsn`; what was read ahead is forgotten. */
  beginRead(lsn: Lsn): void {
    this.#reader.beginRead(lsn);
    this.#beginning = lsn;
    this.#replaying = 0n;
    this.#suspendedUntil = 0n;
    this.#records = [];
    this.#current = undefined;
    this.#analysed = undefined;
    this.#deferred = undefined;
    this.#buffer.clear();
    this.reset();
  }

  /** Whether a record of that many bytes can be decoded before those ahead of it are replayed. */
  hasRoom(length: number): boolean {
    return this.#buffer.place(length) !== undefined;
  }

  /** Forgets what is in flight. PostgreSQL: XLogPrefetchReconfigure. */
  reset(): void {
    this.#blocks = [];
    this.#inFlight = 0;
  }

  async next(): Promise<QueuedRead> {
    this.#release();
    if (this.#major < readAheadSince) return this.#readOne();
    if (this.#options.ahead) await this.#readAhead();
    if (!this.#records.length && !this.#deferred) await this.#readAhead();
    const record = this.#records.shift();
    if (!record) {
      const complaint = this.#deferred?.complaint;
      this.#deferred = undefined;
      return { complaint };
    }
    this.#current = record;
    this.#replaying = record.lsn;
    if (record === this.#analysed) this.#analysed = undefined;
    return record;
  }

  /** The record handed out last has been replayed. */
  #release(): void {
    const done = this.#current;
    if (!done) return;
    this.#current = undefined;
    this.#free.push(done.record);
    if (this.#major < readAheadSince) return;
    if (this.#options.ahead)
      for (let n = 0; n < done.record.blockCount; n++) this.#trail.replayed(done.record.blocks[n]);
    this.#buffer.shift();
    while (this.#blocks.length && this.#blocks[0].lsn < done.next) {
      if (this.#blocks[0].reads) this.#inFlight--;
      this.#blocks.shift();
    }
  }

  async #readOne(): Promise<QueuedRead> {
    const read = await this.#reader.read(false);
    if (typeof read === 'string') return { complaint: this.#reader.complaint };
    const record = this.#decode(read);
    this.#current = record;
    return record;
  }

  #decode(read: ReadRecord): DecodedRecord {
    const record = this.#free.pop() ?? new WalRecord(this.#major);
    record.decode(read.bytes, 0, read.bytes.length, Number(read.lsn >> 32n), Number(read.lsn & 0xffff_ffffn));
    const { lsn, next, bytes, rmid, info, xid } = read;
    return { lsn, next, bytes, rmid, info, xid, record };
  }

  /** PostgreSQL: lrq_prefetch. */
  async #readAhead(): Promise<void> {
    const { ahead, reads } = this.#options;
    const mostReads = ahead ? reads : 1;
    const mostBlocks = ahead ? reads * distanceFactor : 1;
    while (this.#inFlight < mostReads && this.#blocks.length < mostBlocks) {
      const entry = await this.#nextEntry();
      if (!entry) return;
      this.#blocks.push(entry);
      if (entry.reads) this.#inFlight++;
    }
  }

  async #nextEntry(): Promise<BlockEntry | undefined> {
    for (;;) {
      if (!this.#analysed) {
        const nonblocking = this.#records.length > 0 || this.#deferred !== undefined;
        if (nonblocking && this.#replaying <= this.#suspendedUntil) return undefined;
        const record = await this.#decodeNext(nonblocking);
        if (!record) {
          if (nonblocking && this.#records.length) this.#suspendedUntil = this.#records.at(-1)!.lsn;
          return undefined;
        }
        if (!this.#options.ahead) return { lsn: 0n, reads: false };
        this.#analysed = record;
        this.#nextBlock = 0;
      }
      const { lsn, rmid, info, record } = this.#analysed;
      const mayChangeTimeline = info === xlogInfo.checkpointShutdown || info === xlogInfo.endOfRecovery;
      if (this.#replaying < lsn && rmid === rmgr.xlog && mayChangeTimeline) this.#suspendedUntil = lsn;
      if (this.#nextBlock < record.blockCount) {
        const mayBeRead = this.#trail.mayBeRead(record.blocks[this.#nextBlock++]);
        if (mayBeRead) this.ambiguous = true;
        return { lsn, reads: mayBeRead && this.#options.assume === 'read' };
      }
      if (this.#records.at(-1)?.lsn === this.#beginning) return undefined;
      this.#analysed = undefined;
    }
  }

  /** PostgreSQL: XLogReadAhead, XLogDecodeNextRecord. */
  async #decodeNext(nonblocking: boolean): Promise<DecodedRecord | undefined> {
    if (this.#deferred) return undefined;
    const read = await this.#reader.read(nonblocking);
    if (typeof read === 'string') {
      const { complaint, aborted } = this.#reader;
      if (read === 'fail' && (complaint !== undefined || aborted !== 0n)) this.#deferred = { complaint };
      return undefined;
    }
    const record = this.#decode(read);
    this.#buffer.push(this.#buffer.place(u32(read.bytes, 0)), record.record);
    this.#records.push(record);
    return record;
  }
}
