import type { ClassRow, NamespaceRow } from '../../postgres/catalog/rows.ts';
import type { RelationFile } from '../../postgres/relationFile.ts';
import type { CatalogChange } from '../names/catalogTracker.ts';
import { type RelationNames, transientName } from '../names/relationNames.ts';

/** A relation that a transaction did something to: its row, its file, or both. */
export interface ChangedRelation {
  readonly database: number;
  readonly row?: ClassRow;
  readonly file?: RelationFile;
}

/** What a transaction did to the catalogs, once it has committed. */
export interface NetChanges {
  readonly dropped: readonly ChangedRelation[];
  /** Tables whose new file is empty. */
  readonly emptied: readonly ChangedRelation[];
  /** Relations that got a new file, of which nothing tells whether it was empty. */
  readonly replaced: readonly ChangedRelation[];
  /** Relations whose contents moved to a new file. */
  readonly rewritten: readonly ChangedRelation[];
  readonly schemas: readonly { readonly database: number; readonly row: NamespaceRow }[];
}

interface Net {
  readonly database: number;
  /** The transaction made the relation itself. */
  readonly isNew: boolean;
  before: ClassRow | undefined;
  after: ClassRow | undefined;
}

/** The schema of TOAST tables. PostgreSQL: PG_TOAST_NAMESPACE in catalog/pg_namespace.dat. */
const toastSchema = 99;

/** PostgreSQL: FirstNormalObjectId in access/transam.h. */
const firstNormalOid = 16384;

/**
 * What remains of a transaction's changes: relations that it made itself and dropped again do not count. `removed` are
 * the files that its commit removes.
 */
export function netChanges(
  changes: readonly CatalogChange[],
  removed: readonly RelationFile[],
  names: RelationNames,
): NetChanges {
  const { byOid, transient } = netRows(changes);
  const files = new Map(removed.map(file => [fileKey(file.database, file.relation), file]));
  const dropped: ChangedRelation[] = [];
  const emptied: ChangedRelation[] = [];
  const rewritten: ChangedRelation[] = [];
  const take = (database: number, { filenode }: ClassRow) => {
    const key = fileKey(database, filenode);
    const file = files.get(key);
    files.delete(key);
    return file;
  };
  for (const { database, before, after } of byOid.values()) {
    if (!before) continue;
    const relation = { database, row: before, file: take(database, before) };
    if (!after) dropped.push(relation);
    else if (before.filenode && after.filenode && before.filenode !== after.filenode)
      (isEmptied(before, after, transient) ? emptied : rewritten).push(relation);
  }
  const unknown: ChangedRelation[] = [];
  for (const file of files.values()) {
    const row = names.rowOf(file);
    const net = row && byOid.get(`${file.database}/${row.oid}`);
    const isKnown = net && (net.isNew || net.before !== undefined);
    if (isKnown) continue;
    const { database } = file;
    if (row ? net?.after : isCatalog(file, names)) rewritten.push({ database, row, file });
    // of a rewrite, the last that was seen may be the table that stood in for another
    else unknown.push({ database, row: row && transientName.test(row.name) ? undefined : row, file });
  }
  // a relation that goes takes its row of pg_class with it
  const unseen = changes.filter(isUnseenDelete);
  const replaced = unseen.length === 0 ? unknown : [];
  if (unseen.length > 0) dropped.push(...unknown);
  for (const { database } of unseen.slice(unknown.length)) dropped.push({ database });
  // what is rewritten gets another TOAST table
  if (dropped.every(isToast)) rewritten.push(...dropped.splice(0));
  return {
    dropped: tablesFirst(dropped),
    emptied: tablesFirst(emptied),
    replaced,
    rewritten,
    schemas: schemasOf(changes),
  };
}

function isToast({ row }: ChangedRelation): boolean {
  return row?.schema === toastSchema;
}

/** Catalogs are rewritten, never dropped. */
function isCatalog(file: RelationFile, names: RelationNames): boolean {
  return file.relation < firstNormalOid || names.mappedCatalog(file) !== undefined;
}

/** A row of pg_class went of which nothing is known: that of a view, perhaps, which has no file. */
function isUnseenDelete({ catalog, kind, before }: CatalogChange): boolean {
  return catalog === 'class' && kind === 'delete' && before === undefined;
}

function netRows(changes: readonly CatalogChange[]) {
  const byOid = new Map<string, Net>();
  const transient = new Set<number>();
  for (const change of changes) {
    if (change.catalog !== 'class') continue;
    const { kind, database, before, after } = change;
    const oid = before?.oid ?? after?.oid;
    if (oid === undefined) continue;
    const original = transientName.exec((before ?? after)!.name)?.[1];
    if (original !== undefined) transient.add(Number(original));
    const key = `${database}/${oid}`;
    const net = byOid.get(key);
    const now = kind === 'delete' ? undefined : (after ?? net?.after);
    if (net) net.after = now;
    else {
      const isNew = kind === 'insert';
      byOid.set(key, { database, isNew, before: isNew ? undefined : before, after: now });
    }
  }
  return { byOid, transient };
}

/** TRUNCATE gives a table a new file without pages and leaves it where it is; a rewrite goes by way of another table. */
function isEmptied(before: ClassRow, after: ClassRow, transient: ReadonlySet<number>): boolean {
  return (
    'rm'.includes(after.kind) &&
    after.pages === 0 &&
    before.tablespace === after.tablespace &&
    !transient.has(after.oid)
  );
}

function schemasOf(changes: readonly CatalogChange[]): NetChanges['schemas'] {
  const made = new Set<string>();
  const schemas: { database: number; row: NamespaceRow }[] = [];
  for (const change of changes) {
    if (change.catalog !== 'namespace') continue;
    const { kind, database, before, after } = change;
    if (kind === 'insert' && after) made.add(`${database}/${after.oid}`);
    if (kind === 'delete' && before && !made.has(`${database}/${before.oid}`))
      schemas.push({ database, row: before });
  }
  return schemas;
}

const order = 'rpmfvSiIct';

function tablesFirst(relations: ChangedRelation[]): ChangedRelation[] {
  const rank = ({ row }: ChangedRelation) => (row ? order.indexOf(row.kind) : order.length);
  return relations.sort((a, b) => rank(a) - rank(b) || (a.row?.oid ?? 0) - (b.row?.oid ?? 0));
}

function fileKey(database: number, relation: number): string {
  return `${database}/${relation}`;
}
