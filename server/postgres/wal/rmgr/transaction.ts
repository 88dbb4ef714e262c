import { sinceMajor } from '../../majors.ts';
import { printRun, type Run, readRun } from '../describe/array.ts';
import type { Description } from '../describe/description.ts';
import { as, type FieldType, i32, struct, timestamp, u32, xid } from '../describe/fieldTypes.ts';
import { flags } from '../describe/flags.ts';
import { relationPath } from '../describe/relationPath.ts';
import type { Describe, RecordKind, ResourceManager } from '../describe/resourceManager.ts';
import { constant } from '../describe/textBuffer.ts';
import { invalidationMessage, printInvalidations } from './invalidations.ts';
import {
  type Origin,
  printList,
  printOrigin,
  readOrigin,
  statsItemSince,
  subxact,
} from './transactionParts.ts';
import { prepare } from './transactionPrepare.ts';

const space = constant(' ');

/** Bit of the info byte: xinfo follows the time. PostgreSQL: XLOG_XACT_HAS_INFO in access/xact.h. */
const hasInfo = 0x80;

/** Bits of xinfo: what the record holds and what to do. PostgreSQL: XACT_XINFO_* and XACT_COMPLETION_*. */
const bits = {
  HAS_DBINFO: 1 << 0,
  HAS_SUBXACTS: 1 << 1,
  HAS_RELFILELOCATORS: 1 << 2,
  HAS_INVALS: 1 << 3,
  HAS_TWOPHASE: 1 << 4,
  HAS_ORIGIN: 1 << 5,
  HAS_AE_LOCKS: 1 << 6,
  HAS_GID: 1 << 7,
  HAS_DROPPED_STATS: 1 << 8,
  APPLY_FEEDBACK: 1 << 29,
  UPDATE_RELCACHE_FILE: 1 << 30,
  FORCE_SYNC_COMMIT: 1 << 31,
};
const xinfoType = flags(u32, 'what follows and what to do', bits);

/** Reads a list that begins with the number of its elements. */
function readCounted(d: Description, counter: string, name: string, type: FieldType): Run {
  return readRun(d, name, type, d.u32(counter, 'number of elements'));
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
  const inDatabase = xinfo & bits.HAS_DBINFO;
  const statsItem = sinceMajor(statsItemSince, major);
  return {
    timeAt,
    xinfo,
    dbId: inDatabase ? d.u32('dbId', 'database') : 0,
    tsId: inDatabase ? d.u32('tsId', "the database's tablespace") : 0,
    subxacts: xinfo & bits.HAS_SUBXACTS ? readCounted(d, 'nsubxacts', 'subxacts', subxact) : undefined,
    relations:
      xinfo & bits.HAS_RELFILELOCATORS
        ? readCounted(d, 'nrels', 'xlocators', relationPath(major))
        : undefined,
    stats:
      statsItem && xinfo & bits.HAS_DROPPED_STATS ? readCounted(d, 'nitems', 'stats', statsItem) : undefined,
    messages:
      xinfo & bits.HAS_INVALS ? readCounted(d, 'nmsgs', 'msgs', invalidationMessage(major)) : undefined,
    twophaseXid: xinfo & bits.HAS_TWOPHASE ? readPrepared(d, xinfo) : 0,
    origin: xinfo & bits.HAS_ORIGIN ? readOrigin(d) : undefined,
  };
}

function readPrepared(d: Description, xinfo: number): number {
  const prepared = d.u32('twophase_xid', 'the prepared transaction');
  if (xinfo & bits.HAS_GID) d.cstring('twophase_gid', d.rest, 'its name in PREPARE TRANSACTION');
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
    if (messages?.count)
      printInvalidations(d, messages, (xinfo & bits.UPDATE_RELCACHE_FILE) !== 0, dbId, tsId);
    if (withFeedback && xinfo & bits.APPLY_FEEDBACK) d.out.text('; apply_feedback');
    if (xinfo & bits.FORCE_SYNC_COMMIT) d.out.text('; sync');
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

const commit: RecordKind = { name: 'COMMIT', does: 'Commits a transaction.', text: commitText };

const abort: RecordKind = {
  name: 'ABORT',
  does: 'Rolls back a transaction or subtransaction.',
  text: abortText,
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
