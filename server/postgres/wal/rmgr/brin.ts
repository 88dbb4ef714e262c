import { as, struct, u16, u32 } from '../describe/fieldTypes.ts';
import type { ResourceManager } from '../describe/resourceManager.ts';

const heapBlk = as(u32, "first table block of the summary's range");
const pagesPerRange = as(u32, 'table blocks that one summary covers');
const offnum = as(u16, 'line pointer of the summary tuple');

/** Records of BRIN indexes. PostgreSQL: access/brin_xlog.h, access/rmgrdesc/brindesc.c. */
export const brin: ResourceManager = {
  kindMask: 0x70,
  initBit: 0x80,
  kinds: {
    0: {
      name: 'CREATE_INDEX',
      does: 'Initialises a new index.',
      data: struct({ pagesPerRange, version: as(u16, 'layout of the index') }),
      text: 'v{version} pagesPerRange {pagesPerRange}',
    },
    16: {
      name: 'INSERT',
      does: 'Adds the summary of a range.',
      mayInit: true,
      data: struct({ heapBlk, pagesPerRange, offnum }),
      text: 'heapBlk {heapBlk} pagesPerRange {pagesPerRange} offnum {offnum}',
    },
    32: {
      name: 'UPDATE',
      does: 'Replaces the summary of a range by one on another page.',
      mayInit: true,
      // the insertion that follows oldOffnum is a struct of its own, aligned to 4 bytes
      data: struct({ oldOffnum: as(u16, 'line pointer of the old summary'), heapBlk, pagesPerRange, offnum }),
      text: 'heapBlk {heapBlk} pagesPerRange {pagesPerRange} old offnum {oldOffnum}, new offnum {offnum}',
    },
    48: {
      name: 'SAMEPAGE_UPDATE',
      does: 'Replaces the summary of a range in place.',
      data: struct({ offnum }),
      text: 'offnum {offnum}',
    },
    64: {
      name: 'REVMAP_EXTEND',
      does: 'Adds a page to the map from ranges to summaries.',
      data: struct({ targetBlk: as(u32, 'block that joins the map') }),
      text: 'targetBlk {targetBlk}',
    },
    80: {
      name: 'DESUMMARIZE',
      does: 'Removes the summary of a range.',
      data: struct({ pagesPerRange, heapBlk, regOffset: as(u16, 'line pointer of the removed summary') }),
      text: 'pagesPerRange {pagesPerRange}, heapBlk {heapBlk}, page offset {regOffset}',
    },
  },
};
