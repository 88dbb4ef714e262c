import { u16 as readU16 } from '../record.ts';
import type { Description } from './description.ts';
import { type FieldType, printedAs, u16 } from './fieldTypes.ts';
import { constant } from './textBuffer.ts';

const empty = constant(' []');
const open = constant(' [');
const comma = constant(', ');

/** Elements of one type that stand side by side in a record, `at` an offset into its bytes. */
export interface Run {
  readonly type: FieldType;
  readonly at: number;
  readonly count: number;
}

/** Reads `count` elements that stand here. Elements beyond the section's end are left out. */
export function readRun(d: Description, name: string, type: FieldType, count: number): Run {
  const at = d.at;
  return { type, at, count: d.elements(name, type, count) };
}

/** Prints every element with `before` in front of it. */
export function printRun(d: Description, run: Run, before: Uint8Array): void {
  const { type, at, count } = run;
  for (let i = 0; i < count; i++) {
    d.out.put(before);
    type.write(d.out, d.record.bytes, at + i * type.size);
  }
}

/** Prints elements as ` [a, b]`. PostgreSQL: array_desc in access/rmgrdesc/rmgrdesc_utils.c. */
export function printRunAsArray(d: Description, run: Run): void {
  const { type, at, count } = run;
  if (count === 0) {
    d.out.put(empty);
    return;
  }
  for (let i = 0; i < count; i++) {
    d.out.put(i === 0 ? open : comma);
    type.write(d.out, d.record.bytes, at + i * type.size);
  }
  d.out.byte(0x5d);
}

/** Reads `count` elements that stand here and prints them as ` [a, b]`. */
export function printArray(d: Description, name: string, element: FieldType, count: number): void {
  printRunAsArray(d, readRun(d, name, element, count));
}

/** Prints ` [`, what `print` prints `count` times with commas between, and `]`. */
export function printList(d: Description, count: number, print: (index: number) => void): void {
  if (count === 0) {
    d.out.put(empty);
    return;
  }
  d.out.put(open);
  for (let i = 0; i < count && !d.exhausted; i++) {
    if (i > 0) d.out.put(comma);
    print(i);
  }
  d.out.byte(0x5d);
}

/** Two offsets printed as `from->to`: a redirected line pointer. */
export const redirection: FieldType = {
  size: 4,
  align: 2,
  write: (out, bytes, at) => {
    out.u32(readU16(bytes, at));
    out.text('->');
    out.u32(readU16(bytes, at + 2));
  },
};

/** A line pointer's number on a page. */
export const offsetNumber: FieldType = printedAs(u16, u16.write, 'u16');
