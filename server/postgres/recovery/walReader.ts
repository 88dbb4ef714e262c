import { crc32cCarriedOn } from '../crc32c.ts';
import type { Lsn } from '../lsn.ts';
import type { Major } from '../majors.ts';
import { formatSegmentName } from '../segmentName.ts';
import { pageMagic } from '../wal/magic.ts';
import {
  longPageHeaderSize,
  pageFlags,
  pageFlagsOf,
  readPageHeader,
  shortPageHeaderSize,
  walPageSize,
} from '../wal/page.ts';
import { recordHeaderSize, u32, u64 } from '../wal/record.ts';
import { isValidResourceManager } from '../wal/rmgr/names.ts';
import { messageLsn, readerSentence, type StopKind } from '../wal/scan/stops.ts';
import { rmgr, xlogInfo } from './recordKinds.ts';

/** A record as it was read: its bytes without page headers, and the LSN of the record after it. */
export interface ReadRecord {
  readonly lsn: Lsn;
  readonly next: Lsn;
  readonly bytes: Uint8Array;
  readonly rmid: number;
  /** The resource manager's half of the info byte. */
  readonly info: number;
  readonly xid: number;
}

/** The page was not to be had: `fail`, or `wouldBlock` where the caller only reads ahead. */
export type PageResult = Uint8Array | 'fail' | 'wouldBlock';

/** Gives the page at an LSN of a record's way. */
export type PageRead = (
  page: Lsn,
  needed: number,
  record: Lsn,
  nonblocking: boolean,
) => Uint8Array | Promise<PageResult>;

export interface WalReaderOptions {
  readonly major: Major;
  readonly segmentSize: number;
  readonly systemIdentifier: bigint;
  readonly readPage: PageRead;
  /** The timeline of the file that pages come from, as messages name it. */
  readonly fileTimeline: () => number;
  /** Whether a record of that many bytes may be read ahead. */
  readonly hasRoom: (length: number) => boolean;
}

const noLsn = 0n;

/** Up to here memory for a whole record is asked for before its pages are read. */
const allocatesUntil: Major = 11;
/** PostgreSQL: MaxAllocSize in utils/memutils.h. */
const mostMemory = 0x3fff_ffff;

/** Whether there is no memory for a record of that many bytes. PostgreSQL: allocate_recordbuf. */
function isTooLong(length: number): boolean {
  const pages = length + walPageSize - (length % walPageSize);
  return pages >>> 0 > mostMemory;
}

/** Reads records one after the other and complains as the server does. PostgreSQL: XLogDecodeNextRecord in xlogreader.c. */
export class WalReader {
  readonly #options: WalReaderOptions;
  readonly #pageSize = BigInt(walPageSize);
  readonly #segmentSize: bigint;
  /** What is wrong, once a read failed; undefined where the page source has said it already. */
  complaint: string | undefined;
  /** Start of the last record that was decoded, 0 after a jump. */
  decoded: Lsn = noLsn;
  /** Where the next one begins. */
  next: Lsn = noLsn;
  latestPage: Lsn = noLsn;
  latestPageTimeline = 0;
  /** A record of which WAL lacks the end, and the page where that should be. */
  aborted: Lsn = noLsn;
  missingContrecord: Lsn = noLsn;
  /** What `aborted` was before an OVERWRITE_CONTRECORD page told to skip it. */
  overwritten: Lsn = noLsn;
  #segment = -1n;
  #page: Lsn = -1n;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(options: WalReaderOptions) {
    this.#options = options;
    this.#segmentSize = BigInt(options.segmentSize);
  }

  /** The next read begins at `lsn`, where a record or a page begins. */
  beginRead(lsn: Lsn): void {
    this.decoded = noLsn;
    this.next = lsn;
  }

  /** The next record, or why there is none. */
  async read(nonblocking: boolean): Promise<ReadRecord | 'fail' | 'wouldBlock'> {
    this.complaint = undefined;
    this.aborted = noLsn;
    this.missingContrecord = noLsn;
    const jumped = this.decoded === noLsn;
    let lsn = this.next;
    for (;;) {
      const found = await this.#readAt(lsn, jumped, nonblocking);
      if (typeof found === 'bigint') lsn = found;
      else {
        if (found === 'fail') this.invalidate();
        return found;
      }
    }
  }

  /** Forgets the page that was read last: it may come from elsewhere next time. */
  invalidate(): void {
    this.#segment = -1n;
    this.#page = -1n;
  }

  /** A record, a failure, or the LSN where to go on because the record was given up when WAL was written. */
  async #readAt(at: Lsn, jumped: boolean, nonblocking: boolean) {
    let lsn = at;
    let page = lsn - (lsn % this.#pageSize);
    let inPage = Number(lsn - page);
    const first = await this.#readPage(
      page,
      Math.min(inPage + recordHeaderSize, walPageSize),
      lsn,
      nonblocking,
    );
    if (typeof first === 'string') return first;
    let bytes = first;
    let header = readPageHeader(bytes)!;
    if (inPage === 0) {
      lsn += BigInt(header.size);
      inPage = header.size;
    } else if (inPage < header.size)
      return this.#refuse('badRecordOffset', lsn, [BigInt(header.size), BigInt(inPage)]);
    if (header.info & pageFlags.firstIsContrecord && inPage === header.size)
      return this.#refuse('contrecordRequested', lsn);

    const length = u32(bytes, inPage);
    const wholeHeader = inPage <= walPageSize - recordHeaderSize;
    if (wholeHeader) {
      const refused = this.#checkHeader(bytes, inPage, lsn, jumped);
      if (refused) return refused;
    } else if (length < recordHeaderSize) return this.#refuse('badRecordLength', lsn, [BigInt(length)]);
    if (nonblocking && !this.#options.hasRoom(length)) return 'wouldBlock';
    const here = walPageSize - inPage;
    if (length <= here) {
      const record = bytes.slice(inPage, inPage + length);
      const next = lsn + BigInt(align8(length));
      return this.#finish(record, lsn, next);
    }

    if (this.#options.major <= allocatesUntil && isTooLong(length)) {
      this.complaint = `record length ${length} at ${messageLsn(this.#options.major)(lsn)} too long`;
      return this.#abort('fail', lsn, page);
    }
    const pieces = [bytes.slice(inPage)];
    let got = here;
    let validated = wholeHeader;
    for (;;) {
      page += this.#pageSize;
      const read = await this.#readPage(page, shortPageHeaderSize, lsn, nonblocking);
      if (typeof read === 'string') return this.#abort(read, lsn, page);
      bytes = read;
      header = readPageHeader(bytes)!;
      if (header.info & pageFlagsOf(this.#options.major).firstIsOverwriteContrecord) {
        this.overwritten = lsn;
        return page;
      }
      if (!(header.info & pageFlags.firstIsContrecord))
        return this.#abort(this.#refuse('noContrecordFlag', lsn), lsn, page);
      if (header.remainingLength === 0 || length !== header.remainingLength + got) {
        const operands = [BigInt(header.remainingLength), BigInt(length - got)];
        return this.#abort(this.#refuse('badContrecordLength', lsn, operands), lsn, page);
      }
      const piece = Math.min(header.remainingLength, walPageSize - header.size);
      pieces.push(bytes.slice(header.size, header.size + piece));
      got += piece;
      if (!validated) {
        const refused = this.#checkHeader(joined(pieces, got), 0, lsn, jumped);
        if (refused) return this.#abort(refused, lsn, page);
        validated = true;
      }
      if (got >= length) {
        const next = page + BigInt(header.size + align8(header.remainingLength));
        const record = this.#finish(joined(pieces, length), lsn, next);
        return record === 'fail' ? this.#abort(record, lsn, page) : record;
      }
    }
  }

  #abort(result: 'fail' | 'wouldBlock', lsn: Lsn, page: Lsn): 'fail' | 'wouldBlock' {
    if (result === 'fail') {
      this.aborted = lsn;
      this.missingContrecord = page;
    }
    return result;
  }

  #finish(bytes: Uint8Array, lsn: Lsn, next: Lsn): ReadRecord | 'fail' {
    const crc = crc32cCarriedOn(
      crc32cCarriedOn(0xffff_ffff, bytes.subarray(recordHeaderSize)),
      bytes.subarray(0, recordHeaderSize - 4),
    );
    if (~crc >>> 0 !== u32(bytes, 20)) return this.#refuse('badChecksum', lsn);
    const rmid = bytes[17];
    const info = bytes[16] & 0xf0;
    this.decoded = lsn;
    this.next = next;
    if (rmid === rmgr.xlog && info === xlogInfo.switch) {
      const end = next + this.#segmentSize - 1n;
      this.next = end - (end % this.#segmentSize);
    }
    return { lsn, next: this.next, bytes, rmid, info, xid: u32(bytes, 4) };
  }

  #checkHeader(bytes: Uint8Array, at: number, lsn: Lsn, jumped: boolean): 'fail' | undefined {
    const length = u32(bytes, at);
    if (length < recordHeaderSize) return this.#refuse('badRecordLength', lsn, [BigInt(length)]);
    const rmid = bytes[at + 17];
    if (!isValidResourceManager(rmid, this.#options.major))
      return this.#refuse('badResourceManager', lsn, [BigInt(rmid)]);
    const prev = u64(bytes, at + 8);
    if (jumped ? prev >= lsn : prev !== this.decoded) return this.#refuse('badPrevLink', lsn, [prev]);
    return undefined;
  }

  #refuse(kind: StopKind, lsn: Lsn, operands: readonly bigint[] = []): 'fail' {
    const facts = { kind, operands, failing: lsn, last: this.decoded, segmentName: '', segmentOffset: 0 };
    this.complaint = readerSentence(facts, this.#options.major);
    return 'fail';
  }

  async #readPage(page: Lsn, needed: number, record: Lsn, nonblocking: boolean): Promise<PageResult> {
    if (page === this.#page) return this.#bytes;
    const segment = page / this.#segmentSize;
    const start = segment * this.#segmentSize;
    this.#page = -1n;
    if (segment !== this.#segment && page !== start) {
      const head = await this.#options.readPage(start, walPageSize, record, nonblocking);
      if (typeof head === 'string') return this.#failed(head);
      if (!this.checkPage(start, head)) return this.#failed('fail');
    }
    const least = Math.max(needed, shortPageHeaderSize);
    const given = this.#options.readPage(page, least, record, nonblocking);
    const bytes = given instanceof Uint8Array ? given : await given;
    if (typeof bytes === 'string') return this.#failed(bytes);
    if (!this.checkPage(page, bytes)) return this.#failed('fail');
    this.#segment = segment;
    this.#page = page;
    this.#bytes = bytes;
    return bytes;
  }

  #failed(result: 'fail' | 'wouldBlock'): 'fail' | 'wouldBlock' {
    if (result === 'fail') this.invalidate();
    return result;
  }

  /** Whether the page may stand at `lsn`; else `complaint` says why not. PostgreSQL: XLogReaderValidatePageHeader. */
  checkPage(lsn: Lsn, bytes: Uint8Array): boolean {
    const { major, segmentSize, systemIdentifier } = this.#options;
    const header = readPageHeader(bytes);
    const inSegment = Number(lsn % this.#segmentSize);
    if (!header || header.magic !== pageMagic(major))
      return this.#refusePage('badMagic', lsn, BigInt(header?.magic ?? 0));
    if (header.info & ~pageFlagsOf(major).all)
      return this.#refusePage('badInfoBits', lsn, BigInt(header.info));
    if (header.info & pageFlags.longHeader && header.size === longPageHeaderSize) {
      if (systemIdentifier && header.systemIdentifier !== systemIdentifier)
        return this.#refusePage('foreignSystem', lsn, header.systemIdentifier!, systemIdentifier);
      if (header.segmentSize !== segmentSize) return this.#refusePage('badSegmentSize', lsn);
      if (header.walBlockSize !== walPageSize) return this.#refusePage('badBlockSize', lsn);
    } else if (inSegment === 0) return this.#refusePage('badInfoBits', lsn, BigInt(header.info));
    if (header.address !== lsn) return this.#refusePage('badPageAddress', lsn, header.address);
    if (lsn > this.latestPage && header.timeline < this.latestPageTimeline) {
      const operands = [BigInt(header.timeline), BigInt(this.latestPageTimeline)] as const;
      return this.#refusePage('timelineBackwards', lsn, ...operands);
    }
    this.latestPage = lsn;
    this.latestPageTimeline = header.timeline;
    return true;
  }

  #refusePage(kind: StopKind, lsn: Lsn, ...operands: readonly bigint[]): false {
    const facts = {
      kind,
      operands: [lsn, ...operands],
      failing: lsn,
      last: this.decoded,
      ...this.place(lsn),
    };
    this.complaint = readerSentence(facts, this.#options.major);
    return false;
  }

  /** The segment that holds the page at `lsn`, as messages name it. */
  place(lsn: Lsn): { segmentName: string; segmentOffset: number } {
    const { segmentSize, fileTimeline } = this.#options;
    const number = lsn / this.#segmentSize;
    return {
      segmentName: formatSegmentName({ timeline: fileTimeline(), number }, segmentSize),
      segmentOffset: Number(lsn % this.#segmentSize),
    };
  }
}

function align8(length: number): number {
  return (length + 7) & ~7;
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece.subarray(0, length - at), at);
    at += piece.length;
  }
  return whole;
}
