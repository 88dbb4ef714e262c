/** The compressions that WAL archives use. */
export type Compression = 'gzip' | 'lz4' | 'zstd' | 'bzip2' | 'xz' | 'brotli' | 'snappy';

/** Turns compressed bytes into plain ones, piece by piece. Throws `BadCompressedData` where they are damaged. */
export type Decoder = (compressed: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

/** Compressed bytes that cannot be decompressed; what came before the damage has been given already. */
export class BadCompressedData extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BadCompressedData';
  }
}

const suffixes = ['.gz', '.lz4', '.zst', '.zstd', '.bz2', '.xz', '.br', '.snappy'];

const magics: readonly [Compression, ...number[]][] = [
  ['gzip', 0x1f, 0x8b, 0x08],
  ['lz4', 0x04, 0x22, 0x4d, 0x18],
  ['zstd', 0x28, 0xb5, 0x2f, 0xfd],
  ['bzip2', 0x42, 0x5a, 0x68],
  ['xz', 0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
  ['snappy', 0xff, 0x06, 0x00, 0x00, 0x73, 0x4e, 0x61, 0x50],
];

const skippableTail = [0x2a, 0x4d, 0x18];

/** Bytes of a file's head that `compressionOf` looks at. */
export const sniffedBytes = 8;

/** How a file is compressed, by its first bytes; Brotli, which has no mark of its own, by the name. */
export function compressionOf(head: Uint8Array, name: string): Compression | undefined {
  const found = magics.find(([, ...magic]) => magic.every((byte, i) => head[i] === byte));
  if (found) return found[0];
  if (isSkippable(head)) return suffixOf(name) === '.lz4' ? 'lz4' : 'zstd';
  return suffixOf(name) === '.br' ? 'brotli' : undefined;
}

/** Whether a frame begins at `at` that decoders pass over. LZ4 and zstd have it both; pzstd writes one in front. */
export function isSkippable(bytes: Uint8Array, at = 0): boolean {
  return (bytes[at] & 0xf0) === 0x50 && skippableTail.every((byte, i) => bytes[at + 1 + i] === byte);
}

/** The checksum of a segment's content, which pgBackRest puts between its name and the suffix. */
const checksum = /(?<=^[0-9A-F]{24}(?:\.partial)?)-[0-9a-f]{40}$/;

/** `name` without the suffix that a compressor adds, and without the checksum that pgBackRest puts before it. */
export function withoutCompressionSuffix(name: string): string {
  const suffix = suffixOf(name);
  return (suffix ? name.slice(0, -suffix.length) : name).replace(checksum, '');
}

function suffixOf(name: string): string | undefined {
  return suffixes.find(suffix => name.toLowerCase().endsWith(suffix));
}
