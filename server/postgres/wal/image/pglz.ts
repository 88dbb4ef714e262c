/**
 * Decompresses PostgreSQL's own compression into exactly `size` bytes. Undefined when the input is damaged: a match
 * before the beginning, or bytes missing or left over. PostgreSQL: pglz_decompress in common/pg_lzcompress.c.
 */
export function decompressPglz(source: Uint8Array, size: number): Uint8Array | undefined {
  const out = new Uint8Array(size);
  let from = 0;
  let to = 0;
  while (from < source.length && to < size) {
    let control = source[from++];
    for (let item = 0; item < 8 && from < source.length && to < size; item++, control >>= 1) {
      if ((control & 1) === 0) {
        out[to++] = source[from++];
        continue;
      }
      if (from + 2 > source.length) return undefined;
      let length = (source[from] & 0x0f) + 3;
      const distance = ((source[from] & 0xf0) << 4) | source[from + 1];
      from += 2;
      if (length === 18) {
        if (from >= source.length) return undefined;
        length += source[from++];
      }
      if (distance === 0 || distance > to) return undefined;
      for (const end = Math.min(size, to + length); to < end; to++) out[to] = out[to - distance];
    }
  }
  return to === size && from === source.length ? out : undefined;
}
