import type { Major } from '../postgres/majors.ts';
import { imageFlags } from '../postgres/wal/image/imageFlags.ts';
import type { RecordBatch } from '../postgres/wal/reader.ts';
import { u32 } from '../postgres/wal/record.ts';
import { firstRelation } from './firstBlock.ts';
import { completionOf, mainDataAt, rmgr } from './recordClasses.ts';

/** Resource managers all of whose records come from a change of the schema. */
const always: ReadonlySet<number> = new Set([rmgr.storage, rmgr.database, rmgr.tablespace, rmgr.relMap]);

/** File numbers of the catalogs in which the schema is written. */
const schemaCatalogs: ReadonlySet<number> = new Set([
  1213, // pg_tablespace
  1247, // pg_type
  1249, // pg_attribute
  1255, // pg_proc
  1259, // pg_class
  1260, // pg_authid
  1262, // pg_database
  2604, // pg_attrdef
  2606, // pg_constraint
  2610, // pg_index
  2611, // pg_inherits
  2615, // pg_namespace
  2618, // pg_rewrite
  2620, // pg_trigger
  3079, // pg_extension
  3256, // pg_policy
  3350, // pg_partitioned_table
  3466, // pg_event_trigger
  6104, // pg_publication
]);

/** Relations of users have file numbers from here on. PostgreSQL: FirstNormalObjectId in access/transam.h. */
const firstOfUsers = 16384;

const standbyLock = 0x00;
const heapTruncate = 0x30;
/** INSERT, DELETE, UPDATE and HOT_UPDATE of Heap: what writes catalog rows (in place is no change of the schema). */
const isHeapRow = (kind: number) => kind <= 0x20 || kind === 0x40;
const multiInsert = 0x50;
const commitHasInfo = 0x80;
const droppedRelations = 1 << 2;

/**
 * Tells which records are part of a change of the schema: files of relations made, cut or removed, databases,
 * tablespaces, exclusive locks that standbys must take, rows of the catalogs that hold the schema. A catalog that was
 * rewritten since initdb has another file number and is not known.
 */
export function schemaChanges(major: Major): (batch: RecordBatch, at: number) => boolean {
  const flags = imageFlags(major);
  return (batch, at) => {
    const rmid = batch.rmid[at];
    const info = batch.info[at];
    const kind = info & 0x70;
    if (rmid === rmgr.heap)
      return kind === heapTruncate || (isHeapRow(kind) && isSchemaCatalog(firstRelation(batch, at, flags)));
    if (rmid === rmgr.heap2) return kind === multiInsert && isSchemaCatalog(firstRelation(batch, at, flags));
    if (rmid > rmgr.heap) return false;
    if (rmid === rmgr.standby) return (info & 0xf0) === standbyLock;
    if (rmid === rmgr.transaction) return (completionInfo(batch, at) & droppedRelations) !== 0;
    return always.has(rmid);
  };
}

function isSchemaCatalog(relation: number): boolean {
  return relation < firstOfUsers && schemaCatalogs.has(relation);
}

/** xinfo of a commit or abort record; 0 when it has none, or is another record. */
function completionInfo(batch: RecordBatch, at: number): number {
  const completion = completionOf(batch.rmid[at], batch.info[at]);
  const main = mainDataAt(batch, at);
  if (completion === undefined || completion === 'prepare' || main === 0) return 0;
  if (!(batch.info[at] & commitHasInfo) || batch.mainLength[at] < 12) return 0;
  return u32(batch.memory, main + 8);
}
