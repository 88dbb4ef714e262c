import { type FieldType, printedAs, u8 } from './fieldTypes.ts';
import { constant } from './textBuffer.ts';

/** A flag bit and the word that stands for it. */
export interface FlagWord {
  readonly bit: number;
  readonly word: string;
}

function byteTable(text: (value: number) => string): FieldType['write'] {
  const table = Array.from({ length: 256 }, (_, value) => constant(text(value)));
  return (out, bytes, at) => out.put(table[bytes[at]]);
}

/** A flag byte printed as its words, each followed by a space: `LOCK_ONLY EXCL_LOCK `. */
export function spacedFlags(words: readonly FlagWord[]): FieldType {
  return printedAs(
    u8,
    byteTable(value => words.map(f => (value & f.bit ? `${f.word} ` : '')).join('')),
  );
}

/** A flag byte printed as its words between brackets: `[LOCK_ONLY, EXCL_LOCK]`. */
export function bracketedFlags(words: readonly FlagWord[]): FieldType {
  const list = (value: number) => words.filter(f => value & f.bit).map(f => f.word);
  return printedAs(
    u8,
    byteTable(value => `[${list(value).join(', ')}]`),
  );
}
