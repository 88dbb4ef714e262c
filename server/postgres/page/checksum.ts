const lanes = 32;
const prime = 16777619;
/** Start values of the 32 interleaved sums. PostgreSQL: checksumBaseOffsets in storage/checksum_impl.h. */
const bases = Uint32Array.of(
  0x5b1f36e9,
  0xb8525960,
  0x02ab50aa,
  0x1de66d2a,
  0x79ff467a,
  0x9bb9f8a3,
  0x217e7cd2,
  0x83e13d2c,
  0xf8d4474f,
  0xe39eb970,
  0x42c6ae16,
  0x993216fa,
  0x7b093b5d,
  0x98daff3c,
  0xf718902a,
  0x0b1c9cdb,
  0xe58f764b,
  0x187636bc,
  0x5d7b3bb1,
  0xe73de7de,
  0x92bec979,
  0xcca6c0b2,
  0x304a0979,
  0x85aa43d4,
  0x783125bb,
  0x6ca8eaa2,
  0xe407eac6,
  0x4b5cfc3e,
  0x9fbf8c76,
  0x15ca20be,
  0xf2ca9fd3,
  0x959bd756,
);
const checksumAt = 8;

/** The checksum that a data page at `block` should carry. PostgreSQL: pg_checksum_page in storage/checksum_impl.h. */
export function pageChecksum(page: Uint8Array, block: number): number {
  const words = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const sums = bases.slice();
  const mix = (lane: number, word: number) => {
    const mixed = sums[lane] ^ word;
    sums[lane] = Math.imul(mixed, prime) ^ (mixed >>> 17);
  };
  for (let at = 0; at < page.length; at += 4) {
    const word = words.getUint32(at, true);
    // the checksum itself, in the low half of its word, counts as zero
    mix((at / 4) % lanes, at === checksumAt ? (word & 0xffff0000) >>> 0 : word);
  }
  for (let round = 0; round < 2; round++) for (let lane = 0; lane < lanes; lane++) mix(lane, 0);
  const folded = sums.reduce((all, sum) => (all ^ sum) >>> 0, 0);
  return (((folded ^ block) >>> 0) % 65535) + 1;
}
