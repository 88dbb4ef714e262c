import { u16, u32 } from '../wal/record.ts';

/** Size of HeapTupleHeaderData up to the null bitmap, in bytes. */
export const tupleHeaderSize = 23;

const pageHeaderSize = 24;
const linePointerSize = 4;
const pointsToTuple = 1;
/** Bit of t_infomask: up to 11, the OID of the row stands before its data. PostgreSQL: HEAP_HASOID. */
const hasOid = 0x0008;
const attributesMask = 0x07ff;

/** A row version, apart from the page or record it came from. PostgreSQL: HeapTupleHeaderData in access/htup_details.h. */
export interface HeapTuple {
  /** The transaction that inserted it, and the one that deleted or locked it, as far as its page says. */
  readonly xmin: number;
  readonly xmax: number;
  readonly infomask: number;
  readonly infomask2: number;
  /** Where the data begins in `bytes`. */
  readonly dataAt: number;
  /** What follows the fixed header: null bitmap, padding, a hidden OID, data. */
  readonly bytes: Uint8Array;
}

/** How many columns the tuple has. */
export function attributesOf({ infomask2 }: HeapTuple): number {
  return infomask2 & attributesMask;
}

/** The OID that stands in the header of a row of 11 or older; undefined where none does. */
export function hiddenOid({ infomask, dataAt, bytes }: HeapTuple): number | undefined {
  return infomask & hasOid && dataAt >= 4 ? u32(bytes, dataAt - 4) : undefined;
}

/** The data of a tuple. */
export function dataOf({ bytes, dataAt }: HeapTuple): Uint8Array {
  return bytes.subarray(dataAt);
}

/** The tuple whose header begins at `at`, of `length` bytes; undefined when they cannot be one. */
export function tupleAt(page: Uint8Array, at: number, length: number): HeapTuple | undefined {
  const dataAt = page[at + 22] - tupleHeaderSize;
  if (
    length < tupleHeaderSize ||
    at + length > page.length ||
    dataAt < 0 ||
    dataAt > length - tupleHeaderSize
  )
    return undefined;
  return {
    xmin: u32(page, at),
    xmax: u32(page, at + 4),
    infomask2: u16(page, at + 18),
    infomask: u16(page, at + 20),
    dataAt,
    bytes: page.subarray(at + tupleHeaderSize, at + length),
  };
}

/**
 * The tuples of a heap page by their line pointers (from 1), dead ones too as long as their bytes are there; none for
 * bytes that are no heap page. The tuples share the page's memory. PostgreSQL: storage/bufpage.h, storage/itemid.h.
 */
export function tuplesOnPage(page: Uint8Array): Map<number, HeapTuple> {
  const tuples = new Map<number, HeapTuple>();
  const lower = u16(page, 12);
  const upper = u16(page, 14);
  const special = u16(page, 16);
  if (lower < pageHeaderSize || lower > upper || upper > special || special !== page.length) return tuples;
  for (let at = pageHeaderSize; at + linePointerSize <= lower; at += linePointerSize) {
    const word = u32(page, at);
    const offset = word & 0x7fff;
    if (((word >>> 15) & 3) !== pointsToTuple || offset < upper) continue;
    const tuple = tupleAt(page, offset, word >>> 17);
    if (tuple) tuples.set((at - pageHeaderSize) / linePointerSize + 1, tuple);
  }
  return tuples;
}
