import { formatLsn } from '../lsn.ts';
import type { FieldNode } from '../wal/describe/description.ts';
import { u16, u32, u64 } from '../wal/record.ts';
import { node } from './node.ts';

/** What the end of a page tells of its kind. */
export interface SpecialSpace {
  readonly kind: string;
  readonly fields: FieldNode[];
  /** The page keeps line pointers. */
  readonly hasItems: boolean;
}

/** Marks that access methods leave in the last two bytes of their pages. */
const marks = {
  hash: 0xff80,
  gist: 0xff81,
  spgist: 0xff82,
  brinMeta: 0xf091,
  brinRevmap: 0xf092,
  brinRegular: 0xf093,
};

type Flags = readonly (readonly [bit: number, word: string])[];

const btreeFlags: Flags = [
  [0x01, 'LEAF'],
  [0x02, 'ROOT'],
  [0x04, 'DELETED'],
  [0x08, 'META'],
  [0x10, 'HALF_DEAD'],
  [0x20, 'SPLIT_END'],
  [0x40, 'HAS_GARBAGE'],
  [0x80, 'INCOMPLETE_SPLIT'],
  [0x100, 'HAS_FULLXID'],
];
const gistFlags: Flags = [
  [0x01, 'LEAF'],
  [0x02, 'DELETED'],
  [0x04, 'TUPLES_DELETED'],
  [0x08, 'FOLLOW_RIGHT'],
  [0x10, 'HAS_GARBAGE'],
];
const ginFlags: Flags = [
  [0x01, 'DATA'],
  [0x02, 'LEAF'],
  [0x04, 'DELETED'],
  [0x08, 'META'],
  [0x10, 'LIST'],
  [0x20, 'LIST_FULLROW'],
  [0x40, 'INCOMPLETE_SPLIT'],
  [0x80, 'COMPRESSED'],
];
const spgistFlags: Flags = [
  [0x01, 'META'],
  [0x02, 'DELETED'],
  [0x04, 'LEAF'],
  [0x08, 'NULLS'],
];
const hashTypes: Flags = [
  [0x01, 'OVERFLOW'],
  [0x02, 'BUCKET'],
  [0x04, 'BITMAP'],
  [0x08, 'META'],
];

/**
 * Tells a page's kind from the size of its special space and the mark in it, and takes the special space apart.
 * PostgreSQL: the opaque structs in access/nbtree.h, hash.h, gist.h, ginblock.h, spgist_private.h, brin_page.h.
 */
export function specialSpace(page: Uint8Array, at: number): SpecialSpace {
  const size = page.length - at;
  const mark = u16(page, page.length - 2);
  if (size === 0) return { kind: 'heap', fields: [], hasItems: true };
  if (size === 16 && mark === marks.hash) return hash(page, at);
  if (size === 16 && mark === marks.gist) return gist(page, at);
  if (size === 16) return btree(page, at);
  if (size === 8 && mark === marks.spgist) return spgist(page, at);
  if (size === 8 && mark >= marks.brinMeta && mark <= marks.brinRegular) return brin(page, at, mark);
  if (size === 8) return gin(page, at);
  return { kind: 'unknown', fields: [node('special', at, size, '')], hasItems: true };
}

function btree(page: Uint8Array, at: number): SpecialSpace {
  const flags = u16(page, at + 12);
  const part = flags & 0x08 ? 'metapage' : flags & 0x01 ? 'leaf' : 'internal page';
  const fields = [
    node('btpo_prev', at, 4, blockText(u32(page, at)), 'left sibling'),
    node('btpo_next', at + 4, 4, blockText(u32(page, at + 4)), 'right sibling'),
    node('btpo_level', at + 8, 4, String(u32(page, at + 8)), 'level in the tree, 0 for leaves'),
    node('btpo_flags', at + 12, 2, words(btreeFlags, flags), 'page flags'),
    node('btpo_cycleid', at + 14, 2, String(u16(page, at + 14)), 'vacuum cycle of the latest split'),
  ];
  return { kind: `btree ${part}`, fields, hasItems: !(flags & 0x08) };
}

function hash(page: Uint8Array, at: number): SpecialSpace {
  const flags = u16(page, at + 12);
  const fields = [
    node('hasho_prevblkno', at, 4, blockText(u32(page, at)), 'previous page of the bucket'),
    node('hasho_nextblkno', at + 4, 4, blockText(u32(page, at + 4)), 'next page of the bucket'),
    node('hasho_bucket', at + 8, 4, String(u32(page, at + 8)), 'bucket number'),
    node('hasho_flag', at + 12, 2, words(hashTypes, flags), 'page type'),
  ];
  return {
    kind: `hash ${words(hashTypes, flags & 0x0f).toLowerCase()} page`,
    fields,
    hasItems: (flags & 0x0c) === 0,
  };
}

function gist(page: Uint8Array, at: number): SpecialSpace {
  const flags = u16(page, at + 12);
  const fields = [
    node('nsn', at, 8, formatLsn(u64(page, at)), 'node sequence number'),
    node('rightlink', at + 8, 4, blockText(u32(page, at + 8)), 'next page on this level'),
    node('flags', at + 12, 2, words(gistFlags, flags), 'page flags'),
  ];
  return { kind: flags & 1 ? 'gist leaf' : 'gist internal page', fields, hasItems: true };
}

function gin(page: Uint8Array, at: number): SpecialSpace {
  const flags = u16(page, at + 6);
  const fields = [
    node('rightlink', at, 4, blockText(u32(page, at)), 'next page on this level'),
    node('maxoff', at + 4, 2, String(u16(page, at + 4)), 'items on a posting tree page'),
    node('flags', at + 6, 2, words(ginFlags, flags), 'page flags'),
  ];
  const part =
    flags & 0x08 ? 'metapage' : flags & 0x10 ? 'pending list' : flags & 0x01 ? 'posting tree' : 'entry tree';
  return { kind: `gin ${part}`, fields, hasItems: !(flags & 0x09) };
}

function spgist(page: Uint8Array, at: number): SpecialSpace {
  const flags = u16(page, at);
  const fields = [
    node('flags', at, 2, words(spgistFlags, flags), 'page flags'),
    node('nRedirection', at + 2, 2, String(u16(page, at + 2)), 'redirects on the page'),
    node('nPlaceholder', at + 4, 2, String(u16(page, at + 4)), 'placeholders on the page'),
  ];
  const part = flags & 0x01 ? 'metapage' : flags & 0x04 ? 'leaf' : 'inner page';
  return { kind: `sp-gist ${part}`, fields, hasItems: !(flags & 0x01) };
}

function brin(page: Uint8Array, at: number, mark: number): SpecialSpace {
  const kind = mark === marks.brinMeta ? 'metapage' : mark === marks.brinRevmap ? 'range map' : 'summaries';
  const fields = [
    node('flags', at + 4, 2, String(u16(page, at + 4)), 'page flags'),
    node('type', at + 6, 2, kind, 'page type'),
  ];
  return { kind: `brin ${kind}`, fields, hasItems: mark === marks.brinRegular };
}

function words(flags: Flags, value: number): string {
  return (
    flags
      .filter(([bit]) => value & bit)
      .map(([, word]) => word)
      .join(' ') || '0'
  );
}

function blockText(block: number): string {
  return block === 0xffff_ffff ? 'none' : String(block);
}
