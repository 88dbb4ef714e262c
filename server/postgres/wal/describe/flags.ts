import { type FieldType, type FlagText, type FlagWord, printedAs, u8 } from './fieldTypes.ts';
import { constant } from './textBuffer.ts';

/** `type` as a field of flags; `bits` gives each one by its name. */
export function flags(type: FieldType, meaning: string, bits: Readonly<Record<string, number>>): FieldType {
  const words = Object.entries(bits).map(([word, bit]) => ({ bit: bit >>> 0, word }));
  return { ...type, meaning, flags: words.filter(({ bit }) => bit < 2 ** (8 * type.size)) };
}

function printedFlags(style: FlagText): FieldType {
  const { open, between, after, close } = style;
  const textOf = (value: number) => {
    const set = style.words.filter(({ bit }) => value & bit).map(({ word }) => word + after);
    return constant(open + set.join(between) + close);
  };
  const table: Uint8Array[] = new Array(256);
  const write: FieldType['write'] = (out, bytes, at) => {
    const value = bytes[at];
    table[value] ??= textOf(value);
    out.put(table[value]);
  };
  return printedAs(u8, write, style);
}

/** A flag byte printed as its words, each followed by a space: `LOCK_ONLY EXCL_LOCK `. */
export function spacedFlags(words: readonly FlagWord[]): FieldType {
  return printedFlags({ words, open: '', between: '', after: ' ', close: '' });
}

/** A flag byte printed as its words between brackets: `[LOCK_ONLY, EXCL_LOCK]`. */
export function bracketedFlags(words: readonly FlagWord[]): FieldType {
  return printedFlags({ words, open: '[', between: ', ', after: '', close: ']' });
}
