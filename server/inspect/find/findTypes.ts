import type { Lsn } from '../../postgres/lsn.ts';
import type { Major } from '../../postgres/majors.ts';
import type { RelationFile } from '../../postgres/relationFile.ts';
import type { NamedRelation } from '../names/relationNames.ts';

/** What to look for; all that is given must fit. Nothing given finds every event. */
export interface FindQuery {
  /** What was dropped or emptied: a relation, schema or database by name (`orders`, `shop.orders`, `ord*`) or by file number. */
  readonly drop?: string;
  readonly xid?: number;
  /** Microseconds since 2000-01-01 UTC: the first transaction on each timeline that ended then or later. */
  readonly time?: bigint;
  readonly restorePoint?: string;
  /** A relation by name or file number: the transactions that touched it. */
  readonly relation?: string;
}

/** A relation of an event: its numbers, and its name where it is known. */
export interface FoundRelation extends Partial<NamedRelation> {
  /** `replaced`: emptied or rewritten, nothing tells which. */
  readonly fate: 'dropped' | 'emptied' | 'replaced' | 'rewritten';
  /** Undefined for a relation without a file: a view, a partitioned table. */
  readonly file?: RelationFile;
  readonly databaseOid: number;
  readonly schemaOid?: number;
}

/**
 * `drop`: a commit that removed relations or schemas. `truncate`: a commit that gave a table a new, empty file.
 * `rewrite`: one that moved relations into new files (VACUUM FULL, CLUSTER, REINDEX, ALTER TABLE). `dropDatabase`: the
 * record that removes the files of a database, which no rollback brings back. `commit`, `abort`, `prepare`: how another
 * transaction ended. `open`: a transaction whose end is not in the WAL. `restorePoint`.
 */
export type FoundKind =
  | 'drop'
  | 'truncate'
  | 'rewrite'
  | 'dropDatabase'
  | 'commit'
  | 'abort'
  | 'prepare'
  | 'open'
  | 'restorePoint';

/** Something that happened, and how to recover to just before it. */
export interface FoundEvent {
  readonly kind: FoundKind;
  readonly timeline: number;
  /** Where its record begins; of an open transaction, its first record. */
  readonly lsn: Lsn;
  /** The segment file that holds it. */
  readonly segment: string;
  readonly path: string;
  /** Microseconds since 2000-01-01 UTC, where the record tells it. */
  readonly time?: bigint;
  readonly xid?: number;
  /** The name of the prepared transaction that ended here. */
  readonly preparedAs?: string;
  /** Where the transaction's first record is, if it is in the WAL that was read. */
  readonly firstLsn?: Lsn;
  /** Relations that were dropped, emptied or rewritten. */
  readonly relations: readonly FoundRelation[];
  /** Schemas that were dropped. */
  readonly schemas: readonly string[];
  /** The database that was dropped, by name or as its OID. */
  readonly database?: string;
  readonly databaseOid?: number;
  /** Of a restore point. */
  readonly name?: string;
  /** What the transaction did to the relation that was asked for. */
  readonly touched?: Touched;
  /** How recovery stops just before it; undefined where nothing can. */
  readonly target?: RecoveryTarget;
  /** Other settings that lead to the same place, or nearly. */
  readonly alternatives: readonly RecoveryTarget[];
  /** Transactions that committed on this timeline after it: what a recovery to before it leaves out. */
  readonly commitsAfter: number;
  /** The newest backup to restore for it; undefined where none reaches it. */
  readonly backup?: string;
  /** What to know before it is done. */
  readonly notes: readonly string[];
}

/** What a transaction did to a relation. */
export interface Touched {
  readonly records: number;
  readonly firstLsn: Lsn;
  readonly lastLsn: Lsn;
  /** Records by type: `INSERT`, `HOT_UPDATE` ... */
  readonly kinds: Readonly<Record<string, number>>;
}

/** Settings that end a recovery, and how good they are. */
export interface RecoveryTarget {
  readonly by: 'xid' | 'lsn' | 'time' | 'name';
  /** To write as they are: `recovery_target_xid` -> `745`. */
  readonly settings: Readonly<Record<string, string>>;
  /** Where replay stops: before this record, or after it for a restore point. */
  readonly stopsAt: Lsn;
  /** Transactions that committed before the event and would be missing. */
  readonly leavesOut: number;
  /** Why it is not the best, where it is not. */
  readonly remark?: string;
}

/** All that was found in one cluster. */
export interface FindResult {
  readonly systemIdentifier?: bigint;
  readonly major?: Major;
  readonly events: readonly FoundEvent[];
  /** Where the WAL could not be read, and other things that may hide events. */
  readonly problems: readonly string[];
  /** Drops of relations whose names nothing tells: they may be what a name was asked for. */
  readonly unnamed: number;
}
