import { formatLsnPadded } from '../postgres/lsn.ts';
import type { RecordBatch } from '../postgres/wal/reader.ts';
import { WalRecord } from '../postgres/wal/record.ts';
import type { Wal } from '../postgres/wal/wal.ts';
import type { RelationOrder, RelationRow } from '../protocol/segment.ts';
import { RelationNames } from './names/relationNames.ts';

interface Entry {
  readonly tablespace: number;
  readonly database: number;
  readonly relation: number;
  records: number;
  blocks: number;
  images: number;
  imageBytes: number;
  first: number;
  last: number;
}

/** Gathers which relations the records of a segment refer to. */
export class Relations {
  readonly #wal: Wal;
  readonly #record: WalRecord;
  readonly #byLocator = new Map<string, Entry>();
  /** The one met last: neighbours tend to be of the same relation. */
  #latest: Entry | undefined;

  constructor(wal: Wal) {
    this.#wal = wal;
    this.#record = new WalRecord(wal.major);
  }

  add(batch: RecordBatch): void {
    const record = this.#record;
    for (let at = 0; at < batch.count; at++) {
      const address = batch.address[at];
      if (batch.blocks[at] === 0 || address === 0) continue;
      if (!record.decode(batch.memory, address, address + batch.totalLength[at], 0, 0)) continue;
      this.#addBlocks(record, batch.position[at]);
    }
  }

  #addBlocks(record: WalRecord, position: number): void {
    for (let i = 0; i < record.blockCount; i++) {
      const { tablespace, database, relation, hasImage, imageLength } = record.blocks[i];
      const entry = this.#entry(tablespace, database, relation);
      entry.blocks++;
      if (entry.last !== position) entry.records++;
      if (entry.first < 0) entry.first = position;
      entry.last = position;
      if (!hasImage) continue;
      entry.images++;
      entry.imageBytes += imageLength;
    }
  }

  #entry(tablespace: number, database: number, relation: number): Entry {
    const latest = this.#latest;
    if (latest?.relation === relation && latest.database === database && latest.tablespace === tablespace)
      return latest;
    const key = `${tablespace}/${database}/${relation}`;
    const entry = this.#byLocator.get(key) ?? {
      tablespace,
      database,
      relation,
      records: 0,
      blocks: 0,
      images: 0,
      imageBytes: 0,
      first: -1,
      last: -1,
    };
    this.#byLocator.set(key, entry);
    this.#latest = entry;
    return entry;
  }

  /** The relations in an order, with their names: numbers and LSNs ascend, counts descend. */
  sorted(order: RelationOrder, names = new RelationNames()): RelationRow[] {
    return [...this.#byLocator.values()].sort(orders[order]).map(entry => this.#row(entry, names));
  }

  #row(entry: Entry, names: RelationNames): RelationRow {
    const { tablespace, database, relation, records, blocks, images, imageBytes, first, last } = entry;
    return {
      relation: `${tablespace}/${database}/${relation}`,
      name: names.label(entry),
      records,
      blocks,
      images,
      imageBytes,
      firstLsn: formatLsnPadded(this.#wal.start + BigInt(first)),
      lastLsn: formatLsnPadded(this.#wal.start + BigInt(last)),
    };
  }
}

type Compare = (a: Entry, b: Entry) => number;

const byFirst: Compare = (a, b) => a.first - b.first;

const orders: Readonly<Record<RelationOrder, Compare>> = {
  firstLsn: byFirst,
  records: (a, b) => b.records - a.records || byFirst(a, b),
  images: (a, b) => b.imageBytes - a.imageBytes || byFirst(a, b),
  relation: (a, b) => a.tablespace - b.tablespace || a.database - b.database || a.relation - b.relation,
};
