import type { ByteSource, Files } from './byteSource.ts';

/** A file that is opened for each read and closed again: for many files of which any may be read once more. */
export function reopenedSource(files: Pick<Files, 'open'>, path: string, size: number): ByteSource {
  return {
    size,
    async read(offset, length) {
      const source = await files.open(path);
      try {
        return await source.read(offset, length);
      } finally {
        await source.close();
      }
    },
    close: async () => {},
  };
}
