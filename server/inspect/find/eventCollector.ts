import { compareLsn, type Lsn } from '../../postgres/lsn.ts';
import { Describer } from '../../postgres/wal/describe/describer.ts';
import { type ImageFlags, imageFlags } from '../../postgres/wal/image/imageFlags.ts';
import type { RecordBatch } from '../../postgres/wal/reader.ts';
import { u32, u64, WalRecord } from '../../postgres/wal/record.ts';
import type { TransactionEnd } from '../../postgres/wal/transactionEnd.ts';
import type { Wal } from '../../postgres/wal/wal.ts';
import { readCompletion } from '../completion.ts';
import { firstRelation } from '../firstBlock.ts';
import {
  type CatalogBase,
  type CatalogChange,
  CatalogTracker,
  isDatabaseDrop,
} from '../names/catalogTracker.ts';
import type { RelationFiles } from '../names/relationFiles.ts';
import type { RelationNames } from '../names/relationNames.ts';
import { completionOf, mainDataAt, rmgr } from '../recordClasses.ts';
import { CommitClock } from './commitClock.ts';
import type { FoundKind, Touched } from './findTypes.ts';
import { Touches } from './touches.ts';
import { type NetChanges, netChanges } from './transactionChanges.ts';

/** An event as the records tell it. */
export interface RawEvent {
  readonly kind: FoundKind;
  readonly lsn: Lsn;
  readonly time?: bigint;
  readonly xid?: number;
  /** It had been prepared before; its name is in `preparedAs` where the WAL that was read has it. */
  readonly wasPrepared?: boolean;
  readonly preparedAs?: string;
  readonly firstLsn?: Lsn;
  /** Commits before its first record. */
  readonly commitsAtFirst?: number;
  readonly subtransactions?: readonly number[];
  readonly changes?: NetChanges;
  /** What it did to the relations that were asked for. */
  readonly touched?: Touched;
  readonly database?: number;
  readonly name?: string;
  /** Commits before it, on its timeline's way. */
  readonly commits: number;
  /** Of those, the ones that an exclusive target of its time leaves out. */
  readonly leftOutByTime: number;
  /** The latest time of what ended before it. */
  readonly latestBefore?: bigint;
  /** Where a DROP DATABASE marks the database as gone, and the commits before that. */
  readonly mark?: { readonly lsn: Lsn; readonly commits: number };
}

/** A transaction that goes on. */
interface Pending {
  readonly firstLsn: Lsn;
  /** Commits before its first record. */
  readonly commits: number;
  preparedAs?: string;
  changes: { readonly lsn: Lsn; readonly change: CatalogChange }[] | undefined;
}

const restorePoint = 0x70;
const nameBytes = 64;
/** PostgreSQL: DATCONNLIMIT_INVALID_DB in catalog/pg_database.h. */
const invalidDatabase = -2;
/** Transactions without an end that are remembered: a crash leaves some behind. */
const mostPending = 200_000;

/** What a collector is given. */
export interface CollectorParts {
  readonly wal: Wal;
  readonly names: RelationNames;
  readonly base: CatalogBase;
  readonly emit: (event: RawEvent) => void;
  /** Relations whose changes are counted for each transaction. */
  readonly counted?: RelationFiles;
  /** Every end of a transaction is an event, not only one that changed the catalogs or was counted. */
  readonly everyEnd?: boolean;
}

/** Follows the WAL of one timeline and hands on what happened: `emit` gets every event, in the order of the log. */
export class EventCollector {
  readonly #parts: CollectorParts;
  readonly #flags: ImageFlags;
  readonly #record: WalRecord;
  readonly #describer: Describer;
  readonly #tracker: CatalogTracker;
  readonly #touches: Touches | undefined;
  readonly #pending: Map<number, Pending>;
  readonly #marks: Map<number, { lsn: Lsn; commits: number }>;
  readonly clock: CommitClock;

  constructor(parts: CollectorParts, from?: EventCollector) {
    const { wal, names, base, counted } = parts;
    this.#parts = parts;
    this.#flags = imageFlags(wal.major);
    this.#record = new WalRecord(wal.major);
    this.#describer = new Describer(wal.major);
    this.#tracker = from ? from.#tracker.clone(base) : new CatalogTracker(wal.major, names, base);
    this.#touches = counted && new Touches(wal, counted, from ? from.#touches : undefined);
    this.#pending = new Map();
    for (const [xid, pending] of from ? from.#pending : [])
      this.#pending.set(xid, { ...pending, changes: pending.changes?.slice() });
    this.#marks = new Map(from ? from.#marks : []);
    this.clock = new CommitClock(from?.clock);
  }

  /** Takes a record of the batch. */
  add(batch: RecordBatch, at: number): void {
    const rmid = batch.rmid[at];
    const info = batch.info[at];
    const xid = batch.xid[at];
    if (xid !== 0 && !this.#pending.has(xid)) this.#begin(xid, lsnOf(batch, at));
    this.#touches?.add(batch, at);
    const completion = completionOf(rmid, info);
    if (completion === 'prepare') this.#prepare(batch, at);
    else if (completion) this.#complete(completion, batch, at, lsnOf(batch, at));
    else if (rmid === rmgr.xlog && (info & 0xf0) === restorePoint)
      this.#restorePoint(batch, at, lsnOf(batch, at));
    else if (rmid === rmgr.database && isDatabaseDrop(this.#parts.wal.major, info))
      this.#dropDatabase(batch, at, lsnOf(batch, at));
    else this.#follow(batch, at);
  }

  #follow(batch: RecordBatch, at: number): void {
    const rmid = batch.rmid[at];
    const info = batch.info[at];
    const relation = firstRelation(batch, at, this.#flags);
    if (!this.#tracker.looksAt(rmid, info, relation)) return;
    const lsn = lsnOf(batch, at);
    if (!this.#decode(batch, at, lsn)) return;
    for (const change of this.#tracker.take(this.#record)) this.#note(batch.xid[at], change, lsn);
  }

  /** The first record of a transaction whose end was not read. */
  firstLsnOfOpen(xid: number): Lsn | undefined {
    return this.#pending.get(xid)?.firstLsn;
  }

  /** What is known here, to go on from on another timeline. */
  copy(): EventCollector {
    return new EventCollector({ ...this.#parts, emit: () => {} }, this);
  }

  #begin(xid: number, firstLsn: Lsn): void {
    if (this.#pending.size >= mostPending) this.#pending.delete(this.#pending.keys().next().value!);
    this.#pending.set(xid, { firstLsn, commits: this.clock.commits, changes: undefined });
  }

  #note(xid: number, change: CatalogChange, lsn: Lsn): void {
    const isMark = change.catalog === 'database' && change.kind === 'inplace';
    if (isMark && change.after?.connectionLimit === invalidDatabase)
      this.#marks.set(change.after.oid, { lsn, commits: this.clock.commits });
    const pending = this.#pending.get(xid);
    if (!pending || change.kind === 'inplace') return;
    pending.changes ??= [];
    pending.changes.push({ lsn, change });
  }

  /** Only this record tells the name in every case: that of the commit has it for logical decoding alone. */
  #prepare(batch: RecordBatch, at: number): void {
    const lsn = lsnOf(batch, at);
    const xid = batch.xid[at];
    const isDecoded = this.#decode(batch, at, lsn);
    const { fields } = isDecoded ? this.#describer.explain(this.#record) : { fields: [] };
    const preparedAs = fields.find(({ name }) => name === 'gid')?.text;
    const pending = this.#pending.get(xid);
    if (pending) pending.preparedAs = preparedAs;
    this.#send({ kind: 'prepare', lsn, xid, preparedAs, firstLsn: pending?.firstLsn });
  }

  #decode(batch: RecordBatch, at: number, lsn: Lsn): boolean {
    const address = batch.address[at];
    const [high, low] = [Number(lsn >> 32n), Number(lsn & 0xffff_ffffn)];
    const end = address + batch.totalLength[at];
    return address !== 0 && this.#record.decode(batch.memory, address, end, high, low);
  }

  #complete(completion: 'commit' | 'abort', batch: RecordBatch, at: number, lsn: Lsn): void {
    const facts = readCompletion(batch, at, this.#parts.wal.major);
    if (!facts) return;
    const { time, subtransactions, relations, preparedXid } = facts;
    const xid = preparedXid ?? batch.xid[at];
    const preparedAs = facts.preparedAs ?? this.#pending.get(xid)?.preparedAs;
    const ended = this.#end(xid, batch.xid[at], facts);
    const changes =
      completion === 'commit' && (relations.length || ended.changes.length)
        ? netChanges(ended.changes, relations, this.#parts.names)
        : undefined;
    const { firstLsn, commits: commitsAtFirst } = ended.first ?? {};
    const touched = this.#touches?.end([xid, ...subtransactions]);
    if (changes || touched || this.#parts.everyEnd) {
      const kind = completion === 'commit' ? kindOf(changes) : 'abort';
      const wasPrepared = preparedXid !== undefined;
      const end = { kind, lsn, time, xid, wasPrepared, preparedAs, subtransactions };
      this.#send({ ...end, firstLsn, commitsAtFirst, changes, touched });
    }
    this.clock.add(time, completion === 'commit');
  }

  /** Forgets a transaction and its subtransactions; gives what they did. */
  #end(xid: number, recordXid: number, { subtransactions }: TransactionEnd) {
    const own = this.#pending.get(xid);
    if (own && !own.changes && subtransactions.length === 0 && xid === recordXid) {
      this.#pending.delete(xid);
      return { changes: [], first: own };
    }
    const all = [xid, ...subtransactions].flatMap(each => this.#pending.get(each) ?? []);
    for (const each of [xid, recordXid, ...subtransactions]) this.#pending.delete(each);
    const changes = all
      .flatMap(each => each.changes ?? [])
      .sort((a, b) => compareLsn(a.lsn, b.lsn))
      .map(each => each.change);
    const first = all.sort((a, b) => compareLsn(a.firstLsn, b.firstLsn)).at(0);
    return { changes, first };
  }

  #restorePoint(batch: RecordBatch, at: number, lsn: Lsn): void {
    const main = mainDataAt(batch, at);
    const length = batch.mainLength[at];
    if (main === 0 || length < 8) return;
    const text = batch.memory.subarray(main + 8, main + Math.min(length, 8 + nameBytes));
    const end = text.indexOf(0);
    const name = new TextDecoder().decode(end < 0 ? text : text.subarray(0, end));
    const time = BigInt.asIntN(64, u64(batch.memory, main));
    this.#send({ kind: 'restorePoint', lsn, time, name });
  }

  #dropDatabase(batch: RecordBatch, at: number, lsn: Lsn): void {
    const main = mainDataAt(batch, at);
    if (main === 0 || batch.mainLength[at] < 4) return;
    const database = u32(batch.memory, main);
    const xid = batch.xid[at];
    const firstLsn = this.#pending.get(xid)?.firstLsn;
    this.#send({ kind: 'dropDatabase', lsn, xid, firstLsn, database, mark: this.#marks.get(database) });
  }

  #send(event: Omit<RawEvent, 'commits' | 'leftOutByTime' | 'latestBefore'>): void {
    const { clock } = this;
    const { time } = event;
    this.#parts.emit({
      ...event,
      commits: clock.commits,
      leftOutByTime: time === undefined ? 0 : clock.leftOutBy(time),
      latestBefore: clock.latest,
    });
  }
}

function lsnOf(batch: RecordBatch, at: number): Lsn {
  return batch.base + BigInt(batch.position[at]);
}

function kindOf(changes: NetChanges | undefined): FoundKind {
  if (!changes) return 'commit';
  if (changes.dropped.length || changes.schemas.length) return 'drop';
  if (changes.emptied.length || changes.replaced.length) return 'truncate';
  return changes.rewritten.length ? 'rewrite' : 'commit';
}
