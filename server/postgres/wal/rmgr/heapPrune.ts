import {
  offsetNumber,
  printArray,
  printRunAsArray,
  type Run,
  readRun,
  redirection,
} from '../describe/array.ts';
import type { Description } from '../describe/description.ts';
import { as, type FieldType, relFileLocator, struct, u8, u16 } from '../describe/fieldTypes.ts';
import { flags } from '../describe/flags.ts';
import type { RecordKind } from '../describe/resourceManager.ts';
import { constant } from '../describe/textBuffer.ts';
import { conflictHorizon, freezePlan, isCatalogRel, printPlans } from './heapFreeze.ts';

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

export const clean: RecordKind = {
  name: 'CLEAN',
  does: 'Removes dead tuples from a page.',
  data: struct({ latestRemovedXid: conflictHorizon, nredirected, ndead }),
  text: 'remxid {latestRemovedXid}{unprinted}',
  parts: pruneParts,
};

export const prune: RecordKind = {
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

export const vacuum: RecordKind = {
  name: 'VACUUM',
  does: 'Frees line pointers that VACUUM found dead, once no index refers to them.',
  data: struct({ nunused: as(u16, 'line pointers freed') }),
  text: { 14: 'nunused {nunused}{unprinted}', 16: 'nunused: {nunused}{list}' },
  parts: {
    unprinted(d) {
      if (d.fields && d.block(0)) readRun(d, 'nowunused', offsetNumber, d.mainU16(0));
    },
    list(d) {
      if (!d.block(0)) return;
      d.out.put(unusedAre);
      printArray(d, 'nowunused', offsetNumber, d.mainU16(0));
    },
  },
};

export const cleanupInfo: RecordKind = {
  name: 'CLEANUP_INFO',
  does: 'Cancels queries on standbys that could see tuples which VACUUM is about to remove.',
  data: struct({ node: as(relFileLocator, 'the table'), latestRemovedXid: conflictHorizon }),
  text: 'remxid {latestRemovedXid}',
};

/** Flags of pruning since 17. PostgreSQL: XLHP_* in access/heapam_xlog.h. */
const pruneFlags = {
  IS_CATALOG_REL: 1 << 1,
  CLEANUP_LOCK: 1 << 2,
  HAS_CONFLICT_HORIZON: 1 << 3,
  HAS_FREEZE_PLANS: 1 << 4,
  HAS_REDIRECTIONS: 1 << 5,
  HAS_DEAD_ITEMS: 1 << 6,
  HAS_NOW_UNUSED_ITEMS: 1 << 7,
  VM_ALL_VISIBLE: 1 << 8,
  VM_ALL_FROZEN: 1 << 9,
};
const flagsType = (type: FieldType) => flags(type, 'what follows and how to apply it', pruneFlags);
const narrowFlags = flagsType(u8);
const wideFlags = flagsType(u16);

const horizonIs = constant('snapshotConflictHorizon: ');
const catalogYes = constant(', isCatalogRel: T');
const catalogNo = constant(', isCatalogRel: F');
const vmVisible = constant(', vm_flags: 0x01');
export const vmVisibleFrozen = constant(', vm_flags: 0x03');

/** The record's head up to 18: why it was pruned, and flags. */
function flagsAfterReason(d: Description): number {
  d.u8('reason', 'why: 0 on access, 1 scan of VACUUM, 2 cleanup of VACUUM');
  return d.number('flags', narrowFlags);
}

const pruneAndFreeze = (readFlags: (d: Description) => number) => (d: Description) => {
  const what = readFlags(d);
  if (what & pruneFlags.HAS_CONFLICT_HORIZON) {
    d.out.put(horizonIs);
    d.print('conflict_xid', conflictHorizon);
  }
  d.out.put(what & pruneFlags.IS_CATALOG_REL ? catalogYes : catalogNo);
  if (what & pruneFlags.VM_ALL_VISIBLE)
    d.out.put(what & pruneFlags.VM_ALL_FROZEN ? vmVisibleFrozen : vmVisible);
  if (d.block(0)) printSubrecords(d, what);
};

const nplansIs = constant(', nplans: ');
const nredirectedIs = constant(', nredirected: ');
const ndeadIs = constant(', ndead: ');

/** What stands in block 0's data since 17. PostgreSQL: heap_xlog_deserialize_prune_and_freeze in heapdesc.c. */
function printSubrecords(d: Description, what: number): void {
  const { out } = d;
  const plans = readSubrecord(d, what & pruneFlags.HAS_FREEZE_PLANS, 'plans', freezePlan);
  const redirected = readSubrecord(d, what & pruneFlags.HAS_REDIRECTIONS, 'redirected', redirection);
  const dead = readSubrecord(d, what & pruneFlags.HAS_DEAD_ITEMS, 'nowdead', offsetNumber);
  const unused = readSubrecord(d, what & pruneFlags.HAS_NOW_UNUSED_ITEMS, 'nowunused', offsetNumber);
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

function readSubrecord(d: Description, present: number, name: string, type: FieldType): Run | undefined {
  if (!present) return undefined;
  const count = d.u16(`n${name}`, 'number of elements');
  d.align(type.align);
  return readRun(d, name, type, count);
}

function printSubrecord(d: Description, heading: Uint8Array, run: Run): void {
  d.out.put(heading);
  printRunAsArray(d, run);
}

/** A kind of pruning since 17. */
export const pruneKind = (name: string, does: string): RecordKind => ({
  name,
  does,
  text: {
    17: pruneAndFreeze(flagsAfterReason),
    19: pruneAndFreeze(d => d.number('flags', wideFlags)),
  },
});
