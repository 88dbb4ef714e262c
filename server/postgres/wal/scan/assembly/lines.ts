// The records of the batch as lines, the way pg_waldump prints them by default. PostgreSQL: XLogDumpDisplayRecord in
// pg_waldump.c, XLogRecGetBlockRefInfo in xlogdesc.c.
import * as batch from './batch';
import { eachReference } from './blockText';
import * as at from './memory';
import * as programs from './programs';
import * as text from './text';

/** Why writing stopped; as in ../../describe/batchLines.ts. */
const WRITTEN: u32 = 0;
const NO_ROOM: u32 = 1;
const NO_PROGRAM: u32 = 2;
const DESCRIBE: u32 = 3;
const NOT_KEPT: u32 = 4;

/** No line is longer, but for what is described outside: 33 block references, a program of 1 KB. */
const LONGEST: u32 = 32 * 1024;

const TX = text.constant(', tx: ');
const LSN = text.constant(', lsn: ');
const PREV = text.constant(', prev ');
const DESC = text.constant(', desc: ');
const SLASH: u32 = 0x2f;
const NEWLINE: u32 = 0x0a;

export let status: u32 = WRITTEN;

/** Bytes of text before the line that was begun last. */
let before: u32 = 0;

/**
 * Writes records from `first` up to `last`; returns the one at which it stopped, and `status` why. After DESCRIBE its
 * line is written as far as the description, and goes on with `finish`.
 */
export function write(first: u32, last: u32): u32 {
  for (let i = first; i < last; i++) {
    if (text.room() < LONGEST) return stop(NO_ROOM, i);
    const program = programs.find(load<u8>(at.RMID + i), load<u8>(at.INFO + i));
    if (program == 0) return stop(NO_PROGRAM, i);
    const record = <usize>load<u32>(at.ADDRESS + (<usize>i << 2));
    if (record == 0) return stop(NOT_KEPT, i);
    const total = load<u32>(at.TOTAL_LENGTH + (<usize>i << 2));
    const mainBytes = load<u32>(at.MAIN_LENGTH + (<usize>i << 2));
    const heading = program + 1 + load<u8>(program);
    before = text.size();
    head(program, i, total);
    text.putConstant(heading);
    const description = heading + 1 + load<u8>(heading);
    if (!programs.run(description, record + total - mainBytes, mainBytes)) return stop(DESCRIBE, i);
    finish(i);
  }
  return stop(WRITTEN, last);
}

function stop(why: u32, record: u32): u32 {
  status = why;
  return record;
}

@inline
function head(manager: usize, i: u32, total: u32): void {
  const by4 = <usize>i << 2;
  const by8 = <usize>i << 3;
  text.putConstant(manager);
  text.decimalPadded(total - load<u32>(at.FPI_LENGTH + by4), 6);
  text.byte(SLASH);
  text.decimalPadded(total, 6);
  text.putConstant(TX);
  text.decimalPadded(load<u32>(at.XID + by4), 10);
  text.putConstant(LSN);
  text.lsnPadded(batch.lsnOf(load<f64>(at.POSITION + by8)));
  text.putConstant(PREV);
  text.lsnPadded(load<u64>(at.PREV + by8));
  text.putConstant(DESC);
}

/** Ends the line of record `i` with its block references. */
export function finish(i: u32): void {
  const blocks = <u32>load<u8>(at.BLOCKS + i);
  if (blocks) eachReference(load<u32>(at.ADDRESS + (<usize>i << 2)), blocks);
  text.byte(NEWLINE);
}

/** Takes back the line that was begun last. */
export function takeBack(): void {
  text.cut(before);
}
