import { catalogName } from '../catalogNames.ts';
import { type Major, sinceMajor } from '../majors.ts';
import type { TwoPhaseRecord } from './twoPhaseRecord.ts';

/** A lock on a relation that outlives the session of the transaction. */
export interface PreparedLock {
  /** OID; 0 for a relation that all databases share. */
  readonly database: number;
  /** OID. */
  readonly relation: number;
  /** As pg_locks names it: AccessShareLock and so on. */
  readonly mode: string;
}

const recordHeaderSize = 8;
const lockRecordSize = 20;

/** PostgreSQL: LOCKMODE in storage/lockdefs.h, from 1. */
const lockModes = [
  'AccessShareLock',
  'RowShareLock',
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
];

const typesOf10 = ['relation', 'extend', 'page', 'tuple', 'transactionid', 'virtualxid', 'spectoken'];
const typesOf13 = ['relation', 'extend', 'frozenid', ...typesOf10.slice(2)];
const lastTypes = ['object', 'userlock', 'advisory'];

/** What a lock may be on, in the words of pg_locks. PostgreSQL: LockTagType, LockTagTypeNames in lockfuncs.c. */
const lockTypes = {
  10: [...typesOf10, ...lastTypes, 'frozenid'],
  13: [...typesOf13, ...lastTypes],
  16: [...typesOf13, ...lastTypes, 'applytransaction'],
};

/** A LOCKTAG: the meaning of its fields depends on its type. */
interface Lock {
  readonly fields: readonly [number, number, number];
  readonly type: number;
  readonly mode: string;
}

function readLock(view: DataView, { kind, offset, length }: TwoPhaseRecord): Lock | undefined {
  if (kind !== 'lock' || length < lockRecordSize) return undefined;
  const data = offset + recordHeaderSize;
  const mode = view.getInt32(data + 16, true);
  return {
    fields: [view.getUint32(data, true), view.getUint32(data + 4, true), view.getUint32(data + 8, true)],
    type: view.getUint8(data + 14),
    mode: lockModes[mode - 1] ?? `lock mode ${mode}`,
  };
}

/** The lock of a record, if it is one on a relation. PostgreSQL: TwoPhaseLockRecord in lock.c, LOCKTAG. */
export function readRelationLock(view: DataView, record: TwoPhaseRecord): PreparedLock | undefined {
  const lock = readLock(view, record);
  if (lock?.type !== 0) return undefined;
  const [database, relation] = lock.fields;
  return { database, relation, mode: lock.mode };
}

/**
 * The lock of a record in words, or undefined when it is of another kind. `majors` are those that may have written
 * it: where they number the types differently, what the lock is on is left out.
 */
export function describeLock(
  view: DataView,
  record: TwoPhaseRecord,
  majors: readonly [Major, Major],
): string | undefined {
  const lock = readLock(view, record);
  if (!lock) return undefined;
  const [first, last] = majors.map(major => sinceMajor<readonly string[]>(lockTypes, major)?.[lock.type]);
  return first === last ? `${lock.mode} on ${describeTarget(lock, first)}` : lock.mode;
}

function describeTarget({ fields: [one, two, three], type }: Lock, name: string | undefined): string {
  const catalog = catalogName(two);
  if (name === 'relation') return `${catalog ?? `relation ${two}`} of ${ofDatabase(one)}`;
  if (name === 'transactionid') return `transaction ${one}`;
  if (name === 'object') return `object ${three} in ${catalog ?? `catalog ${two}`} of ${ofDatabase(one)}`;
  return name ?? `type ${type}`;
}

function ofDatabase(database: number): string {
  return database === 0 ? 'all databases' : `database ${database}`;
}
