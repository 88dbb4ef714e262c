import { u16 as readU16, u32 as readU32, u64 as readU64 } from '../record.ts';
import type { TextBuffer } from './textBuffer.ts';
import { postgresEpochSeconds, writeTimestamp } from './timestamp.ts';

/** How a field lies in memory (C's alignment rules on x86-64) and how descriptions print it. */
export interface FieldType {
  readonly size: number;
  readonly align: number;
  /** Appends the field's value as it stands at `at`. */
  readonly write: (out: TextBuffer, bytes: Uint8Array, at: number) => void;
  /** How the scanner prints it just the same; without that a description with this field is left to JavaScript. */
  readonly inScanner?: ScannerField;
  /** What the field means, for the details pane. */
  readonly meaning?: string;
  /** Unit of the value where the number alone does not tell, e.g. `bytes`. */
  readonly unit?: string;
  /** Words for the bits of a field of flags; the details pane shows those that are set. */
  readonly flags?: readonly FlagWord[];
  /** What a field that is a struct itself consists of. */
  readonly members?: readonly Member[];
}

/** A flag bit and the word that stands for it. */
export interface FlagWord {
  readonly bit: number;
  readonly word: string;
}

/** The ways to print that the scanner has too (scan/assembly/programs.ts); flags by the words of their bits. */
export type ScannerField =
  | 'u8'
  | 'u16'
  | 'u32'
  | 'i8'
  | 'i16'
  | 'i32'
  | 'hex8'
  | 'lsn'
  | 'lsnPadded'
  | 'fullXid'
  | 'relation'
  | FlagText;

/** How a byte of flags is printed: its words, what opens and closes them, stands between them and after each. */
export interface FlagText {
  readonly words: readonly FlagWord[];
  readonly open: string;
  readonly between: string;
  readonly after: string;
  readonly close: string;
}

/** `type` with a meaning a user can read. */
export function as(type: FieldType, meaning: string, unit?: string): FieldType {
  return { ...type, meaning, unit };
}

/** `type` printed in another way. */
export function printedAs(type: FieldType, write: FieldType['write'], inScanner?: ScannerField): FieldType {
  return { ...type, write, inScanner };
}

function number(size: number, inScanner: ScannerField, write: FieldType['write']): FieldType {
  return { size, align: size, write, inScanner };
}

export const u8 = number(1, 'u8', (out, b, at) => out.u32(b[at]));
export const i8 = number(1, 'i8', (out, b, at) => out.i32((b[at] << 24) >> 24));
export const u16 = number(2, 'u16', (out, b, at) => out.u32(readU16(b, at)));
export const u32 = number(4, 'u32', (out, b, at) => out.u32(readU32(b, at)));
export const i16 = number(2, 'i16', (out, b, at) => out.i32((readU16(b, at) << 16) >> 16));
export const i32 = number(4, 'i32', (out, b, at) => out.i32(readU32(b, at) | 0));
export const u64: FieldType = { size: 8, align: 8, write: (out, b, at) => out.u64(readU64(b, at)) };
export const i64: FieldType = {
  size: 8,
  align: 8,
  write: (out, b, at) => out.u64(BigInt.asIntN(64, readU64(b, at))),
};

/** `%f` */
export const f64: FieldType = {
  size: 8,
  align: 8,
  write: (out, b, at) =>
    out.text(new DataView(b.buffer, b.byteOffset + at, 8).getFloat64(0, true).toFixed(6)),
};

function readF64(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + at, 8).getFloat64(0, true);
}

/** `%g` */
export const g64: FieldType = printedAs(f64, (out, b, at) => out.text(shortest(readF64(b, at))));

/** A double with six significant digits, as C's `%g` prints it. */
function shortest(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  const [mantissa, exponentText] = value.toExponential(5).split('e');
  const exponent = Number(exponentText);
  const trim = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
  if (exponent >= -4 && exponent < 6) return trim(value.toFixed(5 - exponent));
  return `${trim(mantissa)}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** A flag byte printed as `0x%02X`. */
export const hex8: FieldType = printedAs(
  u8,
  (out, b, at) => {
    out.byte(0x30);
    out.byte(0x78);
    out.hex(b[at], 2, true);
  },
  'hex8',
);

/** A C bool printed by one of two words, e.g. `T` and `F`. */
export function bool(yes: string, no: string): FieldType {
  return { size: 1, align: 1, write: (out, b, at) => out.text(b[at] ? yes : no) };
}

/** A C enum of 4 bytes printed as the word for its value, or as `other`. */
export function word(words: readonly string[], other: string): FieldType {
  return printedAs(u32, (out, b, at) => out.text(words[readU32(b, at)] ?? other));
}

/** A transaction ID. */
export const xid = u32;

/** A FullTransactionId printed as `epoch:xid`. */
export const fullXid: FieldType = printedAs(
  u64,
  (out, b, at) => {
    out.u32(readU32(b, at + 4));
    out.byte(0x3a);
    out.u32(readU32(b, at));
  },
  'fullXid',
);

/** An LSN printed as `%X/%X` or, with `padded`, as `%X/%08X`. */
export function lsn(padded: boolean): FieldType {
  return printedAs(
    u64,
    (out, b, at) => out.lsn(readU32(b, at + 4), readU32(b, at), padded),
    padded ? 'lsnPadded' : 'lsn',
  );
}

/** A TimestampTz, microseconds since 2000-01-01 00:00 UTC. */
export const timestamp: FieldType = printedAs(u64, (out, b, at) =>
  writeTimestamp(out, BigInt.asIntN(64, readU64(b, at))),
);

/** A pg_time_t, seconds since 1970-01-01 00:00 UTC, printed like a TimestampTz. */
export const unixTime: FieldType = printedAs(u64, (out, b, at) =>
  writeTimestamp(out, (BigInt.asIntN(64, readU64(b, at)) - postgresEpochSeconds) * 1_000_000n),
);

/** RelFileLocator printed as `tablespace/database/relation`. */
export const relFileLocator: FieldType = {
  size: 12,
  align: 4,
  inScanner: 'relation',
  write: (out, b, at) => {
    out.u32(readU32(b, at));
    out.byte(0x2f);
    out.u32(readU32(b, at + 4));
    out.byte(0x2f);
    out.u32(readU32(b, at + 8));
  },
};

/** BlockIdData: a block number in two 16-bit halves, the high one first. */
export const blockId: FieldType = {
  size: 4,
  align: 2,
  write: (out, b, at) => out.u32(((readU16(b, at) << 16) | readU16(b, at + 2)) >>> 0),
};

/** ItemPointerData: block number in two 16-bit halves, then the offset; printed as `block/offset`. */
export const itemPointer: FieldType = {
  size: 6,
  align: 2,
  write: (out, b, at) => {
    out.u32(((readU16(b, at) << 16) | readU16(b, at + 2)) >>> 0);
    out.byte(0x2f);
    out.u32(readU16(b, at + 4));
  },
};

/** One member of a struct: its type and where it lies in it, in bytes. */
export interface Member {
  readonly name: string;
  readonly type: FieldType;
  readonly offset: number;
}

/** A C struct: members in order, each at its aligned offset. */
export interface Struct {
  readonly members: readonly Member[];
  /** Bytes up to the end of the last member, without padding after it (SizeOf... in PostgreSQL's headers). */
  readonly size: number;
}

/** Lays out `fields` as a C compiler would on x86-64. */
export function struct(fields: Readonly<Record<string, FieldType>>): Struct {
  const members: Member[] = [];
  let size = 0;
  for (const [name, type] of Object.entries(fields)) {
    size = (size + type.align - 1) & -type.align;
    members.push({ name, type, offset: size });
    size += type.size;
  }
  return { members, size };
}

/** `layout` as one field, e.g. an array's element, printed by `write`. */
export function composite(layout: Struct, write: FieldType['write']): FieldType {
  const align = Math.max(...layout.members.map(member => member.type.align));
  return { size: (layout.size + align - 1) & -align, align, write, members: layout.members };
}
