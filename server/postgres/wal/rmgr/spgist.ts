import { as, bool, i8, struct, u16, xid } from '../describe/fieldTypes.ts';
import type { RecordKind, ResourceManager } from '../describe/resourceManager.ts';

const offnumParent = as(u16, 'place of the downlink on the parent page');
const nodeI = as(u16, 'node of the parent tuple');
const newPage = as(bool(' (newpage)', ''), 'whether the page is new');
const storesNulls = as(bool(' (nulls)', ''), 'whether the page belongs to the tree of nulls');

/** spgxlogState, which several records carry. */
const stateSrc = {
  redirectXid: as(xid, 'transaction that redirect tuples name'),
  isBuild: as(bool('T', 'F'), 'whether the index is being built'),
};

const addLeaf: RecordKind = {
  name: 'ADD_LEAF',
  does: 'Adds a leaf tuple.',
  data: struct({
    newPage,
    storesNulls,
    offnumLeaf: as(u16, 'place of the new leaf tuple'),
    offnumHeadLeaf: as(u16, 'head of its chain'),
    offnumParent,
    nodeI,
  }),
  text: {
    10: 'add leaf to page; off {offnumLeaf}; headoff {offnumHeadLeaf}; parentoff {offnumParent}{newPage}{storesNulls}',
    14: 'off: {offnumLeaf}, headoff: {offnumHeadLeaf}, parentoff: {offnumParent}, nodeI: {nodeI}{newPage}{storesNulls}',
  },
};

const moveLeafs: RecordKind = {
  name: 'MOVE_LEAFS',
  does: 'Moves a chain of leaf tuples to another page.',
  data: struct({
    nMoves: as(u16, 'tuples moved'),
    newPage,
    replaceDead: as(bool(' (replacedead)', ''), 'whether a dead tuple is replaced'),
    storesNulls,
    offnumParent,
    nodeI,
    ...stateSrc,
  }),
  text: {
    10: '{nMoves} leafs',
    14: 'nmoves: {nMoves}, parentoff: {offnumParent}, nodeI: {nodeI}{newPage}{replaceDead}{storesNulls}',
  },
};

const addNode: RecordKind = {
  name: 'ADD_NODE',
  does: 'Adds a node to an inner tuple.',
  data: struct({
    offnum: as(u16, 'place of the inner tuple before'),
    offnumNew: as(u16, 'its new place, 0 when overwritten in place'),
    newPage,
    parentBlk: as(i8, 'which block reference is the parent, -1 for none'),
    offnumParent,
    nodeI,
    ...stateSrc,
  }),
  text: {
    10: 'off {offnum}',
    14: 'off: {offnum}, newoff: {offnumNew}, parentBlk: {parentBlk}, parentoff: {offnumParent}, nodeI: {nodeI}{newPage}',
  },
};

const splitTupleWith = (isNew: typeof newPage, isSame: typeof newPage) =>
  struct({
    offnumPrefix: as(u16, 'place of the prefix tuple'),
    offnumPostfix: as(u16, 'place of the postfix tuple'),
    newPage: as(isNew, 'whether the page of the postfix tuple is new'),
    postfixBlkSame: as(isSame, 'whether both tuples are on one page'),
  });

const splitTuple: RecordKind = {
  name: 'SPLIT_TUPLE',
  does: 'Splits the prefix of an inner tuple.',
  data: {
    10: splitTupleWith(bool('1', '0'), bool('1', '0')),
    14: splitTupleWith(newPage, bool(' (same)', '')),
  },
  text: {
    10: 'prefix off: {offnumPrefix}, postfix off: {offnumPostfix} (same {postfixBlkSame}, new {newPage})',
    14: 'prefixoff: {offnumPrefix}, postfixoff: {offnumPostfix}{newPage}{postfixBlkSame}',
  },
};

const pickSplit: RecordKind = {
  name: 'PICKSPLIT',
  does: 'Splits the leaf tuples of a page below a new inner tuple.',
  data: struct({
    isRootSplit: as(bool(' (isRootSplit)', ''), 'whether the root is split'),
    nDelete: as(u16, 'tuples removed from the source page'),
    nInsert: as(u16, 'tuples added'),
    initSrc: as(bool('T', 'F'), 'whether the source page is initialised'),
    initDest: as(bool('T', 'F'), 'whether the destination page is initialised'),
    offnumInner: as(u16, 'place of the new inner tuple'),
    initInner: as(bool('T', 'F'), 'whether its page is initialised'),
    storesNulls,
    innerIsParent: as(bool(' (innerIsParent)', ''), 'whether the parent is on the same page'),
    offnumParent,
    nodeI,
    ...stateSrc,
  }),
  text: {
    10: 'ndel {nDelete}; nins {nInsert}{innerIsParent}{isRootSplit}',
    14: 'ndelete: {nDelete}, ninsert: {nInsert}, inneroff: {offnumInner}, parentoff: {offnumParent}, nodeI: {nodeI}{innerIsParent}{storesNulls}{isRootSplit}',
  },
};

const vacuumLeaf: RecordKind = {
  name: 'VACUUM_LEAF',
  does: 'Removes dead tuples from a leaf page.',
  data: struct({
    nDead: as(u16, 'tuples marked dead'),
    nPlaceholder: as(u16, 'tuples made placeholders'),
    nMove: as(u16, 'tuples moved'),
    nChain: as(u16, 'chain links changed'),
    ...stateSrc,
  }),
  text: { 10: '', 14: 'ndead: {nDead}, nplaceholder: {nPlaceholder}, nmove: {nMove}, nchain: {nChain}' },
};

const toPlaceholder = {
  nToPlaceholder: as(u16, 'redirects made placeholders'),
  firstPlaceholder: as(u16, 'first placeholder removed'),
};
const newestRedirect = as(xid, 'newest transaction of the removed redirects');

const vacuumRedirect: RecordKind = {
  name: 'VACUUM_REDIRECT',
  does: 'Removes redirects that no scan needs any more.',
  data: {
    10: struct({ ...toPlaceholder, newestRedirectXid: newestRedirect }),
    16: struct({
      ...toPlaceholder,
      snapshotConflictHorizon: newestRedirect,
      isCatalogRel: as(bool('T', 'F'), 'whether the index is on a catalog that logical decoding reads'),
    }),
  },
  text: {
    10: 'newest XID {newestRedirectXid}',
    14: 'ntoplaceholder: {nToPlaceholder}, firstplaceholder: {firstPlaceholder}, newestredirectxid: {newestRedirectXid}',
    16: 'ntoplaceholder: {nToPlaceholder}, firstplaceholder: {firstPlaceholder}, snapshotConflictHorizon: {snapshotConflictHorizon}',
    17: 'ntoplaceholder: {nToPlaceholder}, firstplaceholder: {firstPlaceholder}, snapshotConflictHorizon: {snapshotConflictHorizon}, isCatalogRel: {isCatalogRel}',
  },
};

/** Records of SP-GiST indexes. PostgreSQL: access/spgxlog.h, access/rmgrdesc/spgdesc.c. */
export const spgist: ResourceManager = {
  kindMask: 0xf0,
  kinds: {
    0: { 10: { name: 'CREATE_INDEX', does: 'Initialises a new index.' }, 12: null },
    16: addLeaf,
    32: moveLeafs,
    48: addNode,
    64: splitTuple,
    80: pickSplit,
    96: vacuumLeaf,
    112: {
      name: 'VACUUM_ROOT',
      does: 'Removes dead tuples from a root page that is a leaf.',
      data: struct({ nDelete: as(u16, 'tuples removed'), ...stateSrc }),
      text: { 10: '', 14: 'ndelete: {nDelete}' },
    },
    128: vacuumRedirect,
  },
};
