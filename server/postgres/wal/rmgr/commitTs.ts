import { printRun, readRun } from '../describe/array.ts';
import { as, i32, i64, struct, timestamp, u16, xid } from '../describe/fieldTypes.ts';
import type { RecordKind, ResourceManager } from '../describe/resourceManager.ts';
import { constant } from '../describe/textBuffer.ts';

const comma = constant(', ');
const pageMeaning = 'page of pg_commit_ts';
const oldestXid = as(xid, 'oldest transaction whose commit time is kept');

const zeroPage: RecordKind = {
  name: 'ZEROPAGE',
  does: 'Begins a new page of commit times.',
  data: { 10: struct({ pageno: as(i32, pageMeaning) }), 17: struct({ pageno: as(i64, pageMeaning) }) },
  text: '{pageno}',
};

const truncate: RecordKind = {
  name: 'TRUNCATE',
  does: 'Removes commit times of transactions that are too old to be asked for.',
  data: {
    10: struct({ pageno: as(i32, pageMeaning), oldestXid }),
    17: struct({ pageno: as(i64, pageMeaning), oldestXid }),
  },
  text: 'pageno {pageno}, oldestXid {oldestXid}',
};

const setTimestamp: RecordKind = {
  name: 'SETTS',
  does: 'Sets the commit time of a transaction and its subtransactions.',
  data: struct({
    timestamp: as(timestamp, 'commit time'),
    nodeid: as(u16, 'replication origin, 0 for this server'),
    mainxid: as(xid, 'the transaction'),
  }),
  text: 'set {timestamp}/{nodeid} for: {mainxid}{subxids}',
  parts: { subxids: d => printRun(d, readRun(d, 'subxids', xid, d.rest >> 2), comma) },
};

/** Records of commit times. PostgreSQL: access/commit_ts.h, access/rmgrdesc/committsdesc.c. */
export const commitTs: ResourceManager = {
  kindMask: 0xf0,
  kinds: { 0: zeroPage, 16: truncate, 32: { 10: setTimestamp, 14: null } },
};
