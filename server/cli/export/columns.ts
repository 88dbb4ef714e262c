import { formatLsnPadded } from '../../postgres/lsn.ts';
import type { Describer } from '../../postgres/wal/describe/describer.ts';
import { forkNames, u64, type WalRecord } from '../../postgres/wal/record.ts';
import { resourceManagerName } from '../../postgres/wal/rmgr/names.ts';

/** What an exported record is made from. */
export interface ExportSource {
  readonly record: WalRecord;
  readonly describer: Describer;
  readonly end: bigint;
  readonly timeline: number;
  readonly segment: string;
  readonly systemIdentifier: bigint;
}

type Value = string | number | bigint | undefined;

/** A column of the exported table. `timestamp`: microseconds since 1970, UTC. */
export interface Column {
  readonly name: string;
  readonly type: 'int32' | 'int64' | 'string' | 'timestamp';
  readonly meaning: string;
  readonly value: (source: ExportSource) => Value;
}

/** Microseconds from 1970 to PostgreSQL's epoch, 2000-01-01. */
const epochShift = 946_684_800_000_000n;
const transactions = 1;

const first = ({ record }: ExportSource) => (record.blockCount > 0 ? record.blocks[0] : undefined);

/** The table's columns; names and types stay as they are from release to release, new ones come at the end. */
export const columns: readonly Column[] = [
  {
    name: 'system_identifier',
    type: 'string',
    meaning: 'the cluster',
    value: s => String(s.systemIdentifier),
  },
  {
    name: 'major',
    type: 'int32',
    meaning: 'major version that wrote the record',
    value: s => s.record.major,
  },
  {
    name: 'timeline',
    type: 'int64',
    meaning: 'timeline of the page that the record begins on',
    value: s => BigInt(s.timeline),
  },
  { name: 'segment', type: 'string', meaning: 'segment that the record begins in', value: s => s.segment },
  {
    name: 'lsn',
    type: 'string',
    meaning: 'where the record begins, `0/016B3740`: sorts as text',
    value: s => formatLsnPadded(s.record.lsn),
  },
  { name: 'lsn_bytes', type: 'int64', meaning: 'the same as a number of bytes', value: s => s.record.lsn },
  {
    name: 'end_lsn',
    type: 'string',
    meaning: 'where the next record begins',
    value: s => formatLsnPadded(s.end),
  },
  {
    name: 'prev_lsn',
    type: 'string',
    meaning: 'where the record before it begins',
    value: s => formatLsnPadded(s.record.prev),
  },
  { name: 'xid', type: 'int64', meaning: 'transaction, 0 for none', value: s => BigInt(s.record.xid) },
  {
    name: 'rmgr',
    type: 'string',
    meaning: 'resource manager',
    value: s => resourceManagerName(s.record.rmid),
  },
  {
    name: 'type',
    type: 'string',
    meaning: 'record type',
    value: s => s.describer.kind(s.record.rmid, s.record.info).name,
  },
  {
    name: 'length',
    type: 'int64',
    meaning: 'bytes of the whole record',
    value: s => BigInt(s.record.totalLength),
  },
  {
    name: 'fpi_length',
    type: 'int64',
    meaning: 'bytes of full-page images in it',
    value: s => BigInt(s.record.imageLength),
  },
  { name: 'blocks', type: 'int32', meaning: 'number of block references', value: s => s.record.blockCount },
  {
    name: 'tablespace',
    type: 'int64',
    meaning: 'of the first block reference',
    value: s => big(first(s)?.tablespace),
  },
  {
    name: 'database',
    type: 'int64',
    meaning: 'of the first block reference',
    value: s => big(first(s)?.database),
  },
  {
    name: 'relation',
    type: 'int64',
    meaning: 'file number of its relation',
    value: s => big(first(s)?.relation),
  },
  {
    name: 'fork',
    type: 'string',
    meaning: 'of the first block reference',
    value: s => forkNames[first(s)?.fork ?? -1],
  },
  {
    name: 'block',
    type: 'int64',
    meaning: 'block number of the first block reference',
    value: s => big(first(s)?.block),
  },
  { name: 'time', type: 'timestamp', meaning: 'time of a commit, abort or prepare', value: timeOf },
  {
    name: 'description',
    type: 'string',
    meaning: 'what pg_waldump of that major prints after the type',
    value: s => s.describer.text(s.record),
  },
];

function big(value: number | undefined): bigint | undefined {
  return value === undefined ? undefined : BigInt(value);
}

/** Commits and aborts begin with their time. PostgreSQL: xl_xact_commit, xl_xact_abort in access/xact.h. */
function timeOf({ record }: ExportSource): bigint | undefined {
  const kind = record.info & 0x70;
  const ends = kind === 0x00 || kind === 0x20 || kind === 0x30 || kind === 0x40;
  if (record.rmid !== transactions || !ends || record.mainDataLength < 8) return undefined;
  return BigInt.asIntN(64, u64(record.bytes, record.mainDataAt)) + epochShift;
}
