import { type ByteSource, FileError } from '../../bytes/byteSource.ts';
import { formatLsnOf } from '../files/controlState.ts';
import type { Lsn } from '../lsn.ts';
import { type Major, sinceMajor } from '../majors.ts';
import { formatSegmentName } from '../segmentName.ts';
import { walPageSize } from '../wal/page.ts';
import type { ReadPurpose, Recovery, WalSource } from './recovery.ts';
import { keepRestored, restoreFile } from './restoreFile.ts';
import { RecoveryEnds } from './serverLog.ts';
import { readTimelineHistory, rescanLatestTimeline } from './timelineHistory.ts';
import type { PageResult } from './walReader.ts';

type Origin = 'any' | 'archive' | 'pg_wal' | 'stream';

/**
 * Whether pages are checked as soon as they are read: all of them, silently; all of a standby; the first ones of
 * segments of a standby. PostgreSQL: the end of XLogPageRead.
 */
const earlyCheck: { readonly [M in Major]?: 'always' | 'standby' | 'standbySegmentStart' } = {
  10: 'always',
  12: 'standby',
  13: 'standbySegmentStart',
};

const shortRead: {
  readonly [M in Major]?: (file: string, lsn: string, offset: number, got: number) => string;
} = {
  10: (file, _, offset) => `could not read from log segment ${file}, offset ${offset}: Success`,
  12: (file, _, offset, got) =>
    `could not read from log segment ${file}, offset ${offset}: read ${got} of ${walPageSize}`,
  16: (file, lsn, offset, got) =>
    `could not read from WAL segment ${file}, LSN ${lsn}, offset ${offset}: read ${got} of ${walPageSize}`,
};

const waitingSince: Major = 15;
const chunkPages = 32;

/** Finds segments and reads their pages. PostgreSQL: XLogPageRead, WaitForWALToBecomeAvailable, XLogFileReadAnyTLI. */
export class SegmentSource implements WalSource {
  readonly #recovery: Recovery;
  purpose: ReadPurpose = { panics: false, jumped: true };
  lastSourceFailed = false;
  current: Origin = 'any';
  /** Where the open segment came from. */
  openedFrom: Origin = 'any';
  /** Timeline of the file that was opened last; none older is looked for. */
  fileTimeline = 0;
  /** Of the file that the last page came from, as messages name it. */
  pageTimeline = 0;
  opened = 0;
  #open: ByteSource | undefined;
  #number = -1n;
  #chunk: Uint8Array = new Uint8Array(0);
  #chunkAt = -1;
  #lastComplaint: Lsn = 0n;
  #failedOnce = false;

  constructor(recovery: Recovery) {
    this.#recovery = recovery;
  }

  close(): void {
    this.#open = undefined;
    this.#chunkAt = -1;
  }

  /** Reads again from the archive next. */
  restart(): void {
    this.lastSourceFailed = false;
    this.current = 'any';
  }

  /** The page at `lsn`; at once where it has been read with others. */
  readPage(lsn: Lsn, needed: number, nonblocking: boolean): Uint8Array | Promise<PageResult> {
    const size = BigInt(this.#recovery.segmentSize);
    const number = lsn / size;
    const offset = Number(lsn % size);
    if (this.#open && this.#number === number && !this.#checksNow(offset)) {
      const page = this.#fromChunk(offset);
      if (page) {
        this.pageTimeline = this.fileTimeline;
        return page;
      }
    }
    return this.#readPage(lsn, number, offset, needed, nonblocking);
  }

  #checksNow(offset: number): boolean {
    const check = sinceMajor(earlyCheck, this.#recovery.major)!;
    if (check === 'always') return true;
    return this.#recovery.standbyMode && (check === 'standby' || offset === 0);
  }

  #fromChunk(offset: number): Uint8Array | undefined {
    const at = offset - this.#chunkAt;
    if (this.#chunkAt < 0 || at < 0 || at + walPageSize > this.#chunk.length) return undefined;
    return this.#chunk.subarray(at, at + walPageSize);
  }

  async #readPage(
    lsn: Lsn,
    number: bigint,
    offset: number,
    needed: number,
    nonblocking: boolean,
  ): Promise<PageResult> {
    const { major } = this.#recovery;
    if (this.#open && this.#number !== number) {
      this.close();
      this.openedFrom = 'any';
    }
    this.#number = number;
    for (;;) {
      if (!this.#open) {
        const result = await this.#waitForWal(lsn + BigInt(needed), nonblocking);
        if (result !== 'open') {
          if (result === 'fail') this.#giveUpFile();
          return result;
        }
      }
      const page = this.#fromChunk(offset) ?? (await this.#readChunk(offset));
      if (page.length === walPageSize) {
        this.pageTimeline = this.fileTimeline;
        if (!this.#checksNow(offset) || this.#recovery.reader.checkPage(lsn, page)) return page;
        const { complaint } = this.#recovery.reader;
        this.#recovery.reader.complaint = undefined;
        if (complaint && sinceMajor(earlyCheck, major) !== 'always')
          this.complain(complaint, this.#recovery.readEnd);
      } else {
        const file = formatSegmentName({ timeline: this.fileTimeline, number }, this.#recovery.segmentSize);
        const text = sinceMajor(shortRead, major)!(file, formatLsnOf(major, lsn), offset, page.length);
        this.complain(text, lsn + BigInt(needed));
      }
      if (nonblocking) return 'wouldBlock';
      this.lastSourceFailed = true;
      this.#giveUpFile();
      if (!this.#recovery.standbyMode) return 'fail';
      this.#recovery.options.signal?.throwIfAborted();
    }
  }

  #giveUpFile(): void {
    this.close();
    this.openedFrom = 'any';
  }

  async #readChunk(offset: number): Promise<Uint8Array> {
    try {
      this.#chunk = await this.#open!.read(offset, chunkPages * walPageSize);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      this.#chunk = new Uint8Array(0);
    }
    this.#chunkAt = offset;
    return this.#chunk.subarray(0, walPageSize);
  }

  /** Says what is wrong with WAL at `lsn`, once where it is the server's own. PostgreSQL: emode_for_corrupt_record. */
  complain(text: string, lsn: Lsn): void {
    const { log, found } = this.#recovery;
    if (this.purpose.panics) log.panic(text);
    found.complaint = text;
    if (this.openedFrom === 'pg_wal') {
      if (lsn === this.#lastComplaint) return;
      this.#lastComplaint = lsn;
    }
    log.log(text);
  }

  async #waitForWal(wanted: Lsn, nonblocking: boolean): Promise<'open' | 'fail' | 'wouldBlock'> {
    const { inArchiveRecovery, standbyMode } = this.#recovery;
    if (!inArchiveRecovery) this.current = 'pg_wal';
    else if (this.current === 'any' || (!standbyMode && this.current === 'stream')) {
      this.lastSourceFailed = false;
      this.current = 'archive';
    }
    for (;;) {
      if (this.lastSourceFailed) {
        if (nonblocking) return 'wouldBlock';
        if (!this.#recovery.standbyMode) return 'fail';
        if (this.current === 'stream') await this.#afterAllSources(wanted);
        else this.current = 'stream';
      } else if (this.current === 'pg_wal' && this.#recovery.inArchiveRecovery) this.current = 'archive';
      this.lastSourceFailed = false;
      if (this.current === 'stream') {
        // there is no primary to stream from
        if (nonblocking) return 'wouldBlock';
        this.lastSourceFailed = true;
        continue;
      }
      this.close();
      if (this.purpose.jumped) this.fileTimeline = 0;
      if (await this.#openAnyTimeline(this.current === 'archive')) return 'open';
      this.lastSourceFailed = true;
    }
  }

  /** Looks for new timelines and sleeps, for ever when nothing has changed since the last time. */
  async #afterAllSources(wanted: Lsn): Promise<void> {
    const recovery = this.#recovery;
    const { asked, major, log, requests } = recovery;
    const lsnText = (lsn: Lsn) => formatLsnOf(major, lsn);
    this.current = 'archive';
    if (asked.timeline === 'latest') {
      const switched = await rescanLatestTimeline(
        recovery,
        recovery.replayTimeline,
        recovery.readEnd,
        lsnText,
      );
      if (switched) return;
    }
    if (this.#failedOnce && major >= waitingSince) {
      const text = `waiting for WAL to become available at ${lsnText(wanted)}`;
      if (!log.lines.some(line => line.text === text)) log.log(text);
    }
    const place = `${wanted} ${recovery.readEnd} ${this.#failedOnce}`;
    this.#failedOnce = true;
    if (requests.endCycle(place)) throw new RecoveryEnds('standby-waiting');
  }

  /** Opens the wanted segment on the newest timeline that has it. PostgreSQL: XLogFileReadAnyTLI. */
  async #openAnyTimeline(askArchive: boolean): Promise<boolean> {
    const recovery = this.#recovery;
    const { segmentSize } = recovery;
    const timelines = recovery.expected ?? (await readTimelineHistory(recovery, recovery.targetTimeline));
    for (const { timeline, begin } of timelines) {
      if (timeline < this.fileTimeline) break;
      if (begin !== 0n && this.#number < begin / BigInt(segmentSize)) continue;
      const name = formatSegmentName({ timeline, number: this.#number }, segmentSize);
      const source = (askArchive && (await this.#fromArchive(name))) || (await this.#fromFolder(name));
      if (!source) continue;
      this.fileTimeline = timeline;
      recovery.expected ??= timelines;
      this.#opened(name, source);
      return true;
    }
    return false;
  }

  async #fromArchive(name: string): Promise<ByteSource | undefined> {
    const recovery = this.#recovery;
    const restored = await restoreFile(recovery, name, 'RECOVERYXLOG', recovery.segmentSize, recovery.inRedo);
    if (!restored) return undefined;
    keepRestored(recovery, name, restored);
    this.openedFrom = 'archive';
    return restored;
  }

  async #fromFolder(name: string): Promise<ByteSource | undefined> {
    const { wal, log } = this.#recovery;
    if (!wal.has(name)) return undefined;
    try {
      const source = await wal.open(name);
      if (source) this.openedFrom = 'pg_wal';
      return source;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return log.panic(`could not open file "pg_wal/${name}": ${error.message.split(': ').at(-1)}`);
    }
  }

  #opened(name: string, source: ByteSource): void {
    const { options } = this.#recovery;
    this.#open = source;
    this.#chunkAt = -1;
    this.opened++;
    options.signal?.throwIfAborted();
    options.progress?.({ segment: name, segments: this.opened });
  }
}
