/** Distance of the shortest match that LZ4 can spell. */
const shortestMatch = 4;

/**
 * Decompresses one raw LZ4 block (no frame) of at most `size` bytes. Undefined when the input is damaged or would
 * give more. Format: lz4_Block_format.md of the LZ4 project.
 */
export function decompressLz4Block(source: Uint8Array, size: number): Uint8Array | undefined {
  const out = new Uint8Array(size);
  let from = 0;
  let to = 0;
  // a length of 15 goes on in further bytes, up to one that is not 255
  const longer = (nibble: number): number => {
    let length = nibble;
    if (nibble < 15) return length;
    for (;;) {
      const more = source[from++];
      if (more === undefined) return Number.NaN;
      length += more;
      if (more !== 255) return length;
    }
  };
  while (from < source.length) {
    const token = source[from++];
    const literals = longer(token >> 4);
    if (!(from + literals <= source.length && to + literals <= size)) return undefined;
    out.set(source.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    if (from === source.length) return out.subarray(0, to);
    const distance = source[from] | (source[from + 1] << 8);
    from += 2;
    const length = longer(token & 15) + shortestMatch;
    if (from > source.length || distance === 0 || distance > to || !(to + length <= size)) return undefined;
    for (const end = to + length; to < end; to++) out[to] = out[to - distance];
  }
  return undefined;
}
