import type { Description } from '../describe/description.ts';
import { as, bool, g64, i32, relFileLocator, struct, u8, u16, u32, xid } from '../describe/fieldTypes.ts';
import type { RecordKind, ResourceManager } from '../describe/resourceManager.ts';

const trueFalse = bool('T', 'F');
const isPrimary = as(trueFalse, 'whether the tuples go to the primary bucket page');
const isCatalogRel = as(trueFalse, 'whether the index is on a catalog that logical decoding reads');
const horizon = as(
  xid,
  'newest transaction that removed a tuple; standby queries older than it are cancelled',
);

const initMetaPage: RecordKind = {
  name: 'INIT_META_PAGE',
  does: 'Initialises the metapage of a new hash index.',
  data: struct({
    num_tuples: as(g64, 'expected number of tuples'),
    procid: as(u32, 'hash function'),
    ffactor: as(u16, 'tuples that a bucket should hold'),
  }),
  text: {
    10: 'num_tuples {num_tuples}, fillfactor {ffactor}',
    19: 'num_tuples {num_tuples}, procid {procid}, fillfactor {ffactor}',
  },
};

/** Letter for a bit of SPLIT_ALLOCATE_PAGE's flags, which stand at byte 8. */
const splitFlag = (bit: number) => (d: Description) => d.out.text(d.mainByte(8) & bit ? 'T' : 'F');

const splitAllocatePage: RecordKind = {
  name: 'SPLIT_ALLOCATE_PAGE',
  does: 'Allocates the new bucket of a split.',
  data: struct({
    new_bucket: as(u32, 'number of the new bucket'),
    old_bucket_flag: u16,
    new_bucket_flag: u16,
    flags: as(u8, 'what of the metapage changed'),
  }),
  text: {
    10: 'new_bucket {new_bucket}, meta_page_masks_updated {masks}, issplitpoint_changed {splitPoint}',
    19: 'new_bucket {new_bucket}, old_bucket_flag {old_bucket_flag}, new_bucket_flag {new_bucket_flag}, meta_page_masks_updated {masks}, issplitpoint_changed {splitPoint}',
  },
  parts: { masks: splitFlag(1), splitPoint: splitFlag(2) },
};

const squeezePage: RecordKind = {
  name: 'SQUEEZE_PAGE',
  does: 'Moves tuples to an earlier page of the bucket and frees the overflow page.',
  data: struct({
    prevblkno: as(u32, 'page before the freed one'),
    nextblkno: as(u32, 'page after the freed one'),
    ntups: as(u16, 'tuples moved'),
    is_prim_bucket_same_wrt: isPrimary,
    is_prev_bucket_same_wrt: as(trueFalse, 'whether the tuples go to the page before the freed one'),
  }),
  text: {
    10: 'prevblkno {prevblkno}, nextblkno {nextblkno}, ntups {ntups}, is_primary {is_prim_bucket_same_wrt}',
    19: 'prevblkno {prevblkno}, nextblkno {nextblkno}, ntups {ntups}, is_primary {is_prim_bucket_same_wrt}, is_previous {is_prev_bucket_same_wrt}',
  },
};

const vacuumOnePage: RecordKind = {
  name: 'VACUUM_ONE_PAGE',
  does: 'Removes dead index tuples from one page.',
  data: {
    10: struct({ hnode: as(relFileLocator, 'table of the index'), ntuples: as(i32, 'tuples removed') }),
    12: struct({ latestRemovedXid: horizon, ntuples: as(i32, 'tuples removed') }),
    16: struct({ snapshotConflictHorizon: horizon, ntuples: as(u16, 'tuples removed'), isCatalogRel }),
  },
  text: {
    10: 'ntuples {ntuples}',
    12: 'ntuples {ntuples}, latest removed xid {latestRemovedXid}',
    14: 'ntuples {ntuples}, latestRemovedXid {latestRemovedXid}',
    16: 'ntuples {ntuples}, snapshotConflictHorizon {snapshotConflictHorizon}',
    17: 'ntuples {ntuples}, snapshotConflictHorizon {snapshotConflictHorizon}, isCatalogRel {isCatalogRel}',
  },
};

/** Records of hash indexes. PostgreSQL: access/hash_xlog.h, access/rmgrdesc/hashdesc.c. */
export const hash: ResourceManager = {
  kindMask: 0xf0,
  kinds: {
    0: initMetaPage,
    16: {
      name: 'INIT_BITMAP_PAGE',
      does: 'Initialises a bitmap page, which tells which overflow pages are free.',
      data: struct({ bmsize: as(u16, 'size of the bitmap', 'bytes') }),
      text: 'bmsize {bmsize}',
    },
    32: {
      name: 'INSERT',
      does: 'Adds an index tuple.',
      data: struct({ offnum: as(u16, 'line pointer of the new index tuple') }),
      text: 'off {offnum}',
    },
    48: {
      name: 'ADD_OVFL_PAGE',
      does: 'Adds an overflow page to a bucket.',
      data: struct({
        bmsize: as(u16, 'size of the bitmap', 'bytes'),
        bmpage_found: as(trueFalse, 'whether a free overflow page was found in a bitmap'),
      }),
      text: 'bmsize {bmsize}, bmpage_found {bmpage_found}',
    },
    64: splitAllocatePage,
    80: { name: 'SPLIT_PAGE', does: 'Moves tuples of a split bucket to a new page.' },
    96: {
      name: 'SPLIT_COMPLETE',
      does: 'Ends the split of a bucket.',
      data: struct({ old_bucket_flag: u16, new_bucket_flag: u16 }),
      text: 'old_bucket_flag {old_bucket_flag}, new_bucket_flag {new_bucket_flag}',
    },
    112: {
      name: 'MOVE_PAGE_CONTENTS',
      does: 'Moves tuples from one page of a bucket to another.',
      data: struct({ ntups: as(u16, 'tuples moved'), is_prim_bucket_same_wrt: isPrimary }),
      text: 'ntups {ntups}, is_primary {is_prim_bucket_same_wrt}',
    },
    128: squeezePage,
    144: {
      name: 'DELETE',
      does: 'Removes index tuples from a page.',
      data: struct({
        clear_dead_marking: as(trueFalse, 'whether the mark for dead tuples is cleared'),
        is_primary_bucket_page: as(trueFalse, 'whether it is a primary bucket page'),
      }),
      text: 'clear_dead_marking {clear_dead_marking}, is_primary {is_primary_bucket_page}',
    },
    160: { name: 'SPLIT_CLEANUP', does: 'Clears the mark that a split bucket needs cleaning.' },
    176: {
      name: 'UPDATE_META_PAGE',
      does: 'Stores the number of tuples after VACUUM.',
      data: struct({ ntuples: as(g64, 'tuples in the index') }),
      text: 'ntuples {ntuples}',
    },
    192: vacuumOnePage,
  },
};
