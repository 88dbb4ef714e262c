import { type Major, sinceMajor } from '../../majors.ts';
import { printRun, type Run, readRun } from '../describe/array.ts';
import type { Description } from '../describe/description.ts';
import { as, bool, composite, type FieldType, i8, i32, struct, u32 } from '../describe/fieldTypes.ts';
import type { Since } from '../describe/resourceManager.ts';
import { constant } from '../describe/textBuffer.ts';
import { u32 as readU32 } from '../record.ts';

const space = constant(' ');
const heading = constant('; inval msgs:');

/** How a kind of message is printed: its words, and where in it the OID to print lies. */
interface MessageKind {
  readonly words: string;
  readonly oidAt?: number;
}

/** The messages that are not on a catalog cache, by their id. PostgreSQL: SHAREDINVAL*_ID in storage/sinval.h. */
const kindsAt10: Readonly<Record<number, MessageKind>> = {
  [-1]: { words: 'catalog ', oidAt: 8 },
  [-2]: { words: 'relcache ', oidAt: 8 },
  [-3]: { words: 'smgr' },
  [-4]: { words: 'relmap db ', oidAt: 4 },
  [-5]: { words: 'snapshot ', oidAt: 8 },
};
const kindsAt18 = { ...kindsAt10, [-6]: { words: 'relsync ', oidAt: 8 } };

const layout = struct({
  id: as(i8, 'kind of cache: 0 and more a catalog cache, below 0 others'),
  dbId: as(u32, 'database, 0 for a shared catalog'),
  object: as(u32, 'what to forget: hash value of a key, catalog or relation'),
  more: as(u32, 'not used, but for messages on files'),
});

/** The type of messages where `kinds` are known. */
function messageType(kinds: Readonly<Record<number, MessageKind>>): FieldType {
  const unknown = (id: number) => (id >= 0 ? `catcache ${id}` : `unrecognized id ${id}`);
  const words: Uint8Array[] = new Array(256);
  return composite(layout, (out, bytes, at) => {
    const id = (bytes[at] << 24) >> 24;
    const kind = kinds[id];
    words[bytes[at]] ??= constant(kind?.words ?? unknown(id));
    out.put(words[bytes[at]]);
    if (kind?.oidAt) out.u32(readU32(bytes, at + kind.oidAt));
  });
}

const typeSince: Since<FieldType> = { 10: messageType(kindsAt10), 18: messageType(kindsAt18) };

/** A SharedInvalidationMessage: tells other sessions to forget cached catalog contents. */
export function invalidationMessage(major: Major): FieldType {
  return sinceMajor(typeSince, major)!;
}

/** Prints invalidation messages. PostgreSQL: standby_desc_invalidations in access/rmgrdesc/standbydesc.c. */
export function printInvalidations(
  d: Description,
  messages: Run,
  relcacheInitFile: boolean,
  database: number,
  tablespace: number,
): void {
  if (relcacheInitFile) d.out.text(`; relcache init file inval dbid ${database} tsid ${tablespace}`);
  d.out.put(heading);
  printRun(d, messages, space);
}

/** Members of a record that carries invalidation messages itself, up to the messages. */
export const invalidationsHead = {
  dbId: as(u32, 'database, 0 where only shared catalogs changed'),
  tsId: as(u32, "the database's tablespace"),
  relcacheInitFileInval: as(bool('true', 'false'), 'whether files with cached catalog contents are removed'),
  nmsgs: as(i32, 'number of invalidation messages'),
};

/** Reads and prints the messages behind such a head, which begins with `dbId` at `headAt` of the main data. */
export function invalidationsBehind(headAt: number, evenIfNone: boolean): (d: Description) => void {
  return d => {
    const count = d.mainU32(headAt + 12);
    const messages = readRun(d, 'msgs', invalidationMessage(d.major), count);
    if (count === 0 && !evenIfNone) return;
    const inits = d.mainByte(headAt + 8) !== 0;
    printInvalidations(d, messages, inits, d.mainU32(headAt), d.mainU32(headAt + 4));
  };
}
