import { offsetNumber, printArray, printList, type Run, readRun } from '../describe/array.ts';
import type { Description } from '../describe/description.ts';
import { as, bool, composite, struct, u8, u16, xid } from '../describe/fieldTypes.ts';
import type { RecordKind } from '../describe/resourceManager.ts';
import { constant } from '../describe/textBuffer.ts';
import { u16 as readU16, u32 as readU32 } from '../record.ts';

/** The transaction that queries on standbys are measured by before tuples go or freeze. */
export const conflictHorizon = as(
  xid,
  'newest transaction that can see what goes; standby queries older than it are cancelled',
);

export const isCatalogRel = as(bool('T', 'F'), 'whether the table is a catalog that logical decoding reads');

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
export const freezePlan = composite(
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
export function printPlans(d: Description, plans: Run): void {
  d.out.put(plansAre);
  printList(d, plans.count, i => {
    const at = plans.at + i * freezePlan.size;
    freezePlan.write(d.out, d.record.bytes, at);
    d.out.put(planOffsets);
    printArray(d, 'frz_offsets', offsetNumber, readU16(d.record.bytes, at + planTuplesAt));
    d.out.put(planEnd);
  });
}

export const freezePage: RecordKind = {
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
