import { type BlockReference, u16, type WalRecord } from '../wal/record.ts';
import { dataOf, type HeapTuple, tupleHeaderSize } from './tuple.ts';

/** Where a tuple lies in its relation; line pointers count from 1. */
export interface TuplePlace {
  readonly block: number;
  readonly offset: number;
}

/**
 * What a record does to one tuple of a heap. The new tuple is missing where the page's full-page image has it instead,
 * and where it is told by what differs from an old one that is not known.
 */
export type TupleChange =
  | { readonly kind: 'insert'; readonly place: TuplePlace; readonly tuple?: HeapTuple }
  | { readonly kind: 'delete'; readonly place: TuplePlace }
  | {
      readonly kind: 'update';
      readonly old: TuplePlace;
      readonly place: TuplePlace;
      readonly tuple: (old: HeapTuple | undefined) => HeapTuple | undefined;
    }
  | { readonly kind: 'inplace'; readonly place: TuplePlace; readonly data?: Uint8Array };

const heap2 = 9;
const heap = 10;
const kinds = { insert: 0x00, delete: 0x10, update: 0x20, hotUpdate: 0x40, inplace: 0x70 };
const multiInsert = 0x50;
/** The record empties the page before its change. PostgreSQL: XLOG_HEAP_INIT_PAGE. */
const initPage = 0x80;
const prefixFromOld = 1 << 5;
const suffixFromOld = 1 << 6;
/** xl_heap_header and xl_multi_insert_tuple, in bytes. */
const headerBytes = 5;
const multiHeaderBytes = 7;
const mostTuples = 2048;

/** Whether a record of the heap begins with an empty page. */
export function emptiesPage({ rmid, info }: WalRecord): boolean {
  return (rmid === heap || rmid === heap2) && (info & initPage) !== 0;
}

/**
 * The changes of tuples that a record of the heap makes; none for other records and for bytes that do not add up.
 * PostgreSQL: heap_xlog_insert and its like in access/heap/heapam_xlog.c (up to 17: heapam.c).
 */
export function tupleChanges(record: WalRecord): TupleChange[] {
  const kind = record.info & 0x70;
  if (record.rmid === heap2) return kind === multiInsert ? multiInserts(record) : [];
  if (record.rmid !== heap) return [];
  switch (kind) {
    case kinds.insert:
      return insertion(record);
    case kinds.delete:
      return deletion(record);
    case kinds.update:
    case kinds.hotUpdate:
      return update(record);
    case kinds.inplace:
      return inplace(record);
    default:
      return [];
  }
}

function insertion(record: WalRecord): TupleChange[] {
  const page = record.block(0);
  if (!page || record.mainDataLength < 3) return [];
  const place = { block: page.block, offset: u16(record.bytes, record.mainDataAt) };
  const data = blockData(record, page);
  const tuple = data && tupleOf(record.xid, data, 0, data.subarray(headerBytes));
  return [{ kind: 'insert', place, tuple }];
}

function deletion(record: WalRecord): TupleChange[] {
  const page = record.block(0);
  if (!page || record.mainDataLength < 6) return [];
  return [{ kind: 'delete', place: { block: page.block, offset: u16(record.bytes, record.mainDataAt + 4) } }];
}

function update(record: WalRecord): TupleChange[] {
  const page = record.block(0);
  const oldPage = record.block(1);
  if (!page || record.mainDataLength < 14) return [];
  const main = record.mainDataAt;
  const flags = record.bytes[main + 7];
  // a visibility map page may be registered as well; the old heap page is one of the main fork
  const oldBlock = oldPage && oldPage.fork === page.fork ? oldPage.block : page.block;
  const data = blockData(record, page);
  const parts = data?.slice();
  const { xid } = record;
  return [
    {
      kind: 'update',
      old: { block: oldBlock, offset: u16(record.bytes, main + 4) },
      place: { block: page.block, offset: u16(record.bytes, main + 12) },
      tuple: old => parts && updatedTuple(xid, parts, flags, old),
    },
  ];
}

/** Puts a new version together: what is equal at the beginning and at the end of the old one is left out of the record. */
function updatedTuple(
  xid: number,
  data: Uint8Array,
  flags: number,
  old: HeapTuple | undefined,
): HeapTuple | undefined {
  let at = 0;
  const takesPrefix = (flags & prefixFromOld) !== 0;
  const takesSuffix = (flags & suffixFromOld) !== 0;
  const prefix = takesPrefix ? u16(data, at) : 0;
  if (takesPrefix) at += 2;
  const suffix = takesSuffix ? u16(data, at) : 0;
  if (takesSuffix) at += 2;
  const rest = data.subarray(at + headerBytes);
  if (!takesPrefix && !takesSuffix) return tupleOf(xid, data, at, rest);
  const before = data[at + 4] - tupleHeaderSize;
  const oldData = old && dataOf(old);
  if (!oldData || prefix + suffix > oldData.length || before < 0 || before > rest.length) return undefined;
  const bytes = new Uint8Array(rest.length + prefix + suffix);
  bytes.set(rest.subarray(0, before));
  bytes.set(oldData.subarray(0, prefix), before);
  bytes.set(rest.subarray(before), before + prefix);
  bytes.set(oldData.subarray(oldData.length - suffix), bytes.length - suffix);
  return tupleOf(xid, data, at, bytes);
}

function multiInserts(record: WalRecord): TupleChange[] {
  const page = record.block(0);
  if (!page || record.mainDataLength < 4) return [];
  const main = record.mainDataAt;
  const count = Math.min(u16(record.bytes, main + 2), mostTuples);
  const isInit = (record.info & initPage) !== 0;
  if (!isInit && record.mainDataLength < 4 + 2 * count) return [];
  const data = blockData(record, page);
  const changes: TupleChange[] = [];
  let at = 0;
  for (let n = 0; n < count; n++) {
    const place = { block: page.block, offset: isInit ? n + 1 : u16(record.bytes, main + 4 + 2 * n) };
    if (!data) {
      changes.push({ kind: 'insert', place });
      continue;
    }
    at += at & 1;
    const length = u16(data, at);
    const body = data.subarray(at + multiHeaderBytes, at + multiHeaderBytes + length);
    if (at + multiHeaderBytes + length > data.length) return changes;
    changes.push({ kind: 'insert', place, tuple: tupleOf(record.xid, data, at + 2, body) });
    at += multiHeaderBytes + length;
  }
  return changes;
}

function inplace(record: WalRecord): TupleChange[] {
  const page = record.block(0);
  if (!page || record.mainDataLength < 2) return [];
  const place = { block: page.block, offset: u16(record.bytes, record.mainDataAt) };
  return [{ kind: 'inplace', place, data: blockData(record, page)?.slice() }];
}

function blockData(record: WalRecord, block: BlockReference): Uint8Array | undefined {
  if (!block.hasData || block.dataLength === 0) return undefined;
  return record.bytes.subarray(block.dataAt, block.dataAt + block.dataLength);
}

/** A tuple from the xl_heap_header at `at` of `header` and its bytes. */
function tupleOf(xid: number, header: Uint8Array, at: number, bytes: Uint8Array): HeapTuple | undefined {
  const dataAt = header[at + 4] - tupleHeaderSize;
  if (at + headerBytes > header.length || dataAt < 0 || dataAt > bytes.length) return undefined;
  return {
    xmin: xid,
    xmax: 0,
    infomask2: u16(header, at),
    infomask: u16(header, at + 2),
    dataAt,
    bytes: bytes.slice(),
  };
}
