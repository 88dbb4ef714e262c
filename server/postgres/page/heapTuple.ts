import type { FieldNode } from '../wal/describe/description.ts';
import { u16, u32 } from '../wal/record.ts';
import { node } from './node.ts';

/** Size of HeapTupleHeaderData up to the null bitmap, in bytes. */
const headerSize = 23;

/** Bits of t_infomask and of t_infomask2. PostgreSQL: HEAP_* in access/htup_details.h. */
const infomaskBits: readonly (readonly [bit: number, word: string])[] = [
  [0x0001, 'HASNULL'],
  [0x0002, 'HASVARWIDTH'],
  [0x0004, 'HASEXTERNAL'],
  [0x0008, 'HASOID_OLD'],
  [0x0010, 'XMAX_KEYSHR_LOCK'],
  [0x0020, 'COMBOCID'],
  [0x0040, 'XMAX_EXCL_LOCK'],
  [0x0080, 'XMAX_LOCK_ONLY'],
  [0x0100, 'XMIN_COMMITTED'],
  [0x0200, 'XMIN_INVALID'],
  [0x0400, 'XMAX_COMMITTED'],
  [0x0800, 'XMAX_INVALID'],
  [0x1000, 'XMAX_IS_MULTI'],
  [0x2000, 'UPDATED'],
];
const infomask2Bits: readonly (readonly [bit: number, word: string])[] = [
  [0x2000, 'KEYS_UPDATED'],
  [0x4000, 'HOT_UPDATED'],
  [0x8000, 'ONLY_TUPLE'],
];

/** The header of a heap tuple of `length` bytes at `at`, and its data. PostgreSQL: access/htup_details.h. */
export function heapTuple(page: Uint8Array, at: number, length: number): FieldNode[] {
  if (length < headerSize) return [node('tuple', at, length, 'too short for a tuple header')];
  const infomask2 = u16(page, at + 18);
  const infomask = u16(page, at + 20);
  const dataAt = page[at + 22];
  const block = ((u16(page, at + 12) << 16) | u16(page, at + 14)) >>> 0;
  const fields = [
    node('t_xmin', at, 4, String(u32(page, at)), 'transaction that inserted this version'),
    node(
      't_xmax',
      at + 4,
      4,
      String(u32(page, at + 4)),
      'transaction or multixact that deleted or locked it',
    ),
    node('t_cid', at + 8, 4, String(u32(page, at + 8)), 'command within the transaction'),
    node('t_ctid', at + 12, 6, `${block}/${u16(page, at + 16)}`, 'this or the next version of the row'),
    node('t_infomask2', at + 18, 2, words(infomask2Bits, infomask2), `${infomask2 & 0x07ff} attributes`),
    node('t_infomask', at + 20, 2, words(infomaskBits, infomask), 'what is known of the tuple'),
    node('t_hoff', at + 22, 1, String(dataAt), 'where the data begins', 'bytes'),
  ];
  if (dataAt > headerSize && dataAt <= length)
    fields.push(
      node('null bitmap', at + headerSize, dataAt - headerSize, '', 'one bit an attribute, and padding'),
    );
  if (dataAt >= headerSize && dataAt < length)
    fields.push(node('data', at + dataAt, length - dataAt, `${length - dataAt} bytes`, 'the row itself'));
  return fields;
}

function words(bits: readonly (readonly [bit: number, word: string])[], value: number): string {
  return (
    bits
      .filter(([bit]) => value & bit)
      .map(([, word]) => word)
      .join(' ') || '0'
  );
}
