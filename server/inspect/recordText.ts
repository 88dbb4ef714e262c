import { catalogName } from '../postgres/catalogNames.ts';
import { formatLsnPadded } from '../postgres/lsn.ts';
import type { Describer } from '../postgres/wal/describe/describer.ts';
import type { FieldNode } from '../postgres/wal/describe/description.ts';
import { type BlockReference, forkNames, type WalRecord } from '../postgres/wal/record.ts';
import { resourceManagerName } from '../postgres/wal/rmgr/names.ts';

/** `1663/16384/2608`: tablespace, database and relation. */
export function relationNumbers({ tablespace, database, relation }: BlockReference): string {
  return `${tablespace}/${database}/${relation}`;
}

/** The name of a block reference's fork; a number where there is no such fork. */
export function forkName({ fork }: BlockReference): string {
  return forkNames[fork] ?? String(fork);
}

/** OID of pg_default, where relations are unless told otherwise. PostgreSQL: catalog/pg_tablespace.dat. */
const defaultTablespace = 1663;

/** A catalog's name, else `database/relation`, with the tablespace before it where that is not the default one. */
function relationText(reference: BlockReference): string {
  const { tablespace, database, relation } = reference;
  const numbers = tablespace === defaultTablespace ? `${database}/${relation}` : relationNumbers(reference);
  return catalogName(relation) ?? numbers;
}

/** The blocks of a record in a few words: `pg_class blk 3 FPI, 5/16412 vm blk 0`. */
export function blocksText(record: WalRecord): string {
  const parts: string[] = [];
  let before = '';
  for (let i = 0; i < record.blockCount; i++) {
    const reference = record.blocks[i];
    const numbers = relationNumbers(reference);
    const relation = numbers === before ? '' : `${relationText(reference)} `;
    const fork = reference.fork === 0 ? '' : `${forkName(reference)} `;
    parts.push(`${relation}${fork}blk ${reference.block}${reference.hasImage ? ' FPI' : ''}`);
    before = numbers;
  }
  return parts.join(', ');
}

/** A field's value in JSON: a number where it is one that JavaScript can hold. */
export type JsonValue = string | number | JsonValue[] | { [name: string]: JsonValue };

/** Where a record lies beside its own bytes. */
export interface RecordPlace {
  readonly end: bigint;
  readonly timeline: number;
}

/** A record as `walscope records` prints it; LSNs as in pg_waldump's lines. */
export function recordJson(record: WalRecord, describer: Describer, { end, timeline }: RecordPlace) {
  const { name, text, fields } = describer.explain(record);
  return {
    lsn: formatLsnPadded(record.lsn),
    end: formatLsnPadded(end),
    prev: formatLsnPadded(record.prev),
    tli: timeline,
    xid: record.xid,
    rmgr: resourceManagerName(record.rmid),
    type: name,
    length: record.totalLength,
    fpiLength: record.imageLength,
    blocks: record.blocks.slice(0, record.blockCount).map(blockJson),
    description: text,
    fields: fieldsJson(fields),
  };
}

function blockJson(reference: BlockReference) {
  return {
    id: reference.id,
    tablespace: reference.tablespace,
    database: reference.database,
    relation: reference.relation,
    fork: forkName(reference),
    block: reference.block,
    dataLength: reference.dataLength,
    fpi: reference.hasImage ? (reference.applyImage ? 'restores' : 'verifies') : null,
    fpiLength: reference.imageLength,
  };
}

/** Fields by name; a name that comes more than once has a list, and so have elements that are named by number. */
function fieldsJson(fields: readonly FieldNode[]): JsonValue {
  if (fields.length > 0 && fields.every(({ name }, at) => name === String(at))) return fields.map(fieldJson);
  const values = new Map<string, JsonValue[]>();
  for (const field of fields) {
    const value = fieldJson(field);
    const known = values.get(field.name);
    if (known) known.push(value);
    else values.set(field.name, [value]);
  }
  return Object.fromEntries([...values].map(([name, all]) => [name, all.length === 1 ? all[0] : all]));
}

function fieldJson({ children, text }: FieldNode): JsonValue {
  return children?.length ? fieldsJson(children) : plainValue(text);
}

const plainValue = (text: string): JsonValue => (/^(0|-?[1-9]\d{0,14})$/.test(text) ? Number(text) : text);
