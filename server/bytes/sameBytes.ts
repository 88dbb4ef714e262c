import type { ByteSource } from './byteSource.ts';

const pieceBytes = 256 * 1024;

/** Where two files begin to differ, undefined when they are equal; a shorter one differs where it ends. */
export async function sameBytes(one: ByteSource, other: ByteSource): Promise<number | undefined> {
  const common = Math.min(one.size, other.size);
  for (let at = 0; at < common; at += pieceBytes) {
    const length = Math.min(pieceBytes, common - at);
    const [a, b] = await Promise.all([one.read(at, length), other.read(at, length)]);
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return at + i;
  }
  return one.size === other.size ? undefined : common;
}
