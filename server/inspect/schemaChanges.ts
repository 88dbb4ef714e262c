import type { RecordBatch } from '../postgres/wal/reader.ts';
import { u32 } from '../postgres/wal/record.ts';
import { statsSlots } from '../postgres/wal/scan/scanner.ts';
import { completionOf, mainDataAt, rmgr } from './recordClasses.ts';

/** Relations of users have file numbers from here on. PostgreSQL: FirstNormalObjectId in access/transam.h. */
const firstOfUsers = 16384;

/** 1 for the file numbers of the catalogs in which the schema is written; one more stands for all of users. */
const schemaCatalogs = new Uint8Array(firstOfUsers + 1);
for (const catalog of [
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
])
  schemaCatalogs[catalog] = 1;

/** Resource managers all of whose records come from a change of the schema. */
const always: readonly number[] = [rmgr.storage, rmgr.database, rmgr.tablespace, rmgr.relMap];
const standbyLock = 0x00;
const heapTruncate = 0x30;
/** INSERT, DELETE, UPDATE and HOT_UPDATE of Heap: what writes catalog rows (in place is no change of the schema). */
const heapRows: readonly number[] = [0x00, 0x10, 0x20, 0x40];
const multiInsert = 0x50;
const commitHasInfo = 0x80;
const droppedRelations = 1 << 2;

/** By resource manager and upper half of the info byte: 1 for records of rows, of which the relation tells. */
const rows = slotTable(
  (rmid, info) =>
    (rmid === rmgr.heap && heapRows.includes(info & 0x70)) ||
    (rmid === rmgr.heap2 && (info & 0x70) === multiInsert),
);
/** 1 for records that are always part of a change. */
const certain = slotTable(
  (rmid, info) =>
    always.includes(rmid) ||
    (rmid === rmgr.heap && (info & 0x70) === heapTruncate) ||
    (rmid === rmgr.standby && info === standbyLock),
);
/** 1 for records that may tell of dropped relations. */
const completions = slotTable((rmid, info) => {
  const completion = completionOf(rmid, info);
  return completion === 'commit' || completion === 'abort';
});

function slotTable(holds: (rmid: number, info: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: statsSlots }, (_, slot) => (holds(slot >> 4, (slot & 15) << 4) ? 1 : 0));
}

/**
 * How many of the records from `first` up to `last` are part of a change of the schema: files of relations made, cut or
 * removed, databases, tablespaces, exclusive locks that standbys must take, rows of the catalogs that hold the schema. A
 * catalog that was rewritten since initdb has another file number and is not known. Every record of a segment is asked:
 * hence tables instead of questions.
 */
export function countSchemaChanges(batch: RecordBatch, first: number, last: number): number {
  const { rmid, info, relation } = batch;
  let count = 0;
  for (let at = first; at < last; at++) {
    const slot = (rmid[at] << 4) | (info[at] >> 4);
    count += certain[slot] | (rows[slot] & schemaCatalogs[Math.min(relation[at], firstOfUsers)]);
    if (completions[slot] && completionInfo(batch, at) & droppedRelations) count++;
  }
  return count;
}

/** Whether a record is part of a change of the schema. */
export function isSchemaChange(batch: RecordBatch, at: number): boolean {
  return countSchemaChanges(batch, at, at + 1) === 1;
}

/** xinfo of a commit or abort record; 0 when it has none. */
function completionInfo(batch: RecordBatch, at: number): number {
  const main = mainDataAt(batch, at);
  if (main === 0 || !(batch.info[at] & commitHasInfo) || batch.mainLength[at] < 12) return 0;
  return u32(batch.memory, main + 8);
}
