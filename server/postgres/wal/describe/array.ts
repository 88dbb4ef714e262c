import { u16 as readU16 } from '../record.ts';
import type { Description } from './description.ts';
import { type FieldType, printedAs, u16 } from './fieldTypes.ts';
import { constant } from './textBuffer.ts';

const empty = constant(' []');
const open = constant(' [');
const comma = constant(', ');

/**
 * Reads `count` elements that stand here and prints them as ` [a, b]`. Elements beyond the section's end are left
 * out. PostgreSQL: array_desc in access/rmgrdesc/rmgrdesc_utils.c.
 */
export function printArray(d: Description, name: string, element: FieldType, count: number): void {
  printList(d, count, () => d.print(name, element));
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
export const offsetNumber: FieldType = printedAs(u16, u16.write);
