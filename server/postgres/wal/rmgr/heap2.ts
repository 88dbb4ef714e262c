import {
  offsetNumber,
  printArray,
  printList,
  printRunAsArray,
  type Run,
  readRun,
  redirection,
} from '../describe/array.ts';
import type { Description } from '../describe/description.ts';
import {
  as,
  bool,
  composite,
  hex8,
  i64,
  itemPointer,
  lsn,
  relFileLocator,
  struct,
  u8,
  u16,
  u32,
  xid,
} from '../describe/fieldTypes.ts';
import type { RecordKind, ResourceManager } from '../describe/resourceManager.ts';
import { constant } from '../describe/textBuffer.ts';
import { u16 as readU16, u32 as readU32 } from '../record.ts';
import { lockData } from './heap.ts';

const conflictHorizon = as(
  xid,
  'newest transaction that can see what goes; standby queries older than it are cancelled',
);
const nredirected = as(u16, 'line pointers redirected to another one');
const ndead = as(u16, 'line pointers marked dead');

/** Line pointers that pruning changes. They stand in block 0's data, one list behind the other. */
interface Pruned {
  readonly redirected: Run;
  readonly dead: Run;
  readonly unused: Run;
}

/** Up to 16 only the first two lists say how long they are; the third one fills the rest. */
function readPruned(d: Description): Pruned {
  const redirectedCount = d.mainU16(4);
  const deadCount = d.mainU16(6);
  return {
    redirected: readRun(d, 'redirected', redirection, redirectedCount),
    dead: readRun(d, 'nowdead', offsetNumber, deadCount),
    unused: readRun(d, 'nowunused', offsetNumber, d.rest >> 1),
  };
}

const nunusedIs = constant(', nunused: ');
const redirectedAre = constant(', redirected:');
const deadAre = constant(', dead:');
const unusedAre = constant(', unused:');

const pruneParts: RecordKind['parts'] = {
  /** Notes the lists where the description does not print them. */
  unprinted(d) {
    if (d.fields && d.block(0)) readPruned(d);
  },
  lists(d) {
    if (!d.block(0)) return;
    const { redirected, dead, unused } = readPruned(d);
    d.out.put(nunusedIs);
    d.out.u32(unused.count);
    d.out.put(redirectedAre);
    printRunAsArray(d, redirected);
    d.out.put(deadAre);
    printRunAsArray(d, dead);
    d.out.put(unusedAre);
    printRunAsArray(d, unused);
  },
};

const clean: RecordKind = {
  name: 'CLEAN',
  does: 'Removes dead tuples from a page.',
  data: struct({ latestRemovedXid: conflictHorizon, nredirected, ndead }),
  text: 'remxid {latestRemovedXid}{unprinted}',
  parts: pruneParts,
};

const isCatalogRel = as(bool('T', 'F'), 'whether the table is a catalog that logical decoding reads');

const prune: RecordKind = {
  name: 'PRUNE',
  does: 'Removes dead tuples from a page.',
  data: {
    14: struct({ latestRemovedXid: conflictHorizon, nredirected, ndead }),
    16: struct({ snapshotConflictHorizon: conflictHorizon, nredirected, ndead, isCatalogRel }),
  },
  text: {
    14: 'latestRemovedXid {latestRemovedXid} nredirected {nredirected} ndead {ndead}{unprinted}',
    16: 'snapshotConflictHorizon: {snapshotConflictHorizon}, nredirected: {nredirected}, ndead: {ndead}{lists}',
  },
  parts: pruneParts,
};

const vacuum: RecordKind = {
  name: 'VACUUM',
  does: 'Frees line pointers that VACUUM found dead, once no index refers to them.',
  data: struct({ nunused: as(u16, 'line pointers freed') }),
  text: { 14: 'nunused {nunused}', 16: 'nunused: {nunused}{list}' },
  parts: {
    list(d) {
      if (!d.block(0)) return;
      d.out.put(unusedAre);
      printArray(d, 'nowunused', offsetNumber, d.mainU16(0));
    },
  },
};

const frozenTuple = composite(
  struct({
    xmax: as(xid, 'new xmax'),
    offset: as(u16, 'line pointer'),
    t_infomask2: as(u16, 'new t_infomask2'),
    t_infomask: as(u16, 'new t_infomask'),
    frzflags: as(u8, 'what to do with xvac'),
  }),
  (out, bytes, at) => out.u32(readU16(bytes, at + 4)),
);

const planBegin = constant('{ xmax: ');
const planInfomask = constant(', infomask: ');
const planInfomask2 = constant(', infomask2: ');
const planTuples = constant(', ntuples: ');
const planOffsets = constant(', offsets:');
const planEnd = constant(' }');
const plansAre = constant(', plans:');

/** How to freeze some tuples that all change in the same way; their offsets come behind all plans. */
const freezePlan = composite(
  struct({
    xmax: as(xid, 'new xmax'),
    t_infomask2: as(u16, 'new t_infomask2'),
    t_infomask: as(u16, 'new t_infomask'),
    frzflags: as(u8, 'what to do with xvac'),
    ntuples: as(u16, 'number of tuples that change like this'),
  }),
  (out, bytes, at) => {
    out.put(planBegin);
    out.u32(readU32(bytes, at));
    out.put(planInfomask);
    out.u32(readU16(bytes, at + 6));
    out.put(planInfomask2);
    out.u32(readU16(bytes, at + 4));
    out.put(planTuples);
    out.u32(readU16(bytes, at + planTuplesAt));
  },
);
const planTuplesAt = 10;

/** Prints plans with the offsets that each one takes from those standing here. */
function printPlans(d: Description, plans: Run): void {
  d.out.put(plansAre);
  printList(d, plans.count, i => {
    const at = plans.at + i * freezePlan.size;
    freezePlan.write(d.out, d.record.bytes, at);
    d.out.put(planOffsets);
    printArray(d, 'frz_offsets', offsetNumber, readU16(d.record.bytes, at + planTuplesAt));
    d.out.put(planEnd);
  });
}

const freezePage: RecordKind = {
  name: 'FREEZE_PAGE',
  does: 'Marks tuples as visible to everyone for good, so that their transaction IDs can be used again.',
  data: {
    10: struct({
      cutoff_xid: as(xid, 'tuples of older transactions are frozen'),
      ntuples: as(u16, 'tuples frozen'),
    }),
    16: struct({
      snapshotConflictHorizon: conflictHorizon,
      nplans: as(u16, 'number of freeze plans'),
      isCatalogRel,
    }),
  },
  text: {
    10: 'cutoff xid {cutoff_xid} ntuples {ntuples}{tuples}',
    16: 'snapshotConflictHorizon: {snapshotConflictHorizon}, nplans: {nplans}{plans}',
  },
  parts: {
    tuples(d) {
      if (d.fields && d.block(0)) d.elements('tuples', frozenTuple, d.mainU16(4));
    },
    plans(d) {
      if (d.block(0)) printPlans(d, readRun(d, 'plans', freezePlan, d.mainU16(4)));
    },
  },
};

const cleanupInfo: RecordKind = {
  name: 'CLEANUP_INFO',
  does: 'Cancels queries on standbys that could see tuples which VACUUM is about to remove.',
  data: struct({ node: as(relFileLocator, 'the table'), latestRemovedXid: conflictHorizon }),
  text: 'remxid {latestRemovedXid}',
};

/** Bits of the flags of pruning since 17. PostgreSQL: XLHP_* in access/heapam_xlog.h. */
const pruneFlags = {
  isCatalogRel: 1 << 1,
  hasConflictHorizon: 1 << 3,
  hasFreezePlans: 1 << 4,
  hasRedirections: 1 << 5,
  hasDeadItems: 1 << 6,
  hasNowUnusedItems: 1 << 7,
  allVisible: 1 << 8,
  allFrozen: 1 << 9,
};

const horizonIs = constant('snapshotConflictHorizon: ');
const catalogYes = constant(', isCatalogRel: T');
const catalogNo = constant(', isCatalogRel: F');
const vmVisible = constant(', vm_flags: 0x01');
const vmVisibleFrozen = constant(', vm_flags: 0x03');
const flagsMeaning = 'XLHP_* flags: what follows and how to apply it';

/** The record's head up to 18: why it was pruned, and flags. */
function flagsAfterReason(d: Description): number {
  d.u8('reason', 'why: 0 on access, 1 scan of VACUUM, 2 cleanup of VACUUM');
  return d.u8('flags', flagsMeaning);
}

const pruneAndFreeze = (readFlags: (d: Description) => number) => (d: Description) => {
  const flags = readFlags(d);
  if (flags & pruneFlags.hasConflictHorizon) {
    d.out.put(horizonIs);
    d.print('conflict_xid', conflictHorizon);
  }
  d.out.put(flags & pruneFlags.isCatalogRel ? catalogYes : catalogNo);
  if (flags & pruneFlags.allVisible) d.out.put(flags & pruneFlags.allFrozen ? vmVisibleFrozen : vmVisible);
  if (d.block(0)) printSubrecords(d, flags);
};

const nplansIs = constant(', nplans: ');
const nredirectedIs = constant(', nredirected: ');
const ndeadIs = constant(', ndead: ');

/** What stands in block 0's data since 17. PostgreSQL: heap_xlog_deserialize_prune_and_freeze in heapdesc.c. */
function printSubrecords(d: Description, flags: number): void {
  const { out } = d;
  const plans = readSubrecord(d, flags & pruneFlags.hasFreezePlans, 'plans', freezePlan);
  const redirected = readSubrecord(d, flags & pruneFlags.hasRedirections, 'redirected', redirection);
  const dead = readSubrecord(d, flags & pruneFlags.hasDeadItems, 'nowdead', offsetNumber);
  const unused = readSubrecord(d, flags & pruneFlags.hasNowUnusedItems, 'nowunused', offsetNumber);
  out.put(nplansIs);
  out.u32(plans?.count ?? 0);
  out.put(nredirectedIs);
  out.u32(redirected?.count ?? 0);
  out.put(ndeadIs);
  out.u32(dead?.count ?? 0);
  out.put(nunusedIs);
  out.u32(unused?.count ?? 0);
  if (plans?.count) printPlans(d, plans);
  if (redirected?.count) printSubrecord(d, redirectedAre, redirected);
  if (dead?.count) printSubrecord(d, deadAre, dead);
  if (unused?.count) printSubrecord(d, unusedAre, unused);
}

function readSubrecord(
  d: Description,
  present: number,
  name: string,
  type: typeof freezePlan,
): Run | undefined {
  if (!present) return undefined;
  const count = d.u16(`n${name}`, 'number of elements');
  d.align(type.align);
  return readRun(d, name, type, count);
}

function printSubrecord(d: Description, heading: Uint8Array, run: Run): void {
  d.out.put(heading);
  printRunAsArray(d, run);
}

const pruneKind = (name: string, does: string): RecordKind => ({
  name,
  does,
  text: {
    17: pruneAndFreeze(flagsAfterReason),
    19: pruneAndFreeze(d => d.u16('flags', flagsMeaning)),
  },
});

const visible: RecordKind = {
  name: 'VISIBLE',
  does: 'Sets bits of the visibility map: all tuples of a page are visible to everyone, or frozen.',
  data: {
    10: struct({ cutoff_xid: conflictHorizon, flags: as(u8, 'bits set: 1 all-visible, 2 all-frozen') }),
    12: struct({ cutoff_xid: conflictHorizon, flags: as(hex8, 'bits set: 1 all-visible, 2 all-frozen') }),
    16: struct({
      snapshotConflictHorizon: conflictHorizon,
      flags: as(hex8, 'bits set: 1 all-visible, 2 all-frozen, 4 catalog'),
    }),
  },
  text: {
    10: 'cutoff xid {cutoff_xid} flags {flags}',
    16: 'snapshotConflictHorizon: {snapshotConflictHorizon}, flags: {flags}',
  },
};

const initPage = 0x80;
const insertAllFrozen = 1 << 5;
const offsetsAre = constant(', offsets:');

const multiInsert: RecordKind = {
  name: 'MULTI_INSERT',
  does: 'Adds several tuples to a heap page, e.g. from COPY.',
  data: struct({ flags: as(hex8, 'XLH_INSERT_* flags'), ntuples: as(u16, 'number of tuples') }),
  text: {
    10: '{ntuples} tuples',
    12: '{ntuples} tuples flags {flags}',
    16: 'ntuples: {ntuples}, flags: {flags}{offsets}',
    19: 'ntuples: {ntuples}, flags: {flags}{frozen}{offsets}',
  },
  parts: {
    frozen(d) {
      if (d.mainByte(0) & insertAllFrozen) d.out.put(vmVisibleFrozen);
    },
    offsets(d) {
      if (d.record.info & initPage || !d.record.block(0)?.hasData) return;
      d.out.put(offsetsAre);
      printArray(d, 'offsets', offsetNumber, d.mainU16(2));
    },
  },
};

const lockUpdated: RecordKind = {
  name: 'LOCK_UPDATED',
  does: 'Locks a newer version of a tuple that is locked.',
  data: lockData,
  text: {
    10: 'off {offnum}: xmax {xmax}: flags {flags} {infobits_set}',
    16: 'xmax: {xmax}, off: {offnum}, infobits: {infobits_set}, flags: {flags}',
  },
};

const newCid: RecordKind = {
  name: 'NEW_CID',
  does: "Tells logical decoding which command of a transaction changed a catalog's tuple.",
  data: struct({
    top_xid: as(xid, 'top-level transaction'),
    cmin: as(u32, 'command that inserted the tuple'),
    cmax: as(u32, 'command that deleted it, 4294967295 for none'),
    combocid: as(u32, 'number that stands for both in the tuple, 4294967295 for none'),
    target_locator: as(relFileLocator, 'file of the catalog: tablespace/database/relation'),
    target_tid: as(itemPointer, 'place of the tuple: block/line pointer'),
  }),
  text: {
    10: 'rel {target_locator}; tid {target_tid}; cmin: {cmin}, cmax: {cmax}, combo: {combocid}',
    16: 'rel: {target_locator}, tid: {target_tid}, cmin: {cmin}, cmax: {cmax}, combo: {combocid}',
  },
};

const rewriteWith = (padded: boolean) =>
  struct({
    mapped_xid: as(xid, 'transaction that may need to see the rows'),
    mapped_db: as(u32, 'database, 0 for a shared catalog'),
    mapped_rel: as(u32, 'the catalog'),
    offset: as(i64, 'how much of the file of mappings was written before', 'bytes'),
    num_mappings: as(u32, 'number of mappings in this record'),
    start_lsn: as(lsn(padded), 'where the rewrite began'),
  });

const rewrite: RecordKind = {
  name: 'REWRITE',
  does: 'Tells logical decoding where the tuples of a rewritten catalog went.',
  data: { 10: rewriteWith(false), 19: rewriteWith(true) },
};

/** More records of table data. PostgreSQL: access/heapam_xlog.h, access/rmgrdesc/heapdesc.c. */
export const heap2: ResourceManager = {
  id: 9,
  name: 'Heap2',
  kindMask: 0x70,
  initBit: initPage,
  kinds: {
    0: rewrite,
    16: {
      10: clean,
      14: prune,
      17: pruneKind('PRUNE_ON_ACCESS', 'Removes dead tuples from a page that a query came across.'),
    },
    32: {
      10: freezePage,
      14: vacuum,
      17: pruneKind(
        'PRUNE_VACUUM_SCAN',
        'VACUUM, first pass: removes dead tuples from a page and freezes others.',
      ),
    },
    48: {
      10: cleanupInfo,
      14: freezePage,
      17: pruneKind('PRUNE_VACUUM_CLEANUP', 'VACUUM, second pass: frees line pointers of removed tuples.'),
    },
    64: { 10: visible, 19: null },
    80: multiInsert,
    96: lockUpdated,
    112: newCid,
  },
};
