import { printRun, readRun } from '../describe/array.ts';
import type { Description } from '../describe/description.ts';
import { as, composite, i32, i64, struct, u32, u64, xid } from '../describe/fieldTypes.ts';
import type { RecordKind, ResourceManager } from '../describe/resourceManager.ts';
import { constant } from '../describe/textBuffer.ts';
import { u32 as readU32 } from '../record.ts';

const nothing = constant('');

/** How a member of a multixact holds the row, by MultiXactStatus. PostgreSQL: access/multixact.h. */
const statuses = ['keysh', 'sh', 'fornokeyupd', 'forupd', 'nokeyupd', 'upd'].map(status =>
  constant(` (${status}) `),
);
const unknownStatus = constant(' (unk) ');

const member = composite(
  struct({
    xid: as(xid, 'transaction that holds the row'),
    status: as(u32, 'how: 0-3 locks from FOR KEY SHARE to FOR UPDATE, 4-5 updates'),
  }),
  (out, bytes, at) => {
    out.u32(readU32(bytes, at));
    out.put(statuses[readU32(bytes, at + 4)] ?? unknownStatus);
  },
);

const zeroPage = (name: string, does: string, file: string): RecordKind => ({
  name,
  does,
  data: {
    10: struct({ pageno: as(i32, `page of ${file}`) }),
    17: struct({ pageno: as(i64, `page of ${file}`) }),
  },
  text: '{pageno}',
});

const mid = as(u32, 'the new multixact');
const nmembers = as(i32, 'number of members');
const moffMeaning = 'where its members begin in pg_multixact/members';

const members = (nmembersAt: number) => (d: Description) =>
  printRun(d, readRun(d, 'members', member, d.mainU32(nmembersAt)), nothing);

const create: RecordKind = {
  name: 'CREATE_ID',
  does: 'Joins several transactions that lock the same row into a multixact.',
  data: {
    10: struct({ mid, moff: as(u32, moffMeaning), nmembers }),
    19: struct({ mid, moff: as(u64, moffMeaning), nmembers }),
  },
  text: {
    10: '{mid} offset {moff} nmembers {nmembers}: {members}',
    19: '{mid} offset {moff} nmembers {nmembers}: {membersAfter64Bits}',
  },
  parts: { members: members(8), membersAfter64Bits: members(16) },
};

const oldestMultiDB = as(u32, 'database with the oldest multixact');

const truncate: RecordKind = {
  name: 'TRUNCATE_ID',
  does: 'Removes multixacts that no row refers to any more.',
  data: {
    10: struct({
      oldestMultiDB,
      startTruncOff: as(u32, 'first multixact removed'),
      endTruncOff: as(u32, 'first multixact kept'),
      startTruncMemb: as(u32, 'first member removed'),
      endTruncMemb: as(u32, 'first member kept'),
    }),
    19: struct({
      oldestMultiDB,
      oldestMulti: as(u32, 'first multixact kept'),
      oldestOffset: as(u64, 'first member kept'),
    }),
  },
  text: {
    10: 'offsets [{startTruncOff}, {endTruncOff}), members [{startTruncMemb}, {endTruncMemb})',
    19: 'oldestMulti {oldestMulti}, oldestOffset {oldestOffset}',
  },
};

/** Records of multixacts. PostgreSQL: access/multixact.h, access/rmgrdesc/mxactdesc.c. */
export const multixact: ResourceManager = {
  kindMask: 0xf0,
  kinds: {
    0: zeroPage('ZERO_OFF_PAGE', 'Begins a new page of multixact offsets.', 'pg_multixact/offsets'),
    16: zeroPage('ZERO_MEM_PAGE', 'Begins a new page of multixact members.', 'pg_multixact/members'),
    32: create,
    48: truncate,
  },
};
