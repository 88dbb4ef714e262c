import { printArray } from '../describe/array.ts';
import type { Description } from '../describe/description.ts';
import { as, type FlagWord, hex8, struct, u8, u16, u32, xid } from '../describe/fieldTypes.ts';
import { bracketedFlags, flags, spacedFlags } from '../describe/flags.ts';
import type { RecordKind, ResourceManager, Since } from '../describe/resourceManager.ts';
import { invalidationsBehind, invalidationsHead } from './invalidations.ts';

/** Bits of infobits_set: what to set in a tuple header's infomasks. PostgreSQL: XLHL_* in access/heapam_xlog.h. */
export const infobits: readonly FlagWord[] = [
  { bit: 0x01, word: 'IS_MULTI' },
  { bit: 0x02, word: 'LOCK_ONLY' },
  { bit: 0x04, word: 'EXCL_LOCK' },
  { bit: 0x08, word: 'KEYSHR_LOCK' },
  { bit: 0x10, word: 'KEYS_UPDATED' },
];

const offnum = as(u16, 'line pointer of the tuple on its page');
const xmax = as(xid, 'transaction or multixact that deletes or locks the tuple');

/** `infobits_set` is printed as words before 16, as a list from 16 on. */
export const infobitsSince = {
  10: as(spacedFlags(infobits), 'bits to set in the tuple header'),
  16: as(bracketedFlags(infobits), 'bits to set in the tuple header'),
};

/** Flags of INSERT and MULTI_INSERT. PostgreSQL: XLH_INSERT_* in access/heapam_xlog.h. */
export const insertFlags = flags(hex8, 'what else holds', {
  ALL_VISIBLE_CLEARED: 1 << 0,
  LAST_IN_MULTI: 1 << 1,
  IS_SPECULATIVE: 1 << 2,
  CONTAINS_NEW_TUPLE: 1 << 3,
  ON_TOAST_RELATION: 1 << 4,
  ALL_FROZEN_SET: 1 << 5,
});

const deleteFlags = flags(hex8, 'what else holds', {
  ALL_VISIBLE_CLEARED: 1 << 0,
  CONTAINS_OLD_TUPLE: 1 << 1,
  CONTAINS_OLD_KEY: 1 << 2,
  IS_SUPER: 1 << 3,
  IS_PARTITION_MOVE: 1 << 4,
  NO_LOGICAL: 1 << 5,
});

const updateFlags = flags(hex8, 'what else holds', {
  OLD_ALL_VISIBLE_CLEARED: 1 << 0,
  NEW_ALL_VISIBLE_CLEARED: 1 << 1,
  CONTAINS_OLD_TUPLE: 1 << 2,
  CONTAINS_OLD_KEY: 1 << 3,
  CONTAINS_NEW_TUPLE: 1 << 4,
  PREFIX_FROM_OLD: 1 << 5,
  SUFFIX_FROM_OLD: 1 << 6,
});

const lockFlags = { ALL_FROZEN_CLEARED: 1 << 0 };

const insert: RecordKind = {
  name: 'INSERT',
  does: 'Adds one tuple to a heap page.',
  mayInit: true,
  data: struct({ offnum, flags: insertFlags }),
  text: { 10: 'off {offnum}', 12: 'off {offnum} flags {flags}', 16: 'off: {offnum}, flags: {flags}' },
};

const deleteWith = (infobits_set: typeof offnum) =>
  struct({ xmax, offnum, infobits_set, flags: deleteFlags });

const deletion: RecordKind = {
  name: 'DELETE',
  does: 'Marks one tuple as deleted.',
  data: { 10: deleteWith(infobitsSince[10]), 16: deleteWith(infobitsSince[16]) },
  text: {
    10: 'off {offnum} {infobits_set}',
    12: 'off {offnum} flags {flags} {infobits_set}',
    16: 'xmax: {xmax}, off: {offnum}, infobits: {infobits_set}, flags: {flags}',
  },
};

const updateWith = (old_infobits_set: typeof offnum) =>
  struct({
    old_xmax: xmax,
    old_offnum: as(u16, 'line pointer of the old tuple version'),
    old_infobits_set,
    flags: updateFlags,
    new_xmax: as(xid, 'xmax of the new tuple version'),
    new_offnum: as(u16, 'line pointer of the new tuple version'),
  });

const updateShape: Pick<RecordKind, 'data' | 'text'> = {
  data: { 10: updateWith(infobitsSince[10]), 16: updateWith(infobitsSince[16]) },
  text: {
    10: 'off {old_offnum} xmax {old_xmax} {old_infobits_set}; new off {new_offnum} xmax {new_xmax}',
    12: 'off {old_offnum} xmax {old_xmax} flags {flags} {old_infobits_set}; new off {new_offnum} xmax {new_xmax}',
    16: 'old_xmax: {old_xmax}, old_off: {old_offnum}, old_infobits: {old_infobits_set}, flags: {flags}, new_xmax: {new_xmax}, new_off: {new_offnum}',
  },
};

const update: RecordKind = {
  name: 'UPDATE',
  does: 'Replaces a tuple by a new version.',
  mayInit: true,
  ...updateShape,
};

const hotUpdate: RecordKind = {
  name: 'HOT_UPDATE',
  does: 'Replaces a tuple by a new version on the same page, without new index entries.',
  mayInit: true,
  ...updateShape,
};

const truncateFlags = { CASCADE: 1 << 0, RESTART_SEQS: 1 << 1 };

const truncate: RecordKind = {
  name: 'TRUNCATE',
  does: 'Tells logical decoding that tables were truncated.',
  data: struct({
    dbId: as(u32, 'database'),
    nrelids: as(u32, 'number of relations'),
    flags: flags(u8, 'how', truncateFlags),
  }),
  text: {
    11: '{words}nrelids {nrelids} relids{list}',
    16: 'flags: {flagList}, nrelids: {nrelids}, relids:{array}',
  },
  parts: {
    words(d) {
      const how = d.mainByte(8);
      if (how & truncateFlags.CASCADE) d.out.text('cascade ');
      if (how & truncateFlags.RESTART_SEQS) d.out.text('restart_seqs ');
    },
    flagList(d) {
      const how = d.mainByte(8);
      const words = Object.entries(truncateFlags).filter(([, bit]) => how & bit);
      d.out.text(`[${words.map(([word]) => word).join(', ')}]`);
    },
    list: d => relids(d, () => d.out.byte(0x20)),
    array: d => {
      d.align(4);
      printArray(d, 'relids', u32, d.mainU32(4));
    },
  },
};

function relids(d: Description, before: () => void): void {
  d.align(4);
  for (let left = d.mainU32(4); left > 0 && d.rest >= 4; left--) {
    before();
    d.print('relid', u32);
  }
}

const offOnly: Pick<RecordKind, 'data' | 'text'> = {
  data: struct({ offnum }),
  text: { 10: 'off {offnum}', 16: 'off: {offnum}' },
};

const confirm: RecordKind = {
  name: 'HEAP_CONFIRM',
  does: 'Confirms a speculative insertion (INSERT ... ON CONFLICT).',
  ...offOnly,
};

const lockWith = (infobits_set: typeof offnum) =>
  struct({ xmax, offnum, infobits_set, flags: flags(hex8, 'what else holds', lockFlags) });

/** Layout of LOCK and LOCK_UPDATED; up to 11 the flags are printed in decimal. */
export const lockData: Since<ReturnType<typeof struct>> = {
  10: struct({
    xmax,
    offnum,
    infobits_set: infobitsSince[10],
    flags: flags(u8, 'what else holds', lockFlags),
  }),
  12: lockWith(infobitsSince[10]),
  16: lockWith(infobitsSince[16]),
};

const lock: RecordKind = {
  name: 'LOCK',
  does: 'Locks a tuple, e.g. for SELECT ... FOR UPDATE.',
  data: lockData,
  text: {
    10: 'off {offnum}: xid {xmax}: flags {flags} {infobits_set}',
    16: 'xmax: {xmax}, off: {offnum}, infobits: {infobits_set}, flags: {flags}',
  },
};

const inplace: RecordKind = {
  name: 'INPLACE',
  does: 'Overwrites a tuple of a system catalog in place.',
  data: { 10: struct({ offnum }), 18: struct({ offnum, ...invalidationsHead }) },
  text: { 10: 'off {offnum}', 16: 'off: {offnum}', 18: 'off: {offnum}{messages}' },
  parts: { messages: invalidationsBehind(4, false) },
};

/** Records of table data. PostgreSQL: access/heapam_xlog.h, access/rmgrdesc/heapdesc.c. */
export const heap: ResourceManager = {
  kindMask: 0x70,
  initBit: 0x80,
  kinds: {
    0: insert,
    16: deletion,
    32: update,
    48: { 11: truncate },
    64: hotUpdate,
    80: confirm,
    96: lock,
    112: inplace,
  },
};
