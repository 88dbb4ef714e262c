import type { ByteSource } from '../bytes/byteSource.ts';

const chunkSize = 128 * 1024;

/** `source` with the last stretch that was read kept: for small reads that lie close together. */
export function cachedSource(source: ByteSource): ByteSource {
  let chunk: Uint8Array = new Uint8Array(0);
  let from = 0;
  return {
    size: source.size,
    async read(offset, length) {
      if (length > chunkSize / 2) return source.read(offset, length);
      if (offset < from || offset + Math.min(length, source.size - offset) > from + chunk.length) {
        const start = Math.max(0, offset - (offset % 8192));
        chunk = await source.read(start, chunkSize);
        from = start;
      }
      return chunk.slice(offset - from, offset - from + length);
    },
    close: () => source.close(),
  };
}
