import { sinceMajor } from '../../majors.ts';
import { printRun, type Run } from '../describe/array.ts';
import type { Description } from '../describe/description.ts';
import {
  as,
  composite,
  type FieldType,
  i32,
  lsn,
  struct,
  timestamp,
  u32,
  xid,
} from '../describe/fieldTypes.ts';
import type { Since } from '../describe/resourceManager.ts';
import { constant, type TextBuffer } from '../describe/textBuffer.ts';
import { u32 as readU32, u64 as readU64 } from '../record.ts';

const space = constant(' ');
const slash = 0x2f;

/** A subtransaction's ID. */
export const subxact = as(xid, 'subtransaction');
const kind = as(i32, 'kind of statistics: 1 database, 2 relation, 3 function, 4 replication slot');
const dboid = as(u32, 'database');

/** An xl_xact_stats_item, printed as `kind/database/object`. */
export const statsItemSince = {
  15: composite(struct({ kind, dboid, objoid: as(u32, 'object') }), (out, bytes, at) => {
    writeStatsOwner(out, bytes, at);
    out.u32(readU32(bytes, at + 8));
  }),
  18: composite(
    struct({ kind, dboid, objid_lo: as(u32, 'object, low half'), objid_hi: as(u32, 'object, high half') }),
    (out, bytes, at) => {
      writeStatsOwner(out, bytes, at);
      out.u64(readU64(bytes, at + 8));
    },
  ),
};

function writeStatsOwner(out: TextBuffer, bytes: Uint8Array, at: number): void {
  out.i32(readU32(bytes, at) | 0);
  out.byte(slash);
  out.u32(readU32(bytes, at + 4));
  out.byte(slash);
}

const originLsnSince: Since<FieldType> = { 10: lsn(false), 19: lsn(true) };

/** Where a transaction came from, as offsets of its commit's position and time; -1 where they are missing. */
export interface Origin {
  readonly lsnAt: number;
  readonly timeAt: number;
}

/** Reads an origin that stands here, unaligned. */
export function readOrigin(d: Description): Origin {
  const lsnType = sinceMajor(originLsnSince, d.major)!;
  return {
    lsnAt: d.field('origin_lsn', lsnType, "position in the origin's own log"),
    timeAt: d.field('origin_timestamp', timestamp, 'when it was committed or prepared there'),
  };
}

/** `; origin: node 1, lsn 0/1, at TIME` */
export function printOrigin(d: Description, { lsnAt, timeAt }: Origin): void {
  if (lsnAt < 0 || timeAt < 0) return;
  d.out.text(`; origin: node ${d.record.origin}, lsn `);
  sinceMajor(originLsnSince, d.major)!.write(d.out, d.record.bytes, lsnAt);
  d.out.text(', at ');
  timestamp.write(d.out, d.record.bytes, timeAt);
}

/** `; heading: a b`, nothing for an empty list. */
export function printList(d: Description, heading: string, run: Run | undefined): void {
  if (!run?.count) return;
  d.out.text(heading);
  printRun(d, run, space);
}
