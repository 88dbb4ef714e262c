import type { Files } from '../../bytes/byteSource.ts';
import { compressionOf, sniffedBytes } from '../../bytes/compression.ts';
import { type DecompressionPlatform, plainHead } from '../../bytes/decompress.ts';
import { type Encryption, encryptionBytes, encryptionOf } from '../../bytes/encryption.ts';
import { memorySource } from '../../bytes/memoryFiles.ts';
import { headOf } from '../encrypted.ts';
import { headBytes, readSegmentHead } from '../segmentHead.ts';
import { pathOf, type WalObject } from '../walObject.ts';

/** How many segments are looked at: one that is damaged does not make a repository encrypted. */
const looks = 3;
const headLength = 64 * 1024;

/** First bytes of compressions that nothing here decodes. */
const undecoded: Readonly<Record<string, readonly number[]>> = {
  lzo: [0x89, 0x4c, 0x5a, 0x4f],
  lzma: [0x5d, 0x00, 0x00],
};

/**
 * Whether the WAL of a repository is encrypted although no name says so: WAL-G encrypts what it has compressed and keeps
 * the compression's suffix; libsodium leaves no mark. So it is where neither the beginning of a compressed file nor WAL
 * is found in any of some segments.
 */
export async function sealedWal(
  files: Files,
  objects: readonly WalObject[],
  platform: DecompressionPlatform,
): Promise<{ encryption?: Encryption } | undefined> {
  const segments = objects.filter(({ kind, encrypted }) => kind === 'segment' && !encrypted);
  const step = Math.max(1, Math.floor(segments.length / looks));
  let encryption: Encryption | undefined;
  let sealed = 0;
  for (let at = 0; at < segments.length && sealed < looks; at += step) {
    const head = await headOf(files, pathOf(segments[at]), headLength);
    if (!head?.length) continue;
    if (!(await isSealed(head, segments[at], platform))) return undefined;
    encryption ??= encryptionOf(head.subarray(0, encryptionBytes));
    sealed++;
  }
  return sealed ? { encryption } : undefined;
}

async function isSealed(
  head: Uint8Array,
  { fileName, compression = '' }: WalObject,
  platform: DecompressionPlatform,
): Promise<boolean> {
  if (encryptionOf(head)) return true;
  const mark = undecoded[compression];
  if (mark) return !mark.every((byte, index) => head[index] === byte);
  const found = compressionOf(head.subarray(0, sniffedBytes), fileName);
  if (found && found !== 'brotli') return false;
  // what is zeros is damaged; Brotli has no mark, only what comes out of it tells
  const plain = await plainHead(memorySource(head), fileName, platform, headBytes);
  if (!plain || head.every(byte => byte === 0)) return false;
  return plain.bytes.length === 0 || typeof readSegmentHead(plain.bytes) === 'string';
}
