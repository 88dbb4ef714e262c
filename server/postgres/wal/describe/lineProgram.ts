import type { CompiledKind, Piece } from './compile.ts';
import type { FlagText } from './fieldTypes.ts';
import { lineBeginning } from './line.ts';
import { constant } from './textBuffer.ts';

/** As in scan/assembly/programs.ts. */
const end = 0;
const fixedText = 1;
const outside = 2;
const operations = {
  u8: 16,
  u16: 17,
  u32: 18,
  i8: 19,
  i16: 20,
  i32: 21,
  hex8: 22,
  lsn: 23,
  lsnPadded: 24,
  fullXid: 25,
  relation: 26,
} as const;
const flags = 27;

/** Longer programs are left to JavaScript: the scanner has room for what shorter ones write. */
const longest = 1024;

/**
 * What the scanner must know to write the lines of a kind of record: how the line begins, the kind's name, and the
 * pieces of its description. A description that it cannot write it leaves to JavaScript.
 */
export function lineProgram(rmid: number, kind: CompiledKind): Uint8Array {
  const start = [...counted(lineBeginning(rmid)), ...counted(`${kind.name} `)];
  const description = kind.pieces?.map(instruction);
  const known = description?.every(bytes => bytes !== undefined) ? description.flat() : undefined;
  const body = known && known.length < longest ? [...(known as number[]), end] : [outside];
  return Uint8Array.from([...start, ...body]);
}

/** Text behind its length in bytes. */
function counted(text: string): number[] {
  const bytes = constant(text);
  return [bytes.length, ...bytes];
}

function instruction(piece: Piece): number[] | undefined {
  if (typeof piece === 'string') return [fixedText, ...counted(piece)];
  const { offset, type } = piece;
  if (type.inScanner === undefined) return undefined;
  const place = [offset & 0xff, offset >> 8, type.size];
  return typeof type.inScanner === 'object'
    ? [flags, ...place, ...flagWords(type.inScanner)]
    : [operations[type.inScanner], ...place];
}

function flagWords({ words, open, between, after, close }: FlagText): number[] {
  return [
    ...[open, between, after, close].flatMap(counted),
    words.length,
    ...words.flatMap(({ bit, word }) => [bit, ...counted(word)]),
  ];
}
