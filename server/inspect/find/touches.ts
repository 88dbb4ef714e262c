import { compareLsn, type Lsn } from '../../postgres/lsn.ts';
import { Describer } from '../../postgres/wal/describe/describer.ts';
import { type ImageFlags, imageFlags } from '../../postgres/wal/image/imageFlags.ts';
import type { RecordBatch } from '../../postgres/wal/reader.ts';
import { u32 } from '../../postgres/wal/record.ts';
import type { Wal } from '../../postgres/wal/wal.ts';
import { firstLocator } from '../firstBlock.ts';
import type { RelationFile, RelationNames } from '../names/relationNames.ts';
import type { Touched } from './findTypes.ts';
import { namePattern } from './matchQuery.ts';

/** Files of relations, by database and number. */
export class RelationFiles {
  readonly #files = new Set<string>();
  readonly #numbers = new Set<number>();

  add({ database, relation }: Pick<RelationFile, 'database' | 'relation'>): void {
    this.#files.add(`${database}/${relation}`);
    this.#numbers.add(relation);
  }

  has(database: number, relation: number): boolean {
    return this.#numbers.has(relation) && this.#files.has(`${database}/${relation}`);
  }

  get size(): number {
    return this.#files.size;
  }
}

/** All files that relations of this name ever had, and the one of this number. */
export function filesNamed(name: string, names: RelationNames): RelationFiles {
  const wanted = namePattern(name);
  const all = [...names.relations()];
  const relations = new Set<string>();
  for (const { file, row } of all) {
    const { schema, database } = names.named(file.database, row);
    const parts = [database, schema, row.name].filter(part => part !== undefined);
    if (wanted.matches(parts) || wanted.file?.(file)) relations.add(`${file.database}/${row.oid}`);
  }
  const files = new RelationFiles();
  for (const { file, row } of all) if (relations.has(`${file.database}/${row.oid}`)) files.add(file);
  return files;
}

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
