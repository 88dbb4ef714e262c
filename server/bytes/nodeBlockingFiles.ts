import { close, fstatSync, openSync, readSync } from 'node:fs';
import { promisify } from 'node:util';
import type { ByteSource, Files } from './byteSource.ts';
import { fail, nodeFiles } from './nodeFiles.ts';

const closeLater = promisify(close);

/**
 * `nodeFiles` for a thread that does nothing but read one file after the other: it waits for the operating system
 * itself, which spares a change of threads for every read.
 */
export const nodeBlockingFiles: Files = {
  ...nodeFiles,
  async open(path) {
    try {
      const file = openSync(path, 'r');
      return blockingSource(file, fstatSync(file).size);
    } catch (reason) {
      return fail('open file', path, reason as NodeJS.ErrnoException);
    }
  },
};

function blockingSource(file: number, size: number): ByteSource {
  const readInto = async (target: Uint8Array, offset: number) => {
    const wanted = Math.max(0, Math.min(target.length, size - offset));
    let done = 0;
    while (done < wanted) {
      const read = readSync(file, target, done, wanted - done, offset + done);
      if (read === 0) break;
      done += read;
    }
    return done;
  };
  return {
    size,
    readInto,
    async read(offset, length) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      return bytes.subarray(0, await readInto(bytes, offset));
    },
    close: () => closeLater(file),
  };
}
