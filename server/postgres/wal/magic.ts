import type { Major } from '../majors.ts';

/** xlp_magic of each major's WAL pages. PostgreSQL: XLOG_PAGE_MAGIC in access/xlog_internal.h. */
const magicOf: Record<Major, number> = {
  10: 0xd097,
  11: 0xd098,
  12: 0xd101,
  13: 0xd106,
  14: 0xd10d,
  15: 0xd110,
  16: 0xd113,
  17: 0xd116,
  18: 0xd118,
  19: 0xd122,
};

const majorOf = new Map(Object.entries(magicOf).map(([major, magic]) => [magic, Number(major) as Major]));

/** The page magic that `major` writes. */
export function pageMagic(major: Major): number {
  return magicOf[major];
}

/** The major whose WAL pages have this magic, or undefined. */
export function majorOfMagic(magic: number): Major | undefined {
  return majorOf.get(magic);
}
