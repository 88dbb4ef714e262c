// How each kind of record is written. ../../describe/lineProgram.ts makes the programs from the declarations of the
// resource managers; one that has none is described in JavaScript.
import { KINDS, PROGRAMS, PROGRAMS_BYTES } from './memory';
import * as text from './text';

const END: u32 = 0;
const TEXT: u32 = 1;
const OUTSIDE: u32 = 2;

const U8: u32 = 16;
const U16: u32 = 17;
const U32: u32 = 18;
const I8: u32 = 19;
const I16: u32 = 20;
const I32: u32 = 21;
const HEX8: u32 = 22;
const LSN: u32 = 23;
const LSN_PADDED: u32 = 24;
const FULL_XID: u32 = 25;
const RELATION: u32 = 26;
const FLAGS: u32 = 27;

const SLASH: u32 = 0x2f;

let used: u32 = 0;

/** Forgets all programs. */
export function forget(): void {
  memory.fill(KINDS, 0, 4 * 4096);
  used = 0;
}

/** Where JavaScript puts the program of `bytes` bytes for a slot. Forgets the others when there is no room for it. */
export function make(slot: u32, bytes: u32): usize {
  if (used + bytes > PROGRAMS_BYTES) forget();
  const address = PROGRAMS + used;
  store<u32>(KINDS + (slot << 2), u32(address));
  used += bytes;
  return address;
}

/** The program of a kind, 0 when JavaScript has not given it yet. */
@inline
export function find(rmid: u32, info: u32): usize {
  return load<u32>(KINDS + (((rmid << 4) | (info >> 4)) << 2));
}

/**
 * Writes what the program tells of a record's main data. False when the rest is to be written outside. A field that
 * the data does not hold is left out.
 */
export function run(program: usize, main: usize, mainBytes: u32): bool {
  while (true) {
    const operation = <u32>load<u8>(program);
    if (operation == TEXT) {
      const length = <u32>load<u8>(program, 1);
      text.put(program + 2, length);
      program += 2 + length;
      continue;
    }
    if (operation == END) return true;
    if (operation == OUTSIDE) return false;
    const offset = <u32>load<u16>(program, 1);
    const size = <u32>load<u8>(program, 3);
    program += 4;
    const held = offset + size <= mainBytes;
    if (operation == FLAGS) {
      program = flags(program, held ? <u32>load<u8>(main + offset) : 0, held);
    } else if (held) field(operation, main + offset);
  }
}

@inline
function field(operation: u32, at: usize): void {
  if (operation == U16) text.decimal(load<u16>(at));
  else if (operation == U32) text.decimal(load<u32>(at));
  else if (operation == U8) text.decimal(load<u8>(at));
  else if (operation == HEX8) {
    text.byte(0x30);
    text.byte(0x78);
    text.hexByte(load<u8>(at));
  } else if (operation == I16) text.signed(load<i16>(at));
  else if (operation == I32) text.signed(load<i32>(at));
  else if (operation == I8) text.signed(load<i8>(at));
  else if (operation == LSN) text.lsnShort(load<u64>(at));
  else if (operation == LSN_PADDED) text.lsnPadded(load<u64>(at));
  else if (operation == FULL_XID) {
    text.decimal(load<u32>(at, 4));
    text.byte(0x3a);
    text.decimal(load<u32>(at));
  } else if (operation == RELATION) relation(at);
}

/** `tablespace/database/relation` */
export function relation(at: usize): void {
  text.decimal(load<u32>(at));
  text.byte(SLASH);
  text.decimal(load<u32>(at, 4));
  text.byte(SLASH);
  text.decimal(load<u32>(at, 8));
}

/** Words of the bits that are set: how it opens, what stands between and after words, how it closes; then the words. */
function flags(program: usize, value: u32, held: bool): usize {
  const open = program;
  const between = open + 1 + load<u8>(open);
  const after = between + 1 + load<u8>(between);
  const close = after + 1 + load<u8>(after);
  let word = close + 1 + load<u8>(close);
  let words = <u32>load<u8>(word);
  word++;
  if (held) text.putConstant(open);
  for (let first = true; words != 0; words--) {
    if (value & load<u8>(word)) {
      if (!first) text.putConstant(between);
      first = false;
      text.putConstant(word + 1);
      text.putConstant(after);
    }
    word += 2 + load<u8>(word, 1);
  }
  if (held) text.putConstant(close);
  return word;
}
