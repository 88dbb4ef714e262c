import type { ByteSource } from './byteSource.ts';
import {
  BadCompressedData,
  type Compression,
  compressionOf,
  type Decoder,
  sniffedBytes,
} from './compression.ts';
import { type Encryption, encryptionBytes, encryptionOf } from './encryption.ts';
import { createSpool, type Temporary } from './spool.ts';

/** What decompression needs from the platform it runs on. */
export interface DecompressionPlatform {
  /** The decoder that is built in, which goes before ours. */
  decoder(compression: Compression): Promise<Decoder | undefined>;
  /** A new file for what is too large for memory; gone when it is closed. */
  temporary(): Promise<Temporary>;
}

/** Plain bytes. Closing it closes the file that they came from. */
export interface PlainSource extends ByteSource {
  /** How the file was compressed; undefined when it was not. */
  readonly compression: Compression | undefined;
  /** How the file is encrypted, where its beginning shows it: its bytes are of no use. */
  readonly encryption?: Encryption;
  /** Why decompression ended before the file did; what came before that can be read. */
  readonly problem?: string;
}

/** The most that is decompressed: the largest segment and some more for what an archiver adds. */
const decompressedLimit = 1025 * 1024 * 1024;
const chunkSize = 256 * 1024;

/** Our decoders, each loaded when it is needed. */
const decoders: Partial<Record<Compression, () => Promise<Decoder>>> = {
  lz4: async () => (await import('./decodeLz4.ts')).decodeLz4,
  zstd: async () => (await import('./decodeZstd.ts')).decodeZstd,
  bzip2: async () => (await import('./decodeBzip2.ts')).decodeBzip2,
  xz: async () => (await import('./decodeXz.ts')).decodeXz,
  snappy: async () => (await import('./decodeSnappy.ts')).decodeSnappy,
};

/**
 * `source` itself when it is plain, else its decompressed bytes: in memory up to 64 MB, in a temporary file above.
 * Damaged data is no exception but a `problem`; so is data that grows to `limit` bytes. `name` is the file's.
 */
export async function openPlain(
  source: ByteSource,
  name: string,
  platform: DecompressionPlatform,
  { limit = decompressedLimit, signal }: { limit?: number; signal?: AbortSignal } = {},
): Promise<PlainSource> {
  const { compression, stream } = await decodedStream(source, name, platform);
  if (!stream) return plain(source, compression, encryptionOf(await source.read(0, encryptionBytes)));
  const spool = createSpool(platform.temporary);
  let problem: string | undefined;
  try {
    for await (const piece of stream) {
      signal?.throwIfAborted();
      await spool.write(piece.subarray(0, limit - spool.size));
      if (spool.size === limit)
        throw new BadCompressedData(`it holds ${limit / 2 ** 20} MB or more, which no WAL segment does`);
    }
  } catch (reason) {
    if (!(reason instanceof BadCompressedData)) {
      await spool.discard();
      throw reason;
    }
    problem = `could not decompress all of "${name}": ${reason.message}`;
  }
  const decompressed = await spool.finish();
  const close = async () => {
    await decompressed.close();
    await source.close();
  };
  return { ...decompressed, close, compression, problem };
}

/**
 * The first `length` plain bytes of `source`, or fewer: decompresses no more of it than it must. Undefined where there
 * is no decoder for it.
 */
export async function plainHead(
  source: ByteSource,
  name: string,
  platform: DecompressionPlatform,
  length: number,
): Promise<{ readonly bytes: Uint8Array; readonly compression?: Compression } | undefined> {
  const { compression, stream } = await decodedStream(source, name, platform);
  if (!compression) return { bytes: await source.read(0, length) };
  if (!stream) return undefined;
  const head = new Uint8Array(length);
  let filled = 0;
  try {
    for await (const piece of stream) {
      const taken = piece.subarray(0, length - filled);
      head.set(taken, filled);
      filled += taken.length;
      if (filled === length) break;
    }
  } catch (reason) {
    if (!(reason instanceof BadCompressedData)) throw reason;
  }
  return { bytes: head.subarray(0, filled), compression };
}

/** How many plain bytes `source` has, and whether it is `whole`: decompresses all of it and keeps nothing. */
export async function plainSize(
  source: ByteSource,
  name: string,
  platform: DecompressionPlatform,
): Promise<{ readonly size: number; readonly whole: boolean }> {
  const { stream } = await decodedStream(source, name, platform);
  let size = 0;
  try {
    for await (const piece of stream ?? []) {
      size += piece.length;
      if (size > decompressedLimit) break;
    }
  } catch (reason) {
    if (!(reason instanceof BadCompressedData)) throw reason;
    return { size, whole: false };
  }
  return { size, whole: true };
}

/**
 * How `source` is compressed, and its plain bytes one after the other: no stream where it is plain already, or nothing
 * here decodes it. The stream throws `BadCompressedData` where it is damaged.
 */
export async function decodedStream(
  source: ByteSource,
  name: string,
  platform: DecompressionPlatform,
): Promise<{ readonly compression?: Compression; readonly stream?: AsyncIterable<Uint8Array> }> {
  const compression = compressionOf(await source.read(0, sniffedBytes), name);
  if (!compression) return {};
  const decoder = (await platform.decoder(compression)) ?? (await decoders[compression]?.());
  return { compression, stream: decoder?.(chunksOf(source)) };
}

function plain(
  source: ByteSource,
  compression: Compression | undefined,
  encryption: Encryption | undefined,
): PlainSource {
  const problem = compression && `there is no decoder for ${compression} here`;
  return {
    size: source.size,
    read: (offset, length) => source.read(offset, length),
    readInto: source.readInto?.bind(source),
    close: () => source.close(),
    compression,
    encryption,
    problem,
  };
}

async function* chunksOf(source: ByteSource): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < source.size; at += chunkSize) yield await source.read(at, chunkSize);
}
