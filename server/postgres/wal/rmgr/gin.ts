import type { Description } from '../describe/description.ts';
import {
  as,
  blockId,
  i32,
  i64,
  itemPointer,
  relFileLocator,
  struct,
  u16,
  u32,
  xid,
} from '../describe/fieldTypes.ts';
import type { Describe, RecordKind, ResourceManager } from '../describe/resourceManager.ts';
import { u16 as readU16 } from '../record.ts';

const isData = 0x01;
const isLeaf = 0x02;
const isRootSplit = 0x04;
const noBlock = 0xffff_ffff;

const letter = (value: number) => (value ? 'T' : 'F');

/** What is said of an image that stands for the change: nothing from 19 on. */
const imageTexts = { apply: ' (full page image)', verify: ' (full page image, for WAL verification)' };

/** Tells of block 0's image and returns true, or false when the record carries the change itself. */
function imageInstead(d: Description): boolean {
  const block = d.record.block(0);
  if (!block?.hasImage) return false;
  if (d.major < 19) d.out.text(block.applyImage ? imageTexts.apply : imageTexts.verify);
  return true;
}

const insert: Describe = d => {
  const flags = d.u16('flags', '1: posting tree (data), 2: leaf page');
  d.out.text(`isdata: ${letter(flags & isData)} isleaf: ${letter(flags & isLeaf)}`);
  if (!(flags & isLeaf)) {
    d.out.text(' children: ');
    d.print('leftChild', blockId, 'left half of the split that this insertion finishes');
    d.out.byte(0x2f);
    d.print('rightChild', blockId, 'right half of that split');
  }
  if (imageInstead(d) || !d.block(0)) return;
  if (!(flags & isData)) insertEntry(d);
  else if (flags & isLeaf) recompressLeaf(d);
  else insertInternal(d);
};

function insertEntry(d: Description): void {
  d.u16('offset', 'line pointer of the entry');
  d.out.text(` isdelete: ${letter(d.u8('isDelete', 'whether an entry is replaced'))}`);
}

function insertInternal(d: Description): void {
  d.u16('offset', 'place of the posting item');
  d.out.text(' pitem: ');
  d.print('child', blockId, 'child page of the posting item');
  d.out.byte(0x2d);
  d.print('key', itemPointer, 'largest tuple identifier below it');
}

/** Actions of a posting tree leaf's recompression (desc_recompress_leaf). */
function recompressLeaf(d: Description): void {
  const count = d.u16('nactions', 'segments of the page that change');
  d.out.text(` ${count} segments:`);
  for (let i = 0; i < count && !d.exhausted; i++) {
    const segment = d.u8('segno', 'segment of the page');
    const action = d.u8('action', '1 delete, 2 insert, 3 replace, 4 add items');
    if (action === 2 || action === 3) skipPostingList(d);
    if (action === 4) d.out.text(` ${segment} (add ${addedItems(d)} items)`);
    else if (action === 1) d.out.text(` ${segment} (delete)`);
    else if (action === 2) d.out.text(` ${segment} (insert)`);
    else if (action === 3) d.out.text(` ${segment} (replace)`);
    else {
      d.out.text(` ${segment} unknown action ${action} ???`);
      return;
    }
  }
}

/** GinPostingList: first item, number of bytes, the bytes; padded to an even length. */
function skipPostingList(d: Description): void {
  const bytes = d.rest >= 8 ? readU16(d.record.bytes, d.at + 6) : 0;
  d.skip(8 + bytes + (bytes & 1));
}

function addedItems(d: Description): number {
  const count = d.u16('nitems', 'tuple identifiers added');
  d.skip(count * itemPointer.size);
  return count;
}

const split: Describe = d => {
  d.field('locator', relFileLocator, 'the index');
  d.u32('rrlink', "right link, or the root's block when the root is split");
  const left = d.u32('leftChildBlkno', 'left child on an internal split');
  const right = d.u32('rightChildBlkno', 'right child on an internal split');
  const flags = d.u16('flags', '1: posting tree (data), 2: leaf page, 4: root');
  d.out.text(`isrootsplit: ${letter(flags & isRootSplit)}`);
  d.out.text(` isdata: ${letter(flags & isData)} isleaf: ${letter(flags & isLeaf)}`);
  if (d.major >= 19 && left !== noBlock) d.out.text(` children: ${left}/${right}`);
};

const vacuumDataLeafPage: Describe = d => {
  if (!imageInstead(d) && d.block(0)) recompressLeaf(d);
};

/** GinMetaPageData; its 64-bit members align it as a whole to 8 bytes. */
const metadata = {
  head: { ...as(u32, 'first page of the pending list'), align: 8 },
  tail: as(u32, 'last page of the pending list'),
  tailFreeSize: as(u32, 'free space on its last page', 'bytes'),
  nPendingPages: as(u32, 'pages in the pending list'),
  nPendingHeapTuples: as(i64, 'table rows in the pending list'),
  nTotalPages: u32,
  nEntryPages: u32,
  nDataPages: u32,
  nEntries: i64,
  ginVersion: i32,
};

/** sizeof(GinMetaPageData) is 56: four bytes of padding follow ginVersion. */
const afterMetadata = { padding: as(u32, 'padding') };

/** ` name: N` for a block that is given, nothing for InvalidBlockNumber. */
const givenBlock = (name: string, offset: number) => (d: Description) => {
  const block = d.mainU32(offset);
  if (block !== noBlock) d.out.text(` ${name}: ${block}`);
};

const updateMetaPage: RecordKind = {
  name: 'UPDATE_META_PAGE',
  does: 'Changes the metapage after the pending list changed.',
  data: struct({
    locator: as(relFileLocator, 'the index'),
    ...metadata,
    ...afterMetadata,
    prevTail: as(u32, 'last page of the list before'),
    newRightlink: as(u32, 'its new right link'),
    ntuples: as(i32, 'tuples added to the last page, 0 when pages were added'),
  }),
  text: { 10: '', 19: 'ntuples: {ntuples}{oldTail}{newLink}' },
  parts: { oldTail: givenBlock('prevTail', 72), newLink: givenBlock('newRightlink', 76) },
};

const insertListPage: RecordKind = {
  name: 'INSERT_LISTPAGE',
  does: 'Writes a new page of the pending list.',
  data: struct({ rightlink: as(u32, 'next page of the list'), ntuples: as(i32, 'tuples on the page') }),
  text: { 10: '', 19: 'ntuples: {ntuples}{link}' },
  parts: { link: givenBlock('rightlink', 0) },
};

/** Records of GIN indexes. PostgreSQL: access/ginxlog.h, access/rmgrdesc/gindesc.c. */
export const gin: ResourceManager = {
  kindMask: 0xf0,
  kinds: {
    0: { 10: { name: 'CREATE_INDEX', does: 'Initialises a new index.' }, 12: null },
    16: {
      name: 'CREATE_PTREE',
      does: 'Makes the posting tree of an entry with many rows.',
      data: struct({ size: as(u32, 'size of the posting list that follows', 'bytes') }),
    },
    32: { name: 'INSERT', does: 'Adds to an entry tree or a posting tree.', text: insert },
    48: { name: 'SPLIT', does: 'Splits a page.', text: split },
    64: { name: 'VACUUM_PAGE', does: 'Removes dead rows from a page of the entry tree.' },
    80: {
      name: 'DELETE_PAGE',
      does: 'Deletes an empty page of a posting tree.',
      data: struct({
        parentOffset: as(u16, 'place of the downlink in the parent'),
        rightLink: as(u32, 'right link of the left sibling'),
        deleteXid: as(xid, 'last transaction that may see the page'),
      }),
    },
    96: updateMetaPage,
    112: insertListPage,
    128: {
      name: 'DELETE_LISTPAGE',
      does: 'Removes pages from the pending list.',
      data: struct({ ...metadata, ...afterMetadata, ndeleted: as(i32, 'pages removed') }),
      text: 'ndeleted: {ndeleted}',
    },
    144: {
      name: 'VACUUM_DATA_LEAF_PAGE',
      does: 'Removes dead rows from a leaf of a posting tree.',
      text: vacuumDataLeafPage,
    },
  },
};
