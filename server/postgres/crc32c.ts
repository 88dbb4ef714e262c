const table = makeTable();

function makeTable(): Uint32Array {
  const reflectedCastagnoli = 0x82f6_3b78;
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ reflectedCastagnoli : crc >>> 1;
    return crc;
  });
}

/** CRC-32C of `bytes` as PostgreSQL keeps it in its small files. PostgreSQL: port/pg_crc32c_sb8.c. */
export function crc32c(bytes: Uint8Array): number {
  return ~crc32cCarriedOn(0xffff_ffff, bytes) >>> 0;
}

/** The register of a CRC-32C carried on over `bytes`: it begins as 0xffffffff and is inverted at the end. */
export function crc32cCarriedOn(register: number, bytes: Uint8Array): number {
  let crc = register;
  for (let i = 0; i < bytes.length; i++) crc = table[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  return crc;
}
