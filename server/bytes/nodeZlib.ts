import { Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { BadCompressedData, type Compression, type Decoder } from './compression.ts';

type Transform = ReturnType<typeof zlib.createGunzip>;

/** Node's zlib; its zstd decoder came with 22.15. */
const zstd: (() => Transform) | undefined = Reflect.get(zlib, 'createZstdDecompress');

/** What Node's zlib decodes. */
export const zlibDecoders: Partial<Record<Compression, Decoder>> = {
  gzip: decoderOf(() => zlib.createGunzip()),
  brotli: decoderOf(() => zlib.createBrotliDecompress()),
  ...(zstd && { zstd: decoderOf(zstd) }),
};

function decoderOf(create: () => Transform): Decoder {
  return async function* (compressed) {
    const input = Readable.from(compressed, { objectMode: false });
    const transform = create();
    input.on('error', reason => transform.destroy(reason));
    try {
      for await (const piece of input.pipe(transform)) yield piece;
    } catch (reason) {
      throw isZlibError(reason) ? new BadCompressedData(reason.message) : reason;
    } finally {
      input.destroy();
    }
  };
}

function isZlibError(reason: unknown): reason is Error {
  return reason instanceof Error && 'code' in reason && /^(Z_|ERR_|ZSTD_)/.test(String(reason.code));
}
