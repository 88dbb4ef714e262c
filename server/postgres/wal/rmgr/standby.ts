import { printRun, readRun } from '../describe/array.ts';
import type { Description } from '../describe/description.ts';
import { as, bool, composite, i32, struct, u32, xid } from '../describe/fieldTypes.ts';
import type { RecordKind, ResourceManager } from '../describe/resourceManager.ts';
import { constant } from '../describe/textBuffer.ts';
import { u32 as readU32 } from '../record.ts';
import { invalidationsBehind, invalidationsHead } from './invalidations.ts';

const nothing = constant('');
const space = constant(' ');
const xidIs = constant('xid ');
const dbIs = constant(' db ');
const relIs = constant(' rel ');

const heldLock = composite(
  struct({
    xid: as(xid, 'transaction that holds ACCESS EXCLUSIVE'),
    dbOid: as(u32, 'database of the table'),
    relOid: as(u32, 'the table'),
  }),
  (out, bytes, at) => {
    out.put(xidIs);
    out.u32(readU32(bytes, at));
    out.put(dbIs);
    out.u32(readU32(bytes, at + 4));
    out.put(relIs);
    out.u32(readU32(bytes, at + 8));
    out.put(space);
  },
);

const lock: RecordKind = {
  name: 'LOCK',
  does: 'Tells standbys which tables are locked against reading.',
  data: struct({ nlocks: as(i32, 'number of locks') }),
  text: '{locks}',
  parts: { locks: d => printRun(d, readRun(d, 'locks', heldLock, d.mainU32(0)), nothing) },
};

const runningXactsData = struct({
  xcnt: as(i32, 'number of running transactions'),
  subxcnt: as(i32, 'number of running subtransactions'),
  subxid_overflow: as(bool('true', 'false'), 'whether there were too many subtransactions to list'),
  nextXid: as(xid, 'next transaction'),
  oldestRunningXid: as(xid, 'oldest running transaction'),
  latestCompletedXid: as(xid, 'newest transaction that ended'),
});
const overflowAt = 8;
const runningXid = as(xid, 'running transaction');

/** Lists the running transactions; from 16 on the subtransactions too. */
const running = (overflow: string, withSubxacts: boolean) => (d: Description) => {
  const xcnt = d.mainU32(0);
  const subxcnt = d.mainU32(4);
  const xids = readRun(d, 'xids', runningXid, xcnt);
  const subxids = readRun(d, 'subxids', runningXid, subxcnt);
  if (xcnt > 0) {
    d.out.text(`; ${xcnt} xacts:`);
    printRun(d, xids, space);
  }
  if (d.mainByte(overflowAt)) d.out.text(overflow);
  if (withSubxacts && subxcnt > 0) {
    d.out.text(`; ${subxcnt} subxacts:`);
    printRun(d, subxids, space);
  }
};

const runningXactsText =
  'nextXid {nextXid} latestCompletedXid {latestCompletedXid} oldestRunningXid {oldestRunningXid}';

const runningXacts: RecordKind = {
  name: 'RUNNING_XACTS',
  does: 'Lists the running transactions, so that a standby or logical decoding can begin here.',
  data: runningXactsData,
  text: { 10: `${runningXactsText}{running}`, 16: `${runningXactsText}{runningWithSubxacts}` },
  parts: {
    running: running('; subxid ovf', false),
    runningWithSubxacts: running('; subxid overflowed', true),
  },
};

const invalidations: RecordKind = {
  name: 'INVALIDATIONS',
  does: 'Tells standbys to forget cached catalog contents, for a change outside of a transaction.',
  data: struct(invalidationsHead),
  text: { 10: '{messages}', 13: '{messagesIfAny}' },
  parts: { messages: invalidationsBehind(0, true), messagesIfAny: invalidationsBehind(0, false) },
};

/** Records for hot standbys. PostgreSQL: storage/standbydefs.h, access/rmgrdesc/standbydesc.c. */
export const standby: ResourceManager = {
  kindMask: 0xf0,
  kinds: { 0: lock, 16: runningXacts, 32: invalidations },
};
