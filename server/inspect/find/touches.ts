import { compareLsn, type Lsn } from '../../postgres/lsn.ts';
import { Describer } from '../../postgres/wal/describe/describer.ts';
import { type ImageFlags, imageFlags } from '../../postgres/wal/image/imageFlags.ts';
import type { RecordBatch } from '../../postgres/wal/reader.ts';
import { u32 } from '../../postgres/wal/record.ts';
import type { Wal } from '../../postgres/wal/wal.ts';
import { firstLocator } from '../firstBlock.ts';
import type { RelationFiles } from '../names/relationFiles.ts';
import type { Touched } from './findTypes.ts';

interface Count {
  records: number;
  readonly firstLsn: Lsn;
  lastLsn: Lsn;
  readonly kinds: Record<string, number>;
}

/** Counts what each transaction does to some relations, until it ends. */
export class Touches {
  readonly #files: RelationFiles;
  readonly #flags: ImageFlags;
  readonly #describer: Describer;
  readonly #counts = new Map<number, Count>();

  constructor({ major }: Wal, files: RelationFiles, from?: Touches) {
    this.#files = files;
    this.#flags = imageFlags(major);
    this.#describer = new Describer(major);
    for (const [xid, count] of from ? from.#counts : [])
      this.#counts.set(xid, { ...count, kinds: { ...count.kinds } });
  }

  add(batch: RecordBatch, at: number): void {
    const xid = batch.xid[at];
    const locator = xid === 0 ? 0 : firstLocator(batch, at, this.#flags);
    if (locator === 0) return;
    const { memory } = batch;
    if (!this.#files.has(u32(memory, locator + 4), u32(memory, locator + 8))) return;
    const lsn = batch.base + BigInt(batch.position[at]);
    const kind = this.#describer.kind(batch.rmid[at], batch.info[at]).name.replace('+INIT', '');
    const count = this.#counts.get(xid) ?? { records: 0, firstLsn: lsn, lastLsn: lsn, kinds: {} };
    count.records++;
    count.lastLsn = lsn;
    count.kinds[kind] = (count.kinds[kind] ?? 0) + 1;
    this.#counts.set(xid, count);
  }

  /** What a transaction with its subtransactions did; forgets them. */
  end(xids: readonly number[]): Touched | undefined {
    const counts = xids.flatMap(xid => this.#counts.get(xid) ?? []);
    for (const xid of xids) this.#counts.delete(xid);
    if (!counts.length) return undefined;
    counts.sort((a, b) => compareLsn(a.firstLsn, b.firstLsn));
    const kinds: Record<string, number> = {};
    for (const count of counts)
      for (const [kind, records] of Object.entries(count.kinds)) kinds[kind] = (kinds[kind] ?? 0) + records;
    const lastLsn = counts.map(each => each.lastLsn).sort(compareLsn)[counts.length - 1];
    return {
      records: counts.reduce((sum, { records }) => sum + records, 0),
      firstLsn: counts[0].firstLsn,
      lastLsn,
      kinds,
    };
  }
}
