import type { Major } from '../../majors.ts';
import { blockSize, imageFlags } from '../image/imageFlags.ts';
import { type BlockReference, forkNames, type WalRecord } from '../record.ts';
import { resourceManagerName } from '../rmgr/names.ts';
import { Describer } from './describer.ts';
import { constant, type TextBuffer } from './textBuffer.ts';

const slash = constant('/');
const beforeXid = constant(', tx: ');
const beforeLsn = constant(', lsn: ');
const beforePrev = constant(', prev ');
const beforeDescription = constant(', desc: ');
const blockReference = constant('blkref #');
const relation = constant(': rel ');
const block = constant(' blk ');
const comma = constant(', ');
const image = constant(' FPW');
const verificationImage = constant(' FPW for WAL verification');

/** The majors that name the compression method of an image. */
const methodNamedSince = 15;

/** How the lines of a resource manager's records begin. */
export function lineBeginning(rmid: number): string {
  return `rmgr: ${resourceManagerName(rmid).padEnd(11)} len (rec/tot): `;
}

/**
 * Writes records as lines, the way pg_waldump of one major does, into `out`.
 * PostgreSQL: XLogDumpDisplayRecord in bin/pg_waldump/pg_waldump.c, XLogRecGetBlockRefInfo in
 * access/rmgrdesc/xlogdesc.c.
 */
export class LineWriter {
  readonly out: TextBuffer;
  readonly describer: Describer;
  readonly #major: Major;
  readonly #headings: Uint8Array[] = [];

  constructor(major: Major) {
    this.#major = major;
    this.describer = new Describer(major);
    this.out = this.describer.description.out;
  }

  /** Appends the record's line; with `details` its block references follow on lines of their own (--bkp-details). */
  write(record: WalRecord, details: boolean): void {
    const { out } = this;
    const { rmid } = record;
    this.#headings[rmid] ??= constant(lineBeginning(rmid));
    out.put(this.#headings[rmid]);
    const total = record.totalLength;
    out.u32Padded(total - record.imageLength, 6);
    out.put(slash);
    out.u32Padded(total, 6);
    out.put(beforeXid);
    out.u32Padded(record.xid, 10);
    out.put(beforeLsn);
    out.lsn(record.lsnHigh, record.lsnLow, true);
    out.put(beforePrev);
    out.lsn(record.prevHigh, record.prevLow, true);
    out.put(beforeDescription);
    const kind = this.describer.kind(rmid, record.info);
    out.put(kind.heading);
    const d = this.describer.description;
    d.record = record;
    kind.describe(d);
    if (details) this.#blockLines(record);
    else this.#blocksInLine(record);
  }

  #blocksInLine(record: WalRecord): void {
    const { out } = this;
    for (let i = 0; i < record.blockCount; i++) {
      const ref = record.blocks[i];
      out.put(comma);
      this.#reference(ref, ref.fork !== 0);
      if (ref.hasImage) out.put(ref.applyImage ? image : verificationImage);
    }
    out.byte(0x0a);
  }

  #blockLines(record: WalRecord): void {
    const { out } = this;
    out.byte(0x0a);
    for (let i = 0; i < record.blockCount; i++) {
      const ref = record.blocks[i];
      out.byte(0x09);
      this.#reference(ref, true);
      if (ref.hasImage) this.#imageDetails(ref);
      out.byte(0x0a);
    }
  }

  #reference(ref: BlockReference, withFork: boolean): void {
    const { out } = this;
    out.put(blockReference);
    out.u32(ref.id);
    out.put(relation);
    out.u32(ref.tablespace);
    out.put(slash);
    out.u32(ref.database);
    out.put(slash);
    out.u32(ref.relation);
    if (withFork) out.text(` fork ${forkNames[ref.fork] ?? ''}`);
    out.put(block);
    out.u32(ref.block);
  }

  #imageDetails(ref: BlockReference): void {
    const { out } = this;
    const flags = imageFlags(this.#major);
    out.text(
      ` (FPW${ref.applyImage ? '' : ' for WAL verification'}); hole: offset: ${ref.holeOffset}, length: ${ref.holeLength}`,
    );
    if ((ref.imageInfo & flags.compressed) === 0) return;
    out.text(`, compression saved: ${(blockSize - ref.holeLength - ref.imageLength) >>> 0}`);
    if (this.#major < methodNamedSince) return;
    out.text(`, method: ${flags.methods.find(m => ref.imageInfo & m.bit)?.name ?? 'unknown'}`);
  }
}
