import { formatLsn } from '../lsn.ts';
import type { FieldNode } from '../wal/describe/description.ts';
import { u16, u32 } from '../wal/record.ts';
import { pageChecksum } from './checksum.ts';
import { heapTuple } from './heapTuple.ts';
import { node } from './node.ts';
import { specialSpace } from './specialSpace.ts';

const headerSize = 24;
const linePointerSize = 4;

/** State of a line pointer. PostgreSQL: LP_* in storage/itemid.h. */
const linePointerStates = ['unused', 'normal', 'redirect', 'dead'] as const;

/** A data page taken apart. Offsets are into the page. */
export interface DecodedPage {
  /** `heap`, `btree leaf`, `visibility map` ..., for people. */
  readonly kind: string;
  readonly fields: readonly FieldNode[];
  /** What is wrong with the page, if anything. */
  readonly problem?: string;
}

/**
 * Takes a data page apart: header, line pointers, tuple headers, special space. Any bytes will do; what does not
 * add up is told in `problem`. PostgreSQL: storage/bufpage.h, storage/itemid.h.
 */
export function decodePage(page: Uint8Array, fork: number, block: number): DecodedPage {
  const lower = u16(page, 12);
  const upper = u16(page, 14);
  const special = u16(page, 16);
  const fields = [headerFields(page, block)];
  if (fork === 1 || fork === 2)
    return {
      kind: fork === 1 ? 'free space map' : 'visibility map',
      fields: [...fields, node('contents', headerSize, page.length - headerSize, '')],
    };
  if (lower < headerSize || lower > upper || upper > special || special > page.length)
    return { kind: 'unknown', fields, problem: 'invalid page header: its pointers are out of order' };
  const tail = specialSpace(page, special);
  // the metapages of indexes keep no line pointers
  const items = tail.hasItems ? linePointers(page, lower, special, tail.kind === 'heap') : [];
  fields.push({
    name: 'line pointers',
    offset: headerSize,
    length: lower - headerSize,
    text: `${items.length}`,
    children: items,
  });
  if (tail.fields.length)
    fields.push({
      name: 'special space',
      offset: special,
      length: page.length - special,
      text: tail.kind,
      children: tail.fields,
    });
  return { kind: tail.kind, fields };
}

function headerFields(page: Uint8Array, block: number): FieldNode {
  const lsn = formatLsn((BigInt(u32(page, 0)) << 32n) | BigInt(u32(page, 4)));
  const stored = u16(page, 8);
  const fits = stored === pageChecksum(page, block);
  const version = u16(page, 18);
  const flags = u16(page, 10);
  const words = ['HAS_FREE_LINES', 'PAGE_FULL', 'ALL_VISIBLE']
    .filter((_, bit) => flags & (1 << bit))
    .join(' ');
  const children = [
    node('pd_lsn', 0, 8, lsn, 'end of the last WAL record that changed the page'),
    node('pd_checksum', 8, 2, String(stored), checksumMeaning(stored, fits)),
    node('pd_flags', 10, 2, words || String(flags), 'page flags'),
    node('pd_lower', 12, 2, String(u16(page, 12)), 'where the free space begins'),
    node('pd_upper', 14, 2, String(u16(page, 14)), 'where it ends'),
    node('pd_special', 16, 2, String(u16(page, 16)), 'where the special space begins'),
    node(
      'pd_pagesize_version',
      18,
      2,
      `${version & 0xff00} bytes, layout ${version & 0xff}`,
      'page size and layout version',
    ),
    node('pd_prune_xid', 20, 4, String(u32(page, 20)), 'oldest transaction that left something to prune'),
  ];
  return { name: 'page header', offset: 0, length: headerSize, text: '', children };
}

function checksumMeaning(stored: number, fits: boolean): string {
  if (stored === 0) return 'no checksum';
  return fits
    ? 'checksum, fits the page'
    : 'checksum of the page as it was last written to disk; the image was taken after a change';
}

function linePointers(page: Uint8Array, lower: number, special: number, isHeap: boolean): FieldNode[] {
  const items: FieldNode[] = [];
  for (let at = headerSize; at + linePointerSize <= lower; at += linePointerSize) {
    const word = u32(page, at);
    const offset = word & 0x7fff;
    const state = linePointerStates[(word >>> 15) & 3];
    const length = word >>> 17;
    const number = items.length + 1;
    const inside = length > 0 && offset >= lower && offset + length <= special;
    const place = state === 'redirect' ? `to ${offset}` : length > 0 ? `at ${offset}, ${length} bytes` : '';
    const children = inside && isHeap && state === 'normal' ? heapTuple(page, offset, length) : undefined;
    const text = `${state} ${place}`.trim();
    items.push({ name: `item ${number}`, offset: at, length: linePointerSize, text, children });
  }
  return items;
}
