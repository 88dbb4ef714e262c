import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { BadCompressedData, type Decoder } from './compression.ts';
import type { DecompressionPlatform } from './decompress.ts';
import { sourceOf } from './nodeFiles.ts';
import type { Temporary } from './spool.ts';

type Transform = ReturnType<typeof zlib.createGunzip>;

/** Node's zlib; its zstd decoder came with 22.15. */
const zstd: (() => Transform) | undefined = Reflect.get(zlib, 'createZstdDecompress');

/** Decompression with what Node has built in, and with the temporary folder of the system. */
export const nodeDecompression: DecompressionPlatform = {
  decoders: {
    gzip: decoderOf(() => zlib.createGunzip()),
    brotli: decoderOf(() => zlib.createBrotliDecompress()),
    ...(zstd && { zstd: decoderOf(zstd) }),
  },
  temporary,
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

let made = 0;

/** A file that is removed from its folder at once where the system allows, so that nothing can stay behind. */
async function temporary(): Promise<Temporary> {
  const path = join(tmpdir(), `walscope-${process.pid}-${++made}`);
  const handle = await open(path, 'wx+', 0o600);
  const remove = () => rm(path, { force: true }).catch(() => {});
  await remove();
  let size = 0;
  const close = async () => {
    await handle.close();
    await remove();
  };
  return {
    async write(bytes) {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, size);
        done += bytesWritten;
        size += bytesWritten;
      }
    },
    finish: async () => ({ ...sourceOf(handle, size), close }),
    discard: close,
  };
}
