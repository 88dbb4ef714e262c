import type { Major } from '../majors.ts';
import { u32 } from '../wal/record.ts';
import { catalogLayout, type NameCatalog } from './layout.ts';
import { attributesOf, dataOf, type HeapTuple, hiddenOid } from './tuple.ts';

/** A relation as pg_class has it. */
export interface ClassRow {
  readonly oid: number;
  readonly name: string;
  /** OID of its schema. */
  readonly schema: number;
  /** Number of its file; 0 for one without a file, and for one whose file pg_filenode.map names. */
  readonly filenode: number;
  /** OID of its tablespace; 0 for the database's own. */
  readonly tablespace: number;
  /** `r` table, `i` index, `S` sequence, `t` TOAST table, `v` view, `m` materialized view, `p`, `I` partitioned ... */
  readonly kind: string;
  /** `p` permanent, `u` unlogged, `t` temporary. */
  readonly persistence: string;
  readonly pages: number;
}

export interface NamespaceRow {
  readonly oid: number;
  readonly name: string;
}

export interface DatabaseRow {
  readonly oid: number;
  readonly name: string;
  /** -2 marks one that a DROP DATABASE has begun to remove. PostgreSQL: DATCONNLIMIT_INVALID_DB. */
  readonly connectionLimit: number;
  /** OID of its tablespace. */
  readonly tablespace: number;
}

export interface CatalogRows {
  readonly class: ClassRow;
  readonly namespace: NamespaceRow;
  readonly database: DatabaseRow;
}

const relationKinds = 'rimStvcfpI';
const persistences = 'put';
const nameBytes = 64;

/** The row that a tuple of a catalog holds; undefined when its bytes cannot be one. */
export function catalogRow<C extends NameCatalog>(
  catalog: C,
  tuple: HeapTuple,
  major: Major,
): CatalogRows[C] | undefined {
  const { hidesOid, offsets, length, attributes } = catalogLayout(catalog, major);
  const data = dataOf(tuple);
  if (data.length < length || attributesOf(tuple) !== attributes) return undefined;
  const oid = hidesOid ? hiddenOid(tuple) : u32(data, offsets.oid);
  if (!oid) return undefined;
  return rowReaders[catalog](oid, data, offsets);
}

type RowReaders = {
  readonly [C in NameCatalog]: (
    oid: number,
    data: Uint8Array,
    offsets: Readonly<Record<string, number>>,
  ) => CatalogRows[C] | undefined;
};

const rowReaders: RowReaders = {
  class(oid, data, at) {
    const name = nameAt(data, at.relname);
    const kind = String.fromCharCode(data[at.relkind]);
    const persistence = String.fromCharCode(data[at.relpersistence]);
    if (!name || !relationKinds.includes(kind) || !persistences.includes(persistence)) return undefined;
    return {
      oid,
      name,
      schema: u32(data, at.relnamespace),
      filenode: u32(data, at.relfilenode),
      tablespace: u32(data, at.reltablespace),
      kind,
      persistence,
      pages: u32(data, at.relpages) | 0,
    };
  },
  namespace(oid, data, at) {
    const name = nameAt(data, at.nspname);
    return name ? { oid, name } : undefined;
  },
  database(oid, data, at) {
    const name = nameAt(data, at.datname);
    if (!name) return undefined;
    const connectionLimit = u32(data, at.datconnlimit) | 0;
    return { oid, name, connectionLimit, tablespace: u32(data, at.dattablespace) };
  },
};

const utf8 = new TextDecoder('utf-8', { fatal: true });
const latin1 = new TextDecoder('latin1');

/** A column of type name: text up to a zero byte, zeros behind it. Undefined for anything else. */
function nameAt(data: Uint8Array, at: number): string | undefined {
  const bytes = data.subarray(at, at + nameBytes);
  const end = bytes.indexOf(0);
  if (end <= 0 || bytes.subarray(end).some(byte => byte !== 0)) return undefined;
  const name = bytes.subarray(0, end);
  try {
    return utf8.decode(name);
  } catch {
    return latin1.decode(name); // the database has another encoding
  }
}
