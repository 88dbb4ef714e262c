import type { Major } from '../postgres/majors.ts';
import { Describer } from '../postgres/wal/describe/describer.ts';
import { resourceManagerName } from '../postgres/wal/rmgr/names.ts';
import { statsSlots } from '../postgres/wal/scan/scanner.ts';
import { StatsTable } from '../postgres/wal/statsTable.ts';
import type { RecordTypeCount } from '../protocol/segment.ts';

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);

/** Counts of records and bytes by resource manager and record type; `table` is filled while a segment is read. */
export class Statistics {
  readonly table = new StatsTable();

  /** Bytes of all records, with the full-page images in them. */
  get recordBytes(): number {
    return sum(this.table.recordBytes) + this.imageBytes;
  }

  get imageBytes(): number {
    return sum(this.table.imageBytes);
  }

  /**
   * The record types seen so far, by the id of the resource manager and the info byte, as `pg_waldump --stats=record`
   * lists them. PostgreSQL: XLogRecStoreStats and XLogDumpDisplayStats.
   */
  types(major: Major): RecordTypeCount[] {
    const { counts, recordBytes, imageBytes } = this.table;
    const describer = new Describer(major);
    const byName = new Map<string, { -readonly [Key in keyof RecordTypeCount]: RecordTypeCount[Key] }>();
    for (let slot = 0; slot < statsSlots; slot++) {
      if (counts[slot] === 0) continue;
      const manager = resourceManagerName(slot >> 4);
      const type = describer.kind(slot >> 4, (slot & 15) << 4).name;
      const key = `${slot >> 4}/${type}`;
      const known = byName.get(key) ?? { manager, type, count: 0, recordBytes: 0, imageBytes: 0 };
      known.count += counts[slot];
      known.recordBytes += recordBytes[slot];
      known.imageBytes += imageBytes[slot];
      byName.set(key, known);
    }
    return [...byName.values()];
  }
}
