import { sinceMajor } from '../../majors.ts';
import { printRun, type Run, readRun } from '../describe/array.ts';
import type { Description } from '../describe/description.ts';
import {
  as,
  composite,
  type FieldType,
  i32,
  lsn,
  struct,
  timestamp,
  u32,
  xid,
} from '../describe/fieldTypes.ts';
import { flags } from '../describe/flags.ts';
import { relationPath } from '../describe/relationPath.ts';
import type { Describe, RecordKind, ResourceManager, Since } from '../describe/resourceManager.ts';
import { constant, type TextBuffer } from '../describe/textBuffer.ts';
import { u32 as readU32, u64 as readU64 } from '../record.ts';
import { invalidationMessage, printInvalidations } from './invalidations.ts';

const space = constant(' ');
const slash = 0x2f;

/** Bit of the info byte: xinfo follows the time. PostgreSQL: XLOG_XACT_HAS_INFO in access/xact.h. */
const hasInfo = 0x80;

/** Bits of xinfo: what the record holds and what to do. PostgreSQL: XACT_XINFO_* and XACT_COMPLETION_*. */
const bits = {
  database: 1 << 0,
  subxacts: 1 << 1,
  relations: 1 << 2,
  invalidations: 1 << 3,
  twophase: 1 << 4,
  origin: 1 << 5,
  gid: 1 << 7,
  droppedStats: 1 << 8,
  applyFeedback: 1 << 29,
  updateRelcacheFile: 1 << 30,
  forceSync: 1 << 31,
};

const xinfoType = flags(u32, 'what follows and what to do', [
  'HAS_DBINFO',
  'HAS_SUBXACTS',
  'HAS_RELFILELOCATORS',
  'HAS_INVALS',
  'HAS_TWOPHASE',
  'HAS_ORIGIN',
  'HAS_AE_LOCKS',
  'HAS_GID',
  'HAS_DROPPED_STATS',
  ...new Array(20).fill(''),
  'APPLY_FEEDBACK',
  'UPDATE_RELCACHE_FILE',
  'FORCE_SYNC_COMMIT',
]);

const subxact = as(xid, 'subtransaction');
const kind = as(i32, 'kind of statistics: 1 database, 2 relation, 3 function, 4 replication slot');
const dboid = as(u32, 'database');

/** An xl_xact_stats_item, printed as `kind/database/object`. */
const statsItemSince = {
  15: composite(struct({ kind, dboid, objoid: as(u32, 'object') }), (out, bytes, at) => {
    writeStatsOwner(out, bytes, at);
    out.u32(readU32(bytes, at + 8));
  }),
  18: composite(
    struct({ kind, dboid, objid_lo: as(u32, 'object, low half'), objid_hi: as(u32, 'object, high half') }),
    (out, bytes, at) => {
      writeStatsOwner(out, bytes, at);
      out.u64(readU64(bytes, at + 8));
    },
  ),
};

function writeStatsOwner(out: TextBuffer, bytes: Uint8Array, at: number): void {
  out.i32(readU32(bytes, at) | 0);
  out.byte(slash);
  out.u32(readU32(bytes, at + 4));
  out.byte(slash);
}

const originLsnSince: Since<FieldType> = { 10: lsn(false), 19: lsn(true) };

/** Where a transaction came from, as offsets of its commit's position and time; -1 where they are missing. */
interface Origin {
  readonly lsnAt: number;
  readonly timeAt: number;
}

function readOrigin(d: Description): Origin {
  const lsnType = sinceMajor(originLsnSince, d.major)!;
  return {
    lsnAt: d.field('origin_lsn', lsnType, "position in the origin's own log"),
    timeAt: d.field('origin_timestamp', timestamp, 'when it was committed or prepared there'),
  };
}

function printOrigin(d: Description, { lsnAt, timeAt }: Origin): void {
  if (lsnAt < 0 || timeAt < 0) return;
  d.out.text(`; origin: node ${d.record.origin}, lsn `);
  sinceMajor(originLsnSince, d.major)!.write(d.out, d.record.bytes, lsnAt);
  d.out.text(', at ');
  timestamp.write(d.out, d.record.bytes, timeAt);
}

/** Reads a list that begins with the number of its elements. */
function readCounted(d: Description, counter: string, name: string, type: FieldType): Run {
  return readRun(d, name, type, d.u32(counter, 'number of elements'));
}

/** `; heading: a b`, nothing for an empty list. */
function printList(d: Description, heading: string, run: Run | undefined): void {
  if (!run?.count) return;
  d.out.text(heading);
  printRun(d, run, space);
}

/** What a commit or abort record holds. */
interface Completion {
  readonly timeAt: number;
  readonly xinfo: number;
  readonly dbId: number;
  readonly tsId: number;
  readonly subxacts: Run | undefined;
  readonly relations: Run | undefined;
  readonly stats: Run | undefined;
  readonly messages: Run | undefined;
  readonly twophaseXid: number;
  readonly origin: Origin | undefined;
}

/** Reads a commit or abort record. PostgreSQL: ParseCommitRecord in access/rmgrdesc/xactdesc.c. */
function readCompletion(d: Description): Completion {
  const { major } = d;
  const timeAt = d.field('xact_time', timestamp, 'when the transaction ended');
  const xinfo = d.record.info & hasInfo ? d.number('xinfo', xinfoType) : 0;
  const inDatabase = xinfo & bits.database;
  const statsItem = sinceMajor(statsItemSince, major);
  return {
    timeAt,
    xinfo,
    dbId: inDatabase ? d.u32('dbId', 'database') : 0,
    tsId: inDatabase ? d.u32('tsId', "the database's tablespace") : 0,
    subxacts: xinfo & bits.subxacts ? readCounted(d, 'nsubxacts', 'subxacts', subxact) : undefined,
    relations: xinfo & bits.relations ? readCounted(d, 'nrels', 'xlocators', relationPath(major)) : undefined,
    stats: statsItem && xinfo & bits.droppedStats ? readCounted(d, 'nitems', 'stats', statsItem) : undefined,
    messages:
      xinfo & bits.invalidations ? readCounted(d, 'nmsgs', 'msgs', invalidationMessage(major)) : undefined,
    twophaseXid: xinfo & bits.twophase ? readPrepared(d, xinfo) : 0,
    origin: xinfo & bits.origin ? readOrigin(d) : undefined,
  };
}

function readPrepared(d: Description, xinfo: number): number {
  const prepared = d.u32('twophase_xid', 'the prepared transaction');
  if (xinfo & bits.gid) d.cstring('twophase_gid', d.rest, 'its name in PREPARE TRANSACTION');
  return prepared;
}

function printCompletion(d: Description, { twophaseXid, timeAt, relations, subxacts }: Completion): void {
  if (twophaseXid) d.out.text(`${twophaseXid}: `);
  if (timeAt >= 0) timestamp.write(d.out, d.record.bytes, timeAt);
  printList(d, '; rels:', relations);
  printList(d, '; subxacts:', subxacts);
}

const describeCommit =
  (withFeedback: boolean): Describe =>
  d => {
    const commit = readCompletion(d);
    const { xinfo, messages, dbId, tsId } = commit;
    printCompletion(d, commit);
    printList(d, '; dropped stats:', commit.stats);
    if (messages?.count) printInvalidations(d, messages, (xinfo & bits.updateRelcacheFile) !== 0, dbId, tsId);
    if (withFeedback && xinfo & bits.applyFeedback) d.out.text('; apply_feedback');
    if (xinfo & bits.forceSync) d.out.text('; sync');
    if (commit.origin) printOrigin(d, commit.origin);
  };

const describeAbort =
  (withOrigin: boolean): Describe =>
  d => {
    const abort = readCompletion(d);
    printCompletion(d, abort);
    if (withOrigin && abort.origin) printOrigin(d, abort.origin);
    printList(d, '; dropped stats:', abort.stats);
  };

const commitText = { 10: describeCommit(false), 15: describeCommit(true) };
const abortText = { 10: describeAbort(false), 15: describeAbort(true) };

/** A transaction made ready to be committed later, by another session or after a restart. */
interface Prepared {
  readonly timeAt: number;
  readonly gid: { readonly from: number; readonly to: number };
  readonly database: number;
  readonly initFile: boolean;
  readonly subxacts: Run;
  readonly commitRelations: Run;
  readonly abortRelations: Run;
  readonly commitStats: Run | undefined;
  readonly abortStats: Run | undefined;
  readonly messages: Run;
  readonly origin: Origin | undefined;
}

/** What a major's PREPARE records hold besides: an origin from 11 on, dropped statistics from 15 on. */
interface PreparedShape {
  readonly hasOrigin: boolean;
  readonly statsItem?: FieldType;
}

/** Reads a PREPARE record, every list of which begins at a multiple of 8. PostgreSQL: ParsePrepareRecord. */
function readPrepare(d: Description, { hasOrigin, statsItem }: PreparedShape): Prepared {
  d.u32('magic', 'format of the record');
  d.u32('total_len', 'length of the state, also as a file in pg_twophase');
  d.u32('xid', 'the prepared transaction');
  const database = d.u32('database', 'database it was in');
  const timeAt = d.field('prepared_at', timestamp, 'when it was prepared');
  d.u32('owner', 'user who prepared it');
  const nsubxacts = d.u32('nsubxacts', 'number of subtransactions');
  const ncommitrels = d.u32('ncommitrels', 'number of relations to delete at its commit');
  const nabortrels = d.u32('nabortrels', 'number of relations to delete at its rollback');
  const ncommitstats = statsItem ? d.u32('ncommitstats', 'statistics to drop at its commit') : 0;
  const nabortstats = statsItem ? d.u32('nabortstats', 'statistics to drop at its rollback') : 0;
  const ninvalmsgs = d.u32('ninvalmsgs', 'number of invalidation messages');
  const initFile = d.u8('initfileinval', 'whether files with cached catalog contents are removed') !== 0;
  d.align(2);
  const gidlen = d.u16('gidlen', 'length of its name with the zero byte');
  const origin = hasOrigin ? readOrigin(d) : undefined;
  const gidEnd = d.rest - gidlen;
  const gid = d.cstring('gid', gidlen, 'its name in PREPARE TRANSACTION');
  d.skip(Math.max(0, d.rest - gidEnd));
  const list = (name: string, type: FieldType, count: number) => {
    d.align(8);
    return readRun(d, name, type, count);
  };
  return {
    timeAt,
    gid,
    database,
    initFile,
    subxacts: list('subxacts', subxact, nsubxacts),
    commitRelations: list('xlocators', relationPath(d.major), ncommitrels),
    abortRelations: list('abortlocators', relationPath(d.major), nabortrels),
    commitStats: statsItem && list('stats', statsItem, ncommitstats),
    abortStats: statsItem && list('abortstats', statsItem, nabortstats),
    messages: list('msgs', invalidationMessage(d.major), ninvalmsgs),
    origin,
  };
}

function printPrepare(d: Description, prepared: Prepared): void {
  const { timeAt, gid, messages, database, initFile } = prepared;
  d.out.text('gid ');
  d.out.raw(d.record.bytes, gid.from, gid.to);
  d.out.text(': ');
  if (timeAt >= 0) timestamp.write(d.out, d.record.bytes, timeAt);
  printList(d, '; rels(commit):', prepared.commitRelations);
  printList(d, '; rels(abort):', prepared.abortRelations);
  printList(d, '; commit dropped stats:', prepared.commitStats);
  printList(d, '; abort dropped stats:', prepared.abortStats);
  printList(d, '; subxacts:', prepared.subxacts);
  if (messages.count) printInvalidations(d, messages, initFile, database, 0);
}

function printPrepareWithOrigin(d: Description, statsItem: FieldType): void {
  const prepared = readPrepare(d, { hasOrigin: true, statsItem });
  printPrepare(d, prepared);
  if (d.record.origin !== 0 && prepared.origin) printOrigin(d, prepared.origin);
}

const commit: RecordKind = { name: 'COMMIT', does: 'Commits a transaction.', text: commitText };

const abort: RecordKind = {
  name: 'ABORT',
  does: 'Rolls back a transaction or subtransaction.',
  text: abortText,
};

const prepare: RecordKind = {
  name: 'PREPARE',
  does: 'Prepares a transaction for two-phase commit; the record holds all that is needed to finish it.',
  text: {
    10: d => void readPrepare(d, { hasOrigin: false }),
    11: d => void readPrepare(d, { hasOrigin: true }),
    13: d => printPrepare(d, readPrepare(d, { hasOrigin: true })),
    15: d => printPrepareWithOrigin(d, statsItemSince[15]),
    18: d => printPrepareWithOrigin(d, statsItemSince[18]),
  },
};

const commitPrepared: RecordKind = {
  name: 'COMMIT_PREPARED',
  does: 'Commits a prepared transaction.',
  text: commitText,
};

const abortPrepared: RecordKind = {
  name: 'ABORT_PREPARED',
  does: 'Rolls back a prepared transaction.',
  text: abortText,
};

const assignment: RecordKind = {
  name: 'ASSIGNMENT',
  does: 'Tells standbys which subtransactions belong to a transaction.',
  data: struct({
    xtop: as(xid, 'top-level transaction'),
    nsubxacts: as(i32, 'number of subtransactions'),
  }),
  text: 'xtop {xtop}: subxacts:{xsub}',
  parts: { xsub: d => printRun(d, readRun(d, 'xsub', subxact, d.mainU32(4)), space) },
};

const invalidation: RecordKind = {
  name: 'INVALIDATION',
  does: 'Tells logical decoding to forget cached catalog contents after a command.',
  data: struct({ nmsgs: as(i32, 'number of invalidation messages') }),
  text: '{msgs}',
  parts: {
    msgs(d) {
      const messages = readRun(d, 'msgs', invalidationMessage(d.major), d.mainU32(0));
      if (messages.count) printInvalidations(d, messages, false, 0, 0);
    },
  },
};

/** Records of transactions. PostgreSQL: access/xact.h, access/rmgrdesc/xactdesc.c. */
export const transaction: ResourceManager = {
  id: 1,
  name: 'Transaction',
  kindMask: 0x70,
  kinds: {
    0: commit,
    16: prepare,
    32: abort,
    48: commitPrepared,
    64: abortPrepared,
    80: assignment,
    96: { 14: invalidation },
  },
};
