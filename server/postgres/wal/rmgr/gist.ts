import { as, bool, fullXid, relFileLocator, struct, u16, u32, u64, xid } from '../describe/fieldTypes.ts';
import type { RecordKind, ResourceManager } from '../describe/resourceManager.ts';

const horizonMeaning = 'newest transaction that removed a tuple; standby queries older than it are cancelled';
const isCatalogRel = as(bool('T', 'F'), 'whether the index is on a catalog that logical decoding reads');
const ntodelete = as(u16, 'index tuples removed');
const rel = as(relFileLocator, 'the index');
const block = as(u32, 'block that is reused');

const deletion: RecordKind = {
  name: 'DELETE',
  does: 'Removes dead index tuples from a leaf page.',
  data: {
    12: struct({ latestRemovedXid: as(xid, horizonMeaning), ntodelete }),
    16: struct({ snapshotConflictHorizon: as(xid, horizonMeaning), ntodelete, isCatalogRel }),
  },
  text: {
    12: 'delete: latestRemovedXid {latestRemovedXid}, nitems: {ntodelete}',
    16: 'delete: snapshotConflictHorizon {snapshotConflictHorizon}, nitems: {ntodelete}',
    17: 'delete: snapshotConflictHorizon {snapshotConflictHorizon}, nitems: {ntodelete}, isCatalogRel {isCatalogRel}',
  },
};

const pageReuse: RecordKind = {
  name: 'PAGE_REUSE',
  does: 'Takes a deleted page for new use.',
  data: {
    12: struct({ rel, block, latestRemovedFullXid: as(fullXid, horizonMeaning) }),
    16: struct({ rel, block, snapshotConflictHorizon: as(fullXid, horizonMeaning), isCatalogRel }),
  },
  text: {
    12: 'rel {rel}; blk {block}; latestRemovedXid {latestRemovedFullXid}',
    16: 'rel {rel}; blk {block}; snapshotConflictHorizon {snapshotConflictHorizon}',
    17: 'rel {rel}; blk {block}; snapshotConflictHorizon {snapshotConflictHorizon}, isCatalogRel {isCatalogRel}',
  },
};

const pageSplit: RecordKind = {
  name: 'PAGE_SPLIT',
  does: 'Splits a page.',
  data: struct({
    origrlink: as(u32, 'right link of the page before the split'),
    orignsn: as(u64, 'node sequence number of the page before the split'),
    origleaf: as(bool('T', 'F'), 'whether it was a leaf page'),
    npage: as(u16, 'pages after the split'),
    markfollowright: as(bool('T', 'F'), 'whether the halves are marked until the parent knows them'),
  }),
  text: 'page_split: splits to {npage} pages',
};

/** Records of GiST indexes. PostgreSQL: access/gistxlog.h, access/rmgrdesc/gistdesc.c. */
export const gist: ResourceManager = {
  kindMask: 0xf0,
  kinds: {
    0: {
      name: 'PAGE_UPDATE',
      does: 'Removes and adds tuples on one page.',
      data: struct({ ntodelete, ntoinsert: as(u16, 'index tuples added') }),
    },
    16: { 12: deletion },
    32: { 12: pageReuse },
    48: pageSplit,
    80: { 10: { name: 'CREATE_INDEX', does: 'Initialises a new index.' }, 12: null },
    96: {
      12: {
        name: 'PAGE_DELETE',
        does: 'Deletes an empty page.',
        data: struct({
          deleteXid: as(fullXid, 'last transaction that may see the page'),
          downlinkOffset: as(u16, 'place of the downlink in the parent'),
        }),
        text: 'deleteXid {deleteXid}; downlink {downlinkOffset}',
      },
    },
    112: { 13: { name: 'ASSIGN_LSN', does: 'Changes nothing; gives an unlogged change an LSN.' }, 19: null },
  },
};
