import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DecompressionPlatform } from './decompress.ts';
import { sourceOf } from './nodeFiles.ts';
import type { Temporary } from './spool.ts';

/** Decompression with what Node has built in, and with the temporary folder of the system. */
export const nodeDecompression: DecompressionPlatform = {
  // loaded for the first file that is compressed: most are not, and programs are to start at once
  decoder: async compression => (await import('./nodeZlib.ts')).zlibDecoders[compression],
  temporary,
};

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
