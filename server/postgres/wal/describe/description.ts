import type { Major } from '../../majors.ts';
import type { WalRecord } from '../record.ts';
import { u16 as readU16, u32 as readU32, u64 as readU64 } from '../record.ts';
import type { FieldType, Struct } from './fieldTypes.ts';
import * as types from './fieldTypes.ts';
import { TextBuffer } from './textBuffer.ts';

/** A field of a record as the details pane and the JSON show it. Offsets are into the record's bytes. */
export interface FieldNode {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
  readonly text: string;
  readonly meaning?: string;
  readonly unit?: string;
  readonly children?: FieldNode[];
}

/** How many bytes of uninterpreted data a field's text shows. */
const shownBytes = 64;

/**
 * What a record's declaration works with: it reads fields from a section of the record (main data or a
 * block's data) and writes text. With `fields` set, every field read is also noted there, so one declaration
 * gives description, field tree and coloured bytes. Reads beyond the section give 0 and set `exhausted`.
 */
export class Description {
  readonly out = new TextBuffer();
  readonly major: Major;
  record!: WalRecord;
  fields: FieldNode[] | undefined;
  exhausted = false;
  #at = 0;
  #end = 0;
  #base = 0;

  constructor(major: Major) {
    this.major = major;
  }

  /** Goes to the record's main data. */
  main(): void {
    this.#section(this.record.mainDataAt, this.record.mainDataLength);
  }

  /** Goes to the data of block `id`; false when the record carries none for it. */
  block(id: number): boolean {
    const block = this.record.block(id);
    if (!block?.hasData) return false;
    this.#section(block.dataAt, block.dataLength);
    return true;
  }

  #section(at: number, length: number): void {
    this.#at = at;
    this.#base = at;
    this.#end = at + length;
    this.exhausted = false;
  }

  /** Bytes of the section that are not read yet. */
  get rest(): number {
    return this.#end - this.#at;
  }

  /** Offset of the next byte in the record's bytes. */
  get at(): number {
    return this.#at;
  }

  skip(count: number): void {
    this.#at = Math.min(this.#end, this.#at + count);
  }

  /** Moves to the next multiple of `size`, counted from the section's start. */
  align(size: number): void {
    this.skip((size - ((this.#at - this.#base) & (size - 1))) & (size - 1));
  }

  /** Notes a field and returns its offset, or -1 when the section ends before it. Fields are not aligned. */
  field(name: string, type: FieldType, meaning?: string): number {
    const at = this.#at;
    if (at + type.size > this.#end) {
      this.exhausted = true;
      this.#at = this.#end;
      return -1;
    }
    this.#at = at + type.size;
    this.fields?.push(fieldNode(name, type, this.record.bytes, at, meaning));
    return at;
  }

  u8(name: string, meaning?: string): number {
    const at = this.field(name, types.u8, meaning);
    return at < 0 ? 0 : this.record.bytes[at];
  }
  u16(name: string, meaning?: string): number {
    const at = this.field(name, types.u16, meaning);
    return at < 0 ? 0 : readU16(this.record.bytes, at);
  }
  u32(name: string, meaning?: string): number {
    const at = this.field(name, types.u32, meaning);
    return at < 0 ? 0 : readU32(this.record.bytes, at);
  }
  u64(name: string, meaning?: string): bigint {
    const at = this.field(name, types.u64, meaning);
    return at < 0 ? 0n : readU64(this.record.bytes, at);
  }

  /** Reads an unsigned number of 1, 2 or 4 bytes that is more to the reader than a number, such as flags. */
  number(name: string, type: FieldType): number {
    const at = this.field(name, type);
    if (at < 0) return 0;
    const { bytes } = this.record;
    return type.size === 4 ? readU32(bytes, at) : type.size === 2 ? readU16(bytes, at) : bytes[at];
  }

  /** Reads a field and writes it as its type prints. */
  print(name: string, type: FieldType, meaning?: string): void {
    const at = this.field(name, type, meaning);
    if (at >= 0) type.write(this.out, this.record.bytes, at);
  }

  /** Reads all members of `layout`, which starts here. The cursor ends up behind the last one. */
  struct(layout: Struct): void {
    const start = this.#at;
    for (const member of layout.members) {
      this.#at = Math.min(this.#end, start + member.offset);
      this.field(member.name, member.type);
    }
    this.#at = Math.min(this.#end, start + layout.size);
  }

  /**
   * Reads a string that ends at a zero byte, after `limit` bytes or with the section; returns its range. The cursor
   * ends up behind the zero byte.
   */
  cstring(name: string, limit: number, meaning?: string): { from: number; to: number } {
    const from = this.#at;
    const end = Math.min(this.#end, from + limit);
    let to = from;
    while (to < end && this.record.bytes[to] !== 0) to++;
    this.#at = Math.min(end, to + 1);
    const text = this.fields && new TextDecoder().decode(this.record.bytes.subarray(from, to));
    if (text !== undefined) this.fields?.push({ name, offset: from, length: to - from, text, meaning });
    return { from, to };
  }

  /** Reads a string as `cstring` does and writes it as it stands. */
  printText(name: string, limit: number, meaning?: string): void {
    const { from, to } = this.cstring(name, limit, meaning);
    this.out.raw(this.record.bytes, from, to);
  }

  /** Reads `length` bytes, or what the section holds of them, as one field; returns their range. */
  raw(name: string, length: number, meaning?: string): { from: number; to: number } {
    const from = this.#at;
    const to = Math.min(this.#end, from + length);
    this.#at = to;
    if (this.fields && to > from) {
      const text = new TextBuffer(3 * shownBytes);
      text.hexBytes(this.record.bytes, from, Math.min(to, from + shownBytes));
      if (to - from > shownBytes) text.text(' …');
      this.fields.push({ name, offset: from, length: to - from, text: text.toString(), meaning });
    }
    return { from, to };
  }

  /**
   * Notes `count` elements of one type that stand here side by side, as children of one node, and moves behind them.
   * Returns how many of them the section holds.
   */
  elements(name: string, type: FieldType, count: number): number {
    const held = Math.min(count, Math.floor(this.rest / type.size));
    if (this.fields && held > 0) {
      this.group(name, () => {
        for (let i = 0; i < held; i++) this.field(String(i), type);
      });
    } else {
      this.#at += held * type.size;
    }
    if (held < count) {
      this.exhausted = true;
      this.#at = this.#end;
    }
    return held;
  }

  /** Notes the fields that `inner` reads as children of one node named `name`. */
  group(name: string, inner: () => void): void {
    if (!this.fields) {
      inner();
      return;
    }
    const outer = this.fields;
    const offset = this.#at;
    const children: FieldNode[] = [];
    this.fields = children;
    inner();
    this.fields = outer;
    outer.push({ name, offset, length: this.#at - offset, text: '', children });
  }

  /** A byte of the main data, 0 beyond its end; for parts that depend on a field of the record's head. */
  mainByte(offset: number): number {
    return offset < this.record.mainDataLength ? this.record.bytes[this.record.mainDataAt + offset] : 0;
  }

  /** The same for 2 and 4 bytes. */
  mainU16(offset: number): number {
    return offset + 2 <= this.record.mainDataLength
      ? readU16(this.record.bytes, this.record.mainDataAt + offset)
      : 0;
  }
  mainU32(offset: number): number {
    return offset + 4 <= this.record.mainDataLength
      ? readU32(this.record.bytes, this.record.mainDataAt + offset)
      : 0;
  }
}

function fieldNode(
  name: string,
  type: FieldType,
  bytes: Uint8Array,
  at: number,
  meaning?: string,
): FieldNode {
  const text = new TextBuffer(32);
  type.write(text, bytes, at);
  for (const { bit, word } of type.flags ?? []) if (hasBit(bytes, at, bit)) text.text(` ${word}`);
  const children = type.members?.map(member =>
    fieldNode(member.name, member.type, bytes, at + member.offset),
  );
  return {
    name,
    offset: at,
    length: type.size,
    text: text.toString().trim(),
    meaning: meaning ?? type.meaning,
    unit: type.unit,
    children,
  };
}

/** Whether a flag of the little-endian number at `at` is set. */
function hasBit(bytes: Uint8Array, at: number, bit: number): boolean {
  const position = 31 - Math.clz32(bit);
  return (bytes[at + (position >> 3)] & (1 << (position & 7))) !== 0;
}
