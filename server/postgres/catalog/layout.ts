import { type Major, sinceMajor } from '../majors.ts';

/** OIDs of the catalogs in which names of relations, schemas and databases stand. */
export const catalogOid = { namespace: 2615, class: 1259, database: 1262 } as const;

export type NameCatalog = keyof typeof catalogOid;

/** Sizes, in bytes, of the fixed-width types (xid is laid out as oid is); each is aligned to its size, but for names, which are not. */
const sizes = { oid: 4, int4: 4, float4: 4, int2: 2, bool: 1, char: 1, name: 64 };

type Columns = string;

/** The leading columns, all fixed in width and never null; up to 11 the OID is no column but hidden in the header. */
const columnsSince: Readonly<Record<NameCatalog, { readonly [M in Major]?: Columns }>> = {
  class: {
    10: 'relname:name relnamespace:oid reltype:oid reloftype:oid relowner:oid relam:oid relfilenode:oid reltablespace:oid relpages:int4 reltuples:float4 relallvisible:int4 reltoastrelid:oid relhasindex:bool relisshared:bool relpersistence:char relkind:char',
    12: 'oid:oid relname:name relnamespace:oid reltype:oid reloftype:oid relowner:oid relam:oid relfilenode:oid reltablespace:oid relpages:int4 reltuples:float4 relallvisible:int4 reltoastrelid:oid relhasindex:bool relisshared:bool relpersistence:char relkind:char',
    18: 'oid:oid relname:name relnamespace:oid reltype:oid reloftype:oid relowner:oid relam:oid relfilenode:oid reltablespace:oid relpages:int4 reltuples:float4 relallvisible:int4 relallfrozen:int4 reltoastrelid:oid relhasindex:bool relisshared:bool relpersistence:char relkind:char',
  },
  namespace: {
    10: 'nspname:name nspowner:oid',
    12: 'oid:oid nspname:name nspowner:oid',
  },
  database: {
    10: 'datname:name datdba:oid encoding:int4 datcollate:name datctype:name datistemplate:bool datallowconn:bool datconnlimit:int4 datlastsysoid:oid datfrozenxid:oid datminmxid:oid dattablespace:oid',
    12: 'oid:oid datname:name datdba:oid encoding:int4 datcollate:name datctype:name datistemplate:bool datallowconn:bool datconnlimit:int4 datlastsysoid:oid datfrozenxid:oid datminmxid:oid dattablespace:oid',
    15: 'oid:oid datname:name datdba:oid encoding:int4 datlocprovider:char datistemplate:bool datallowconn:bool datconnlimit:int4 datfrozenxid:oid datminmxid:oid dattablespace:oid',
    17: 'oid:oid datname:name datdba:oid encoding:int4 datlocprovider:char datistemplate:bool datallowconn:bool dathasloginevt:bool datconnlimit:int4 datfrozenxid:oid datminmxid:oid dattablespace:oid',
  },
};

/** All columns of a row, as its header counts them. */
const attributesSince: Readonly<Record<NameCatalog, { readonly [M in Major]?: number }>> = {
  class: { 10: 33, 18: 34 },
  namespace: { 10: 3, 12: 4 },
  database: { 10: 13, 12: 14, 15: 16, 16: 17, 17: 18 },
};

/** Where the leading columns of a catalog's row lie in the data of its tuple. */
export interface CatalogLayout {
  /** The OID stands in the tuple's header, before the data. */
  readonly hidesOid: boolean;
  readonly offsets: Readonly<Record<string, number>>;
  /** Bytes up to the end of the last of these columns. */
  readonly length: number;
  readonly attributes: number;
}

const layouts = new Map<string, CatalogLayout>();

/** How a major lays out the rows of a catalog. PostgreSQL: CATALOG in catalog/pg_class.h, pg_namespace.h, pg_database.h. */
export function catalogLayout(catalog: NameCatalog, major: Major): CatalogLayout {
  const key = `${catalog} ${major}`;
  const layout = layouts.get(key) ?? layOut(catalog, major);
  layouts.set(key, layout);
  return layout;
}

function layOut(catalog: NameCatalog, major: Major): CatalogLayout {
  const offsets: Record<string, number> = {};
  let at = 0;
  for (const column of sinceMajor(columnsSince[catalog], major)!.split(' ')) {
    const [name, type] = column.split(':') as [string, keyof typeof sizes];
    const alignment = type === 'name' ? 1 : sizes[type];
    at = Math.ceil(at / alignment) * alignment;
    offsets[name] = at;
    at += sizes[type];
  }
  const attributes = sinceMajor(attributesSince[catalog], major)!;
  return { hidesOid: !('oid' in offsets), offsets, length: at, attributes };
}
