import { offsetNumber, printArray } from '../describe/array.ts';
import {
  as,
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
import { flags } from '../describe/flags.ts';
import type { RecordKind, ResourceManager } from '../describe/resourceManager.ts';
import { constant } from '../describe/textBuffer.ts';
import { insertFlags, lockData } from './heap.ts';
import { conflictHorizon, freezePage } from './heapFreeze.ts';
import { clean, cleanupInfo, prune, pruneKind, vacuum, vmVisibleFrozen } from './heapPrune.ts';

/** VISIBILITYMAP_* in access/visibilitymapdefs.h. */
const visibilityBits = { ALL_VISIBLE: 1 << 0, ALL_FROZEN: 1 << 1, XLOG_CATALOG_REL: 1 << 2 };

const visible: RecordKind = {
  name: 'VISIBLE',
  does: 'Sets bits of the visibility map: all tuples of a page are visible to everyone, or frozen.',
  data: {
    10: struct({ cutoff_xid: conflictHorizon, flags: flags(u8, 'bits set', visibilityBits) }),
    12: struct({ cutoff_xid: conflictHorizon, flags: flags(hex8, 'bits set', visibilityBits) }),
    16: struct({
      snapshotConflictHorizon: conflictHorizon,
      flags: flags(hex8, 'bits set', visibilityBits),
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
  mayInit: true,
  data: struct({ flags: insertFlags, ntuples: as(u16, 'number of tuples') }),
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
