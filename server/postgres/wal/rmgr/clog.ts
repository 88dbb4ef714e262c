import { as, i32, i64, struct, u32, xid } from '../describe/fieldTypes.ts';
import type { RecordKind, ResourceManager } from '../describe/resourceManager.ts';

const pageMeaning = 'page of pg_xact';
const oldestXact = as(xid, 'oldest transaction whose status is kept');
const oldestXactDb = as(u32, 'database that holds this transaction');

const zeroPage: RecordKind = {
  name: 'ZEROPAGE',
  does: 'Begins a new page of transaction statuses.',
  data: { 10: struct({ pageno: as(i32, pageMeaning) }), 17: struct({ pageno: as(i64, pageMeaning) }) },
  text: 'page {pageno}',
};

const truncate: RecordKind = {
  name: 'TRUNCATE',
  does: 'Removes statuses of transactions that no row refers to any more.',
  data: {
    10: struct({ pageno: as(i32, pageMeaning), oldestXact, oldestXactDb }),
    17: struct({ pageno: as(i64, pageMeaning), oldestXact, oldestXactDb }),
  },
  text: 'page {pageno}; oldestXact {oldestXact}',
};

/** Records of transaction statuses (pg_xact). PostgreSQL: access/clog.h, access/rmgrdesc/clogdesc.c. */
export const clog: ResourceManager = {
  kindMask: 0xf0,
  kinds: { 0: zeroPage, 16: truncate },
};
