import { offsetNumber, printArray, printList } from '../describe/array.ts';
import type { Description } from '../describe/description.ts';
import {
  as,
  bool,
  f64,
  fullXid,
  i32,
  relFileLocator,
  struct,
  u16,
  u32,
  xid,
} from '../describe/fieldTypes.ts';
import type { RecordKind, ResourceManager } from '../describe/resourceManager.ts';

const level = as(u32, 'level in the tree, 0 for leaf pages');
const horizon = as(
  xid,
  'newest transaction that removed a tuple; standby queries older than it are cancelled',
);
const isCatalogRel = as(bool('T', 'F'), 'whether the index is on a catalog that logical decoding reads');
const ndeleted = as(u16, 'index tuples removed whole');
const nupdated = as(u16, 'posting lists that lost some of their tuples');

const insertShape: Pick<RecordKind, 'data' | 'text'> = {
  data: struct({ offnum: as(u16, 'line pointer of the new index tuple') }),
  text: { 10: 'off {offnum}', 16: 'off: {offnum}' },
};

const splitShape: Pick<RecordKind, 'data' | 'text'> = {
  data: {
    10: struct({
      level,
      firstright: as(u16, 'first item moved to the right page'),
      newitemoff: as(u16, "new item's line pointer"),
    }),
    13: struct({
      level,
      firstrightoff: as(u16, 'first item moved to the right page'),
      newitemoff: as(u16, "new item's line pointer"),
      postingoff: as(u16, 'where the new item splits a posting list, 0 if it does not'),
    }),
  },
  text: {
    10: 'level {level}, firstright {firstright}, newitemoff {newitemoff}',
    13: 'level {level}, firstrightoff {firstrightoff}, newitemoff {newitemoff}, postingoff {postingoff}',
    16: 'level: {level}, firstrightoff: {firstrightoff}, newitemoff: {newitemoff}, postingoff: {postingoff}',
  },
};

const deletion: RecordKind = {
  name: 'DELETE',
  does: 'Removes dead index tuples from a leaf page outside of VACUUM.',
  data: {
    10: struct({ hnode: as(relFileLocator, 'table of the index'), nitems: as(i32, 'index tuples removed') }),
    12: struct({ latestRemovedXid: horizon, nitems: as(i32, 'index tuples removed') }),
    13: struct({ latestRemovedXid: horizon, ndeleted: as(u32, 'index tuples removed') }),
    14: struct({ latestRemovedXid: horizon, ndeleted, nupdated }),
    16: struct({ snapshotConflictHorizon: horizon, ndeleted, nupdated, isCatalogRel }),
  },
  text: {
    10: '{nitems} items',
    12: '{nitems} items, latest removed xid {latestRemovedXid}',
    13: 'latestRemovedXid {latestRemovedXid}; ndeleted {ndeleted}',
    14: 'latestRemovedXid {latestRemovedXid}; ndeleted {ndeleted}; nupdated {nupdated}',
    16: 'snapshotConflictHorizon: {snapshotConflictHorizon}, ndeleted: {ndeleted}, nupdated: {nupdated}{items}',
    17: 'snapshotConflictHorizon: {snapshotConflictHorizon}, ndeleted: {ndeleted}, nupdated: {nupdated}, isCatalogRel: {isCatalogRel}{items}',
  },
  parts: { items: d => items(d, d.mainU16(4), d.mainU16(6)) },
};

const vacuum: RecordKind = {
  name: 'VACUUM',
  does: 'Removes dead index tuples from a leaf page during VACUUM.',
  data: {
    10: struct({ lastBlockVacuumed: as(u32, 'last block that was vacuumed before this one') }),
    13: struct({ ndeleted, nupdated }),
  },
  text: {
    10: 'lastBlockVacuumed {lastBlockVacuumed}',
    13: 'ndeleted {ndeleted}; nupdated {nupdated}',
    16: 'ndeleted: {ndeleted}, nupdated: {nupdated}{items}',
  },
  parts: { items: d => items(d, d.mainU16(0), d.mainU16(2)) },
};

/** The removed and the updated items of DELETE and VACUUM, in block 0's data (delvacuum_desc). */
function items(d: Description, deleted: number, updated: number): void {
  if (!d.block(0)) return;
  d.out.text(', deleted:');
  printArray(d, 'deleted', offsetNumber, deleted);
  d.out.text(', updated:');
  const offsets: number[] = [];
  for (let i = 0; i < updated && !d.exhausted; i++)
    offsets.push(d.u16('updated', 'line pointer of a posting list'));
  if (offsets.length === 0) d.out.text(' []');
  else printList(d, offsets.length, index => postingUpdate(d, offsets[index]));
}

function postingUpdate(d: Description, offset: number): void {
  const count = d.u16('ndeletedtids', 'tuples removed from the posting list');
  d.out.text(`{ off: ${offset}, nptids: ${count}, ptids: [`);
  for (let i = 0; i < count && !d.exhausted; i++) {
    if (i > 0) d.out.text(', ');
    d.print('ptid', u16, 'place of a removed tuple in the posting list');
  }
  d.out.text('] }');
}

const markHalfDead: RecordKind = {
  name: 'MARK_PAGE_HALFDEAD',
  does: 'First step of deleting an empty leaf page: unlinks it from its parent.',
  data: struct({
    poffset: as(u16, 'line pointer of the downlink in the parent'),
    leafblk: as(u32, 'leaf block to be deleted'),
    leftblk: as(u32, 'its left sibling'),
    rightblk: as(u32, 'its right sibling'),
    topparent: as(u32, 'topmost internal page of the subtree'),
  }),
  text: {
    10: 'topparent {topparent}; leaf {leafblk}; left {leftblk}; right {rightblk}',
    16: 'topparent: {topparent}, leaf: {leafblk}, left: {leftblk}, right: {rightblk}',
  },
};

const leftsib = as(u32, 'left sibling of the deleted page');
const rightsib = as(u32, 'right sibling of the deleted page');
const leafleftsib = as(u32, 'left sibling of the half-dead leaf');
const leafrightsib = as(u32, 'right sibling of the half-dead leaf');
const topparent = as(u32, 'next child down in the subtree');

const unlinkShape: Pick<RecordKind, 'data' | 'text'> = {
  data: {
    10: struct({
      leftsib,
      rightsib,
      leafleftsib,
      leafrightsib,
      topparent,
      btpo_xact: as(xid, 'transaction after which the page may be reused'),
    }),
    14: struct({
      leftsib,
      rightsib,
      level,
      safexid: as(fullXid, 'transaction after which the page may be reused'),
      leafleftsib,
      leafrightsib,
      leaftopparent: topparent,
    }),
  },
  text: {
    10: 'left {leftsib}; right {rightsib}; btpo_xact {btpo_xact}; leafleft {leafleftsib}; leafright {leafrightsib}; topparent {topparent}',
    14: 'left {leftsib}; right {rightsib}; level {level}; safexid {safexid}; leafleft {leafleftsib}; leafright {leafrightsib}; leaftopparent {leaftopparent}',
    16: 'left: {leftsib}, right: {rightsib}, level: {level}, safexid: {safexid}, leafleft: {leafleftsib}, leafright: {leafrightsib}, leaftopparent: {leaftopparent}',
  },
};

const newRoot: RecordKind = {
  name: 'NEWROOT',
  does: 'Makes a new root page.',
  data: struct({ rootblk: as(u32, 'block of the new root'), level }),
  text: { 10: 'lev {level}', 16: 'level: {level}' },
};

const block = as(u32, 'block that is reused');

const reusePage: RecordKind = {
  name: 'REUSE_PAGE',
  does: 'Takes a deleted page from the free space map for new use.',
  data: {
    10: struct({ rel: relFileLocator, block, latestRemovedXid: horizon }),
    14: struct({ rel: relFileLocator, block, latestRemovedFullXid: as(fullXid, horizon.meaning ?? '') }),
    16: struct({
      rel: relFileLocator,
      block,
      snapshotConflictHorizon: as(fullXid, horizon.meaning ?? ''),
      isCatalogRel,
    }),
  },
  text: {
    10: 'rel {rel}; latestRemovedXid {latestRemovedXid}',
    14: 'rel {rel}; latestRemovedXid {latestRemovedFullXid}',
    16: 'rel: {rel}, snapshotConflictHorizon: {snapshotConflictHorizon}',
    17: 'rel: {rel}, snapshotConflictHorizon: {snapshotConflictHorizon}, isCatalogRel: {isCatalogRel}',
  },
};

const root = as(u32, 'block of the root page');
const fastroot = as(u32, 'block where searches start');
const fastlevel = as(u32, 'level of that block');
const oldest_btpo_xact = as(xid, 'oldest transaction among deleted pages');
const last_cleanup_num_heap_tuples = as(f64, 'table rows at the last cleanup, -1 when not known');

const metaCleanup: RecordKind = {
  name: 'META_CLEANUP',
  does: 'Notes in the metapage what the last cleanup found, so that VACUUM may skip the index.',
  blockData: {
    11: struct({ root, level, fastroot, fastlevel, oldest_btpo_xact, last_cleanup_num_heap_tuples }),
    12: struct({
      version: u32,
      root,
      level,
      fastroot,
      fastlevel,
      oldest_btpo_xact,
      last_cleanup_num_heap_tuples,
    }),
    14: struct({
      version: u32,
      root,
      level,
      fastroot,
      fastlevel,
      last_cleanup_num_delpages: as(u32, 'deleted pages at the last cleanup'),
    }),
  },
  text: {
    11: 'oldest_btpo_xact {oldest_btpo_xact}; last_cleanup_num_heap_tuples: {last_cleanup_num_heap_tuples}',
    14: 'last_cleanup_num_delpages {last_cleanup_num_delpages}',
    16: 'last_cleanup_num_delpages: {last_cleanup_num_delpages}',
  },
};

const dedup: RecordKind = {
  name: 'DEDUP',
  does: 'Merges equal index tuples of a leaf page into posting lists.',
  data: struct({ nintervals: as(u16, 'posting lists made') }),
  text: { 13: 'nintervals {nintervals}', 16: 'nintervals: {nintervals}' },
};

/** Records of B-tree indexes. PostgreSQL: access/nbtxlog.h, access/rmgrdesc/nbtdesc.c. */
export const btree: ResourceManager = {
  kindMask: 0xf0,
  kinds: {
    0: { name: 'INSERT_LEAF', does: 'Adds an index tuple to a leaf page.', ...insertShape },
    16: { name: 'INSERT_UPPER', does: 'Adds a downlink to an internal page.', ...insertShape },
    32: { name: 'INSERT_META', does: 'Adds a downlink and updates the metapage.', ...insertShape },
    48: { name: 'SPLIT_L', does: 'Splits a page; the new item goes to the left half.', ...splitShape },
    64: { name: 'SPLIT_R', does: 'Splits a page; the new item goes to the right half.', ...splitShape },
    80: {
      10: { name: 'SPLIT_L_ROOT', does: 'Splits the root; the new item goes left.', ...splitShape },
      11: { name: 'SPLIT_L_HIGHKEY', does: 'As SPLIT_L, with a truncated high key.', ...splitShape },
      12: null,
      13: { name: 'INSERT_POST', does: 'Adds an index tuple and splits a posting list.', ...insertShape },
    },
    96: {
      10: { name: 'SPLIT_R_ROOT', does: 'Splits the root; the new item goes right.', ...splitShape },
      11: { name: 'SPLIT_R_HIGHKEY', does: 'As SPLIT_R, with a truncated high key.', ...splitShape },
      12: null,
      13: dedup,
    },
    112: deletion,
    128: {
      name: 'UNLINK_PAGE',
      does: 'Second step of deleting a page: unlinks it from its siblings.',
      ...unlinkShape,
    },
    144: { name: 'UNLINK_PAGE_META', does: 'As UNLINK_PAGE, and updates the metapage.', ...unlinkShape },
    160: newRoot,
    176: markHalfDead,
    192: vacuum,
    208: reusePage,
    224: { 11: metaCleanup },
  },
};
