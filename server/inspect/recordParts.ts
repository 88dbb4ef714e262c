import { formatLsnPadded } from '../postgres/lsn.ts';
import type { FieldNode } from '../postgres/wal/describe/description.ts';
import { imageFlags } from '../postgres/wal/image/imageFlags.ts';
import {
  type BlockReference,
  forkNames,
  recordHeaderSize,
  u16,
  u32,
  type WalRecord,
} from '../postgres/wal/record.ts';
import { resourceManagerName } from '../postgres/wal/rmgr/names.ts';
import type { BytesKind, RecordField, RecordPart } from '../protocol/segment.ts';

const hex = (value: number, digits: number) => `0x${value.toString(16).toUpperCase().padStart(digits, '0')}`;

/** Reads fields one after the other and notes where they were. */
class Cursor {
  readonly #bytes: Uint8Array;
  at: number;
  fields: RecordField[] = [];

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  number(name: string, length: 1 | 2 | 4, meaning: string, show: (value: number) => string = String): number {
    const { at } = this;
    const value = length === 1 ? this.#bytes[at] : length === 2 ? u16(this.#bytes, at) : u32(this.#bytes, at);
    this.note(name, length, show(value), meaning);
    return value;
  }

  note(name: string, length: number, text: string, meaning: string): void {
    this.fields.push({ name, offset: this.at, length, text, meaning });
    this.at += length;
  }

  /** The fields noted since the last call, as one part that begins at `from`. */
  part(name: string, kind: BytesKind, from: number, text = ''): RecordPart {
    const children = this.fields;
    this.fields = [];
    return { name, kind, offset: from, length: this.at - from, text, children };
  }
}

/**
 * The parts of a decoded record that begins at offset 0 of its bytes, from the first byte to the last; what its kind
 * declares (`fields`) stands below the part that holds it. PostgreSQL: access/xlogrecord.h.
 */
export function recordParts(record: WalRecord, fields: readonly FieldNode[]): RecordPart[] {
  const parts = [headerPart(record), ...fragmentHeaders(record)];
  for (let i = 0; i < record.blockCount; i++) {
    const { id, imageAt, imageLength, dataAt, dataLength, hasImage, hasData } = record.blocks[i];
    if (hasImage)
      parts.push({
        name: `full-page image of block #${id}`,
        kind: 'image',
        offset: imageAt,
        length: imageLength,
        text: `${imageLength} bytes`,
        meaning: 'the page as it was, without its hole',
      });
    if (hasData) parts.push(dataPart(`data of block #${id}`, 'block-data', dataAt, dataLength, fields));
  }
  if (record.mainDataLength > 0)
    parts.push(dataPart('main data', 'main-data', record.mainDataAt, record.mainDataLength, fields));
  return parts;
}

function headerPart(record: WalRecord): RecordPart {
  const cursor = new Cursor(record.bytes, 0);
  cursor.number('xl_tot_len', 4, 'total length of the record in bytes');
  cursor.number('xl_xid', 4, 'transaction; 0 for none');
  cursor.note('xl_prev', 8, formatLsnPadded(record.prev), 'where the record before begins');
  cursor.number('xl_info', 1, "type of the record and the resource manager's flags", value => hex(value, 2));
  cursor.number('xl_rmid', 1, 'resource manager', value => `${value} (${resourceManagerName(value)})`);
  cursor.note('padding', 2, '', 'not used');
  cursor.number('xl_crc', 4, 'CRC-32C of the record', value => hex(value, 8));
  return cursor.part('record header', 'header', 0);
}

const idOrigin = 253;
const idTopLevelXid = 252;
const idShort = 255;

/** The headers between the record's and the data: block references, origin, top-level transaction, main data. */
function fragmentHeaders(record: WalRecord): RecordPart[] {
  const { bytes } = record;
  const cursor = new Cursor(bytes, recordHeaderSize);
  const parts: RecordPart[] = [];
  const end = record.blockCount > 0 ? firstData(record) : record.mainDataAt;
  let block = 0;
  while (cursor.at < end) {
    const from = cursor.at;
    const id = bytes[from];
    if (id === idOrigin) {
      cursor.number('id', 1, 'an origin follows');
      cursor.number('origin', 2, 'replication origin');
      parts.push(cursor.part('origin', 'reference', from));
    } else if (id === idTopLevelXid) {
      cursor.number('id', 1, 'a transaction follows');
      cursor.number('toplevel_xid', 4, 'top-level transaction of the subtransaction');
      parts.push(cursor.part('top-level transaction', 'reference', from));
    } else if (id >= idShort - 1) {
      cursor.number('id', 1, id === idShort ? 'main data of up to 255 bytes' : 'longer main data');
      cursor.number('data_length', id === idShort ? 1 : 4, 'length of the main data in bytes');
      parts.push(cursor.part('main data header', 'reference', from));
    } else if (block < record.blockCount) {
      parts.push(blockHeader(cursor, record, record.blocks[block++]));
    } else {
      break;
    }
  }
  return parts;
}

function firstData({ blocks }: WalRecord): number {
  return blocks[0].imageAt;
}

function blockHeader(cursor: Cursor, record: WalRecord, reference: BlockReference): RecordPart {
  const from = cursor.at;
  cursor.number('id', 1, 'number of the block reference');
  const forkFlags = cursor.number('fork_flags', 1, 'fork and flags', value => flagsText(value));
  cursor.number('data_length', 2, 'length of the data of this block in bytes');
  if (reference.hasImage) imageHeader(cursor, record);
  if (!(forkFlags & blockFlags.sameRelation)) {
    cursor.number('spcOid', 4, 'tablespace');
    cursor.number('dbOid', 4, 'database; 0 for relations that all databases share');
    cursor.number('relNumber', 4, 'file number of the relation');
  }
  cursor.number('block', 4, 'block number');
  const text = `${reference.tablespace}/${reference.database}/${reference.relation} block ${reference.block}`;
  return cursor.part(`block reference #${reference.id}`, 'reference', from, text);
}

/** Bits of fork_flags. PostgreSQL: BKPBLOCK_* in access/xlogrecord.h. */
const blockFlags = { image: 0x10, data: 0x20, willInit: 0x40, sameRelation: 0x80 };

function flagsText(value: number): string {
  const words = [
    forkNames[value & 0x0f] ?? String(value & 0x0f),
    value & blockFlags.image ? 'image' : '',
    value & blockFlags.data ? 'data' : '',
    value & blockFlags.willInit ? 'page made anew' : '',
    value & blockFlags.sameRelation ? 'same relation' : '',
  ];
  return `${hex(value, 2)} (${words.filter(word => word !== '').join(', ')})`;
}

function imageHeader(cursor: Cursor, record: WalRecord): void {
  const flags = imageFlags(record.major);
  const method = (info: number) => flags.methods.find(({ bit }) => info & bit)?.name;
  cursor.number('image length', 2, 'length of the full-page image in bytes, without its hole');
  cursor.number('hole_offset', 2, 'where the hole in the page begins');
  const info = cursor.number('bimg_info', 1, 'flags of the image', value => {
    const words = [
      value & flags.hasHole ? 'has a hole' : '',
      method(value) ?? '',
      value & flags.apply ? 'to be restored' : '',
    ];
    return `${hex(value, 2)} (${words.filter(word => word !== '').join(', ')})`;
  });
  if (info & flags.compressed && info & flags.hasHole)
    cursor.number('hole_length', 2, 'length of the hole in bytes');
}

/** A stretch of data with the declared fields that lie in it. */
function dataPart(
  name: string,
  kind: BytesKind,
  offset: number,
  length: number,
  fields: readonly FieldNode[],
): RecordPart {
  const inside = (field: FieldNode) =>
    field.offset >= offset && field.offset + field.length <= offset + length;
  return { name, kind, offset, length, text: `${length} bytes`, children: fields.filter(inside) };
}
