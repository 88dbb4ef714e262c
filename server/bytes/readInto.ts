import type { ByteSource } from './byteSource.ts';

/**
 * Fills `target` with the bytes of `source` from `offset`; returns how many there were. Copies nothing where the
 * source can read into memory that it is given.
 */
export async function readInto(source: ByteSource, target: Uint8Array, offset: number): Promise<number> {
  if (source.readInto) return source.readInto(target, offset);
  const bytes = await source.read(offset, target.length);
  target.set(bytes);
  return bytes.length;
}
