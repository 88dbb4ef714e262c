import { type FieldType, type FlagWord, printedAs, u8 } from './fieldTypes.ts';
import { constant } from './textBuffer.ts';

/** `type` as a field of flags; `bits` gives each one by its name. */
export function flags(type: FieldType, meaning: string, bits: Readonly<Record<string, number>>): FieldType {
  const words = Object.entries(bits).map(([word, bit]) => ({ bit: bit >>> 0, word }));
  return { ...type, meaning, flags: words.filter(({ bit }) => bit < 2 ** (8 * type.size)) };
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
