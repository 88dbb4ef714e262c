import type { NameCatalog } from '../../postgres/catalog/layout.ts';
import type { CatalogRows, ClassRow, DatabaseRow, NamespaceRow } from '../../postgres/catalog/rows.ts';
import { catalogName } from '../../postgres/catalogNames.ts';
import type { RelationFile } from '../../postgres/relationFile.ts';

/** A relation by name. */
export interface NamedRelation {
  readonly name: string;
  /** Undefined where only the OID of the schema is known. */
  readonly schema?: string;
  /** Undefined where only the OID of the database is known. */
  readonly database?: string;
  readonly oid?: number;
  /** As in pg_class: `r` table, `i` index, `S` sequence, `t` TOAST table, `v` view ... */
  readonly kind?: string;
  /** As in pg_class: `p` permanent, `u` unlogged, `t` temporary. */
  readonly persistence?: string;
}

/** The table that holds a table's new contents while it is rewritten. PostgreSQL: make_new_heap in commands/cluster.c. */
export const transientName = /^pg_temp_(\d+)$/;

/** Relations that are remembered by name; what comes on top shows as numbers. */
const mostRelations = 500_000;

/** Schemas that initdb makes with fixed OIDs. PostgreSQL: catalog/pg_namespace.dat. */
const fixedSchemas: readonly (readonly [oid: number, name: string])[] = [
  [11, 'pg_catalog'],
  [99, 'pg_toast'],
  [2200, 'public'],
];

const untold = ['public', 'pg_catalog', 'pg_toast'];

/** What the files of relations are called, as far as rows of the catalogs have told it. */
export class RelationNames {
  readonly #byFile: Map<string, ClassRow>;
  readonly #schemas: Map<string, string>;
  readonly #databases: Map<number, string>;
  /** OIDs of catalogs by the files that a relation map gave them. */
  readonly #mapped: Map<string, number>;

  constructor(from?: RelationNames) {
    this.#byFile = new Map(from ? from.#byFile : []);
    this.#schemas = new Map(from ? from.#schemas : []);
    this.#databases = new Map(from ? from.#databases : []);
    this.#mapped = new Map(from ? from.#mapped : []);
  }

  /** A row of a catalog of a database. */
  add<C extends NameCatalog>(catalog: C, database: number, row: CatalogRows[C]): void {
    if (catalog === 'class') this.addClass(database, row as ClassRow);
    else if (catalog === 'namespace') this.addNamespace(database, row);
    else this.addDatabase(row as DatabaseRow);
  }

  addClass(database: number, row: ClassRow): void {
    const key = fileKey(row.tablespace, database, row.filenode);
    if (row.filenode === 0 || (this.#byFile.size >= mostRelations && !this.#byFile.has(key))) return;
    const known = this.#byFile.get(key);
    if (known?.name === row.name && known.schema === row.schema) return;
    // while a table is rewritten, another one takes over its old file
    if (known && transientName.test(row.name)) return;
    this.#byFile.set(key, row);
  }

  /** The file that a relation map names for a catalog. */
  addMapped(database: number, file: number, catalog: number): void {
    const key = `${database}/${file}`;
    if (this.#mapped.get(key) === catalog) return;
    this.#mapped.set(key, catalog);
  }

  addNamespace(database: number, { oid, name }: NamespaceRow): void {
    if (this.#schemas.get(`${database}/${oid}`) === name) return;
    this.#schemas.set(`${database}/${oid}`, name);
  }

  addDatabase({ oid, name }: DatabaseRow): void {
    if (this.#databases.get(oid) === name) return;
    this.#databases.set(oid, name);
  }

  /** A new database has all that its template had. */
  copyDatabase(from: number, to: number): void {
    for (const [key, row] of [...this.#byFile])
      if (key.split('/')[1] === String(from)) this.addClass(to, row);
    for (const [key, name] of [...this.#schemas]) {
      const [database, oid] = key.split('/').map(Number);
      if (database === from) this.addNamespace(to, { oid, name });
    }
  }

  /** The row of pg_class for a file. */
  rowOf({ tablespace, database, relation }: RelationFile): ClassRow | undefined {
    return (
      this.#byFile.get(fileKey(tablespace, database, relation)) ??
      this.#byFile.get(fileKey(0, database, relation))
    );
  }

  /** What a file is called; undefined when nothing told it. */
  nameOf(file: RelationFile): NamedRelation | undefined {
    const row = this.rowOf(file);
    if (row && !transientName.test(row.name)) return this.named(file.database, row);
    const name = catalogName(this.mappedCatalog(file) ?? file.relation);
    return name === undefined
      ? undefined
      : { name, schema: 'pg_catalog', database: this.database(file.database) };
  }

  /** What a file is called in a word: the schema stands before it unless it is one that need not be told. */
  label(file: RelationFile): string | undefined {
    const named = this.nameOf(file);
    if (!named) return undefined;
    const { name, schema } = named;
    return schema === undefined || untold.includes(schema) ? name : `${schema}.${name}`;
  }

  /** The OID of the catalog whose file this is, where a relation map tells it. */
  mappedCatalog({ database, relation }: RelationFile): number | undefined {
    return this.#mapped.get(`${database}/${relation}`);
  }

  /** A row of pg_class with the names of its schema and database. */
  named(database: number, { name, schema, oid, kind, persistence }: ClassRow): NamedRelation {
    return {
      name,
      schema: this.schema(database, schema),
      database: this.database(database),
      oid,
      kind,
      persistence,
    };
  }

  schema(database: number, oid: number): string | undefined {
    return this.#schemas.get(`${database}/${oid}`) ?? fixedSchemas.find(each => each[0] === oid)?.[1];
  }

  database(oid: number): string | undefined {
    return this.#databases.get(oid);
  }

  /** The rows whose relation has this name, with their databases. */
  *relations(): Generator<{ readonly file: RelationFile; readonly row: ClassRow }> {
    for (const [key, row] of this.#byFile) {
      const [tablespace, database, relation] = key.split('/').map(Number);
      yield { file: { tablespace, database, relation }, row };
    }
  }
}

function fileKey(tablespace: number, database: number, relation: number): string {
  return `${tablespace}/${database}/${relation}`;
}
