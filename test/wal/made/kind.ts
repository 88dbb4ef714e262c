import type { Major } from '../../../server/postgres/majors.ts';
import { ByteWriter } from './byteWriter.ts';
import type { Random } from './random.ts';
import type { Made } from './record.ts';

/** What a record is made with: `main` becomes its main data, `block` the data of block 0. */
export interface Making {
  readonly major: Major;
  readonly random: Random;
  readonly main: ByteWriter;
  readonly block: ByteWriter;
}

/** One kind of record and how to fill it with numbers that make sense together. */
export interface MadeKind {
  readonly rmid: number;
  readonly info: number;
  /** The majors that know it; all by default. */
  readonly since?: Major;
  readonly until?: Major;
  readonly hasBlock?: boolean;
  readonly fill: (making: Making) => void;
}

export function isKnownTo(major: Major, { since = 10, until = 19 }: MadeKind): boolean {
  return since <= major && major <= until;
}

export function makeRecord(kind: MadeKind, major: Major, random: Random): Made {
  const making: Making = { major, random, main: new ByteWriter(), block: new ByteWriter() };
  kind.fill(making);
  return {
    rmid: kind.rmid,
    info: kind.info,
    main: making.main.bytes,
    blockData: kind.hasBlock ? making.block.bytes : undefined,
    origin: random.coin() ? 0 : 1 + random.below(60_000),
    xid: random.u32(),
  };
}

/** A RelFileLocator. */
export function relation(w: ByteWriter, random: Random): ByteWriter {
  return w.u32(random.pick([1663, 1664, 16390]), random.oid(), random.oid());
}

/** A SharedInvalidationMessage of a kind that exists, or of one that does not. */
export function invalidation(w: ByteWriter, random: Random): void {
  const id = random.pick([0, 5, 77, -1, -2, -3, -4, -5, -6, -7]);
  w.align(4).u8(id & 0xff, random.below(256), random.below(256), random.below(256));
  w.u32(random.oid(), random.u32(), random.u32());
}

/** What INVALIDATIONS and, from 18 on, INPLACE end with. */
export function invalidations(w: ByteWriter, random: Random): void {
  const count = random.below(5);
  w.u32(random.oid(), random.oid()).u8(random.below(2)).u32(count);
  w.times(count, () => invalidation(w, random));
}
