import type { ByteSource } from './byteSource.ts';
import { memorySource } from './memoryFiles.ts';

/** A file that is written once, from its beginning to its end, then read. */
export interface Temporary {
  write(bytes: Uint8Array): Promise<void>;
  /** The bytes written; closing the source removes the file. */
  finish(): Promise<ByteSource>;
  /** Removes the file instead. */
  discard(): Promise<void>;
}

export interface Spool extends Temporary {
  readonly size: number;
}

/** Bytes kept in memory before a file is made. */
const memoryLimit = 64 * 1024 * 1024;
const firstBuffer = 1024 * 1024;

/** Collects bytes: in memory, and from 64 MB on in a temporary file. */
export function createSpool(temporary: () => Promise<Temporary>): Spool {
  let buffer = new Uint8Array(firstBuffer);
  let size = 0;
  let file: Temporary | undefined;
  return {
    get size() {
      return size;
    },
    async write(bytes) {
      if (!file && size + bytes.length > memoryLimit) {
        file = await temporary();
        await file.write(buffer.subarray(0, size));
        buffer = new Uint8Array(0);
      }
      if (file) await file.write(bytes);
      else {
        if (size + bytes.length > buffer.length) buffer = enlarged(buffer, size + bytes.length);
        buffer.set(bytes, size);
      }
      size += bytes.length;
    },
    finish: async () => (file ? file.finish() : memorySource(buffer.subarray(0, size))),
    discard: async () => file?.discard(),
  };
}

function enlarged(buffer: Uint8Array, least: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(memoryLimit, Math.max(least, buffer.length * 2)));
  larger.set(buffer);
  return larger;
}
