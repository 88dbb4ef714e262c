import type { Major } from '../postgres/majors.ts';
import { Describer } from '../postgres/wal/describe/describer.ts';
import type { RecordBatch } from '../postgres/wal/reader.ts';
import { resourceManagerName } from '../postgres/wal/rmgr/registry.ts';
import type { RecordTypeCount } from '../protocol/segment.ts';
import { rmgr } from './recordClasses.ts';

const slots = 256 * 16;

/** XLOG_XACT_OPMASK: the highest bit of a transaction record's info byte tells no kind. */
const transactionKind = 0x70;

/** Counts records and bytes by resource manager and info byte while a segment is read. */
export class Statistics {
  readonly #count = new Float64Array(slots);
  readonly #recordBytes = new Float64Array(slots);
  readonly #imageBytes = new Float64Array(slots);
  /** Bytes of all records, and of the full-page images in them. */
  recordBytes = 0;
  imageBytes = 0;

  add(batch: RecordBatch): void {
    const { count, rmid, info, totalLength, fpiLength } = batch;
    const counts = this.#count;
    const recordBytes = this.#recordBytes;
    const imageBytes = this.#imageBytes;
    let all = 0;
    let images = 0;
    for (let at = 0; at < count; at++) {
      const kind = rmid[at] === rmgr.transaction ? info[at] & transactionKind : info[at];
      const slot = (rmid[at] << 4) | (kind >> 4);
      counts[slot]++;
      recordBytes[slot] += totalLength[at] - fpiLength[at];
      imageBytes[slot] += fpiLength[at];
      all += totalLength[at];
      images += fpiLength[at];
    }
    this.recordBytes += all;
    this.imageBytes += images;
  }

  /**
   * The record types seen so far, by the id of the resource manager and the info byte, as `pg_waldump --stats=record`
   * lists them. PostgreSQL: XLogRecStoreStats and XLogDumpDisplayStats.
   */
  types(major: Major): RecordTypeCount[] {
    const describer = new Describer(major);
    const byName = new Map<string, { -readonly [Key in keyof RecordTypeCount]: RecordTypeCount[Key] }>();
    for (let slot = 0; slot < slots; slot++) {
      if (this.#count[slot] === 0) continue;
      const manager = resourceManagerName(slot >> 4);
      const type = describer.kind(slot >> 4, (slot & 15) << 4).name;
      const key = `${slot >> 4}/${type}`;
      const known = byName.get(key) ?? { manager, type, count: 0, recordBytes: 0, imageBytes: 0 };
      known.count += this.#count[slot];
      known.recordBytes += this.#recordBytes[slot];
      known.imageBytes += this.#imageBytes[slot];
      byName.set(key, known);
    }
    return [...byName.values()];
  }
}
