import { CatalogHeap, type PageSource, type RowChange } from '../../postgres/catalog/catalogHeap.ts';
import type { TuplePlace } from '../../postgres/catalog/heapRecord.ts';
import { catalogOid, type NameCatalog } from '../../postgres/catalog/layout.ts';
import { type CatalogRows, catalogRow } from '../../postgres/catalog/rows.ts';
import type { HeapTuple } from '../../postgres/catalog/tuple.ts';
import { readFilenodeMap } from '../../postgres/files/filenodeMap.ts';
import type { Lsn } from '../../postgres/lsn.ts';
import { type Major, sinceMajor } from '../../postgres/majors.ts';
import { u32, type WalRecord } from '../../postgres/wal/record.ts';
import { rmgr } from '../recordClasses.ts';
import type { CatalogFile, KnownPages } from './knownPages.ts';
import type { RelationNames } from './relationNames.ts';

/** A change of a row of pg_class, pg_namespace or pg_database, with the rows as far as they are known. */
export type CatalogChange = { readonly [C in NameCatalog]: ChangeOf<C> }[NameCatalog];

interface ChangeOf<C extends NameCatalog> {
  readonly catalog: C;
  readonly kind: RowChange['kind'];
  /** The database that the catalog is of; 0 for pg_database. */
  readonly database: number;
  readonly place: TuplePlace;
  readonly before?: CatalogRows[C];
  readonly after?: CatalogRows[C];
}

/** What files say of the catalogs, beside the WAL. */
export interface CatalogBase {
  readonly pages: KnownPages;
  /** Up to which LSN another timeline has the same past as the one that is followed. */
  readonly sharedUntil: (timeline: number) => Lsn;
}

/** A catalog of one database, as a file. */
interface Followed {
  readonly catalog: NameCatalog;
  readonly heap: CatalogHeap;
}

/** The kind of a record that makes a database from a copy of another's files. PostgreSQL: commands/dbcommands_xlog.h. */
const createByCopy = 0x00;
const createFile = 0x10;
const fullPageImage = 0xb0;
/** Template and new database in xl_dbase_create(_file_copy)_rec. */
const newDatabaseAt = 0;
const templateAt = 8;
/** Files made of late that may turn out to be a rewritten catalog. */
const mostCandidates = 64;

/**
 * Follows the catalogs that hold names through WAL: tells `names` what it learns, and what became of which row. The
 * file of a catalog that was rewritten is known from the relation map that says so.
 */
export class CatalogTracker {
  readonly #major: Major;
  readonly #names: RelationNames;
  readonly #base: CatalogBase | undefined;
  /** By `database/file`. */
  readonly #followed: Map<string, Followed>;
  /** Numbers of files that any database has one of these catalogs in. */
  readonly #files: Set<number>;
  /** Files that were made in the WAL that was read: undefined until their first page is seen, null for others. */
  readonly #candidates: Map<string, Followed | null | undefined>;

  constructor(major: Major, names: RelationNames, base?: CatalogBase, from?: CatalogTracker) {
    this.#major = major;
    this.#names = names;
    this.#base = base;
    this.#files = new Set(from ? from.#files : Object.values(catalogOid));
    this.#candidates = new Map(from ? from.#candidates : []);
    this.#followed = new Map();
    for (const { catalog, database, file } of base?.pages.files() ?? [])
      this.#follow(catalog, database, file);
    for (const [key, { catalog, heap }] of from ? from.#followed : []) {
      const [database, file] = key.split('/').map(Number);
      this.#followed.set(key, { catalog, heap: heap.clone(this.#source({ catalog, database, file })) });
    }
  }

  /** The same, to follow another timeline from here. */
  clone(base?: CatalogBase): CatalogTracker {
    return new CatalogTracker(this.#major, this.#names, base, this);
  }

  #source(file: CatalogFile): PageSource | undefined {
    const base = this.#base;
    return (
      base && {
        before: (block, lsn) => base.pages.pageBefore(file, block, lsn, base.sharedUntil),
        deletedBy: (xid, place) => base.pages.deletedBy(xid, file, place),
      }
    );
  }

  /** Whether a record whose first block is of this file may tell something. */
  looksAt(rmid: number, info: number, relation: number): boolean {
    if (this.#files.has(relation)) return rmid === rmgr.heap || rmid === rmgr.heap2 || rmid === rmgr.xlog;
    if (rmid === rmgr.xlog) return (info & 0xf0) === fullPageImage && this.#candidates.size > 0;
    if (rmid === rmgr.database) return (info & 0xf0) === createByCopy;
    return rmid === rmgr.relMap || (rmid === rmgr.storage && (info & 0xf0) === createFile);
  }

  /** Follows a record that `looksAt` chose; gives what it did to rows of the catalogs. */
  take(record: WalRecord): CatalogChange[] {
    switch (record.rmid) {
      case rmgr.relMap:
        this.#takeMap(record);
        return [];
      case rmgr.database:
        this.#copyDatabase(record);
        return [];
      case rmgr.storage:
        this.#takeNewFile(record);
        return [];
      default:
        return this.#takeBlocks(record);
    }
  }

  /** A catalog in a file; it is followed from now on. */
  #follow(catalog: NameCatalog, database: number, file: number = catalogOid[catalog]): Followed {
    const key = `${database}/${file}`;
    const known = this.#followed.get(key);
    if (known?.catalog === catalog) return known;
    const heap = new CatalogHeap(this.#source({ catalog, database, file }));
    const followed = { catalog, heap };
    this.#followed.set(key, followed);
    this.#files.add(file);
    return followed;
  }

  /** What a tuple says, told to the names as well. */
  #learn<C extends NameCatalog>(catalog: C, database: number, tuple: HeapTuple): CatalogRows[C] | undefined {
    const row = catalogRow(catalog, tuple, this.#major);
    if (!row) return undefined;
    this.#names.add(catalog, database, row);
    if (catalog !== 'class') return row;
    const { oid, filenode } = row as CatalogRows['class'];
    if (oid === catalogOid.namespace && filenode) this.#moveTo('namespace', database, filenode);
    return row;
  }

  #takeBlocks(record: WalRecord): CatalogChange[] {
    const changes: CatalogChange[] = [];
    let last = '';
    for (let i = 0; i < record.blockCount; i++) {
      const { database, relation } = record.blocks[i];
      const key = `${database}/${relation}`;
      if (key === last) continue;
      last = key;
      const followed = this.#followedAt(key, database, relation) ?? this.#candidate(key, record, i);
      if (!followed) continue;
      const { catalog, heap } = followed;
      const { changes: rows, seen } = heap.apply(record, relation);
      for (const tuple of seen) this.#learn(catalog, database, tuple);
      for (const row of rows) changes.push(this.#changeOf(catalog, database, row));
    }
    return changes;
  }

  #changeOf<C extends NameCatalog>(catalog: C, database: number, change: RowChange): CatalogChange {
    const { kind, place, before, after } = change;
    return {
      catalog,
      kind,
      place,
      database,
      before: before && catalogRow(catalog, before, this.#major),
      after: after && this.#learn(catalog, database, after),
    } as CatalogChange;
  }

  #followedAt(key: string, database: number, relation: number): Followed | undefined {
    const known = this.#followed.get(key);
    if (known || relation > catalogOid.namespace) return known;
    const catalog = (['class', 'namespace', 'database'] as const).find(each => catalogOid[each] === relation);
    // only pg_database is shared
    if (!catalog || (catalog === 'database') !== (database === 0)) return undefined;
    return this.#follow(catalog, database);
  }

  /** A file that was made in this WAL and whose first page looks like a catalog's: one that is being rewritten. */
  #candidate(key: string, record: WalRecord, at: number): Followed | undefined {
    if (!this.#candidates.has(key)) return undefined;
    const known = this.#candidates.get(key);
    if (known !== undefined) return known ?? undefined;
    const heap = new CatalogHeap();
    const [tuple] = heap.apply(record, record.blocks[at].relation).seen;
    const catalog =
      tuple &&
      (['class', 'database', 'namespace'] as const).find(each => catalogRow(each, tuple, this.#major));
    const found = catalog ? { catalog, heap: new CatalogHeap() } : null;
    this.#candidates.set(key, found);
    return found ?? undefined;
  }

  #takeNewFile({ bytes, mainDataAt, mainDataLength }: WalRecord): void {
    if (mainDataLength < 12) return;
    const key = `${u32(bytes, mainDataAt + 4)}/${u32(bytes, mainDataAt + 8)}`;
    if (this.#candidates.size >= mostCandidates)
      this.#candidates.delete(this.#candidates.keys().next().value!);
    this.#candidates.set(key, undefined);
  }

  /** A relation map, of a database or (0) the shared one: xl_relmap_update holds the whole file. */
  #takeMap({ bytes, mainDataAt, mainDataLength }: WalRecord): void {
    if (mainDataLength < 12) return;
    const database = u32(bytes, mainDataAt);
    const map = bytes.subarray(mainDataAt + 12, mainDataAt + mainDataLength);
    for (const { catalog, filenode } of readFilenodeMap(map, '', this.#major).value.mappings) {
      this.#names.addMapped(database, filenode, catalog);
      if (catalog === catalogOid.class && database !== 0) this.#moveTo('class', database, filenode);
      if (catalog === catalogOid.database && database === 0) this.#moveTo('database', 0, filenode);
    }
  }

  #moveTo(catalog: NameCatalog, database: number, file: number): void {
    const key = `${database}/${file}`;
    if (this.#followed.get(key)?.catalog === catalog) return;
    this.#files.add(file);
    const written = this.#candidates.get(key);
    const heap =
      written?.catalog === catalog
        ? written.heap
        : new CatalogHeap(this.#source({ catalog, database, file }));
    this.#followed.set(key, { catalog, heap });
  }

  #copyDatabase({ bytes, mainDataAt, mainDataLength }: WalRecord): void {
    if (mainDataLength < 16) return;
    const to = u32(bytes, mainDataAt + newDatabaseAt);
    const from = u32(bytes, mainDataAt + templateAt);
    for (const [key, { catalog, heap }] of [...this.#followed]) {
      const [database, file] = key.split('/').map(Number);
      if (database === from) this.#followed.set(`${to}/${file}`, { catalog, heap: heap.clone() });
    }
    this.#names.copyDatabase(from, to);
  }
}

/** Whether a major's DROP record of a database follows this kind: 0x10 up to 14, 0x20 since. PostgreSQL: XLOG_DBASE_DROP. */
export function isDatabaseDrop(major: Major, info: number): boolean {
  return (info & 0xf0) === sinceMajor({ 10: 0x10, 15: 0x20 }, major);
}
