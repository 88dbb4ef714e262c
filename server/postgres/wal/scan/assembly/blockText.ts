// The block references at the end of a record's line. The record's headers are known to be right.
import * as headers from './blocks';
import { relation } from './programs';
import * as text from './text';

const BLKREF = text.constant(', blkref #');
const REL = text.constant(': rel ');
const BLOCK = text.constant(' blk ');
const FSM_BLOCK = text.constant(' fork fsm blk ');
const VM_BLOCK = text.constant(' fork vm blk ');
const INIT_BLOCK = text.constant(' fork init blk ');
const NO_FORK_BLOCK = text.constant(' fork  blk ');
const IMAGE = text.constant(' FPW');
const VERIFICATION_IMAGE = text.constant(' FPW for WAL verification');

let applyMask: u32 = 0;

/** Which bit of an image's info says that redo restores it. */
export function configureBlockText(apply: u32): void {
  applyMask = apply;
}

/** Writes the `count` block references of `record`. */
export function eachReference(record: usize, count: u32): void {
  let at = record + headers.HEADER;
  let locator: usize = 0;
  while (count) {
    const id = <u32>load<u8>(at);
    if (id == headers.ORIGIN) {
      at += 3;
      continue;
    }
    if (id == headers.TOPLEVEL_XID) {
      at += 5;
      continue;
    }
    count--;
    const flags = <u32>load<u8>(at, 1);
    const image = at + 4;
    at = image;
    if (flags & headers.HAS_IMAGE) at += headers.imageHeaderSize(image);
    if (!(flags & headers.SAME_REL)) {
      locator = at;
      at += 12;
    }
    reference(id, flags & 0x0f, locator, load<u32>(at));
    at += 4;
    if (flags & headers.HAS_IMAGE)
      text.putConstant(<u32>load<u8>(image, 4) & applyMask ? IMAGE : VERIFICATION_IMAGE);
  }
}

@inline
function reference(id: u32, fork: u32, locator: usize, block: u32): void {
  text.putConstant(BLKREF);
  text.decimal(id);
  text.putConstant(REL);
  relation(locator);
  if (fork == 0) text.putConstant(BLOCK);
  else if (fork == 1) text.putConstant(FSM_BLOCK);
  else if (fork == 2) text.putConstant(VM_BLOCK);
  else text.putConstant(fork == 3 ? INIT_BLOCK : NO_FORK_BLOCK);
  text.decimal(block);
}
