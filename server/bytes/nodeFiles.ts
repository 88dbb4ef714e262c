import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type ByteSource, FileError, type Files, type FolderEntry } from './byteSource.ts';

/** The operating system's files, opened for reading only. */
export const nodeFiles: Files = {
  async open(path: string): Promise<ByteSource> {
    const handle = await open(path, 'r').catch(reason => fail('open file', path, reason));
    const { size } = await handle.stat();
    return {
      size,
      async read(offset, length) {
        const wanted = Math.max(0, Math.min(length, size - offset));
        const bytes = new Uint8Array(wanted);
        let done = 0;
        while (done < wanted) {
          const { bytesRead } = await handle.read(bytes, done, wanted - done, offset + done);
          if (bytesRead === 0) return bytes.subarray(0, done);
          done += bytesRead;
        }
        return bytes;
      },
      close: () => handle.close(),
    };
  },

  async list(path: string): Promise<FolderEntry[]> {
    const names = await readdir(path).catch(reason => fail('open directory', path, reason));
    const entries = await Promise.all(names.map(name => nodeFiles.stat(join(path, name))));
    return entries.filter(entry => entry !== undefined);
  },

  async stat(path: string): Promise<FolderEntry | undefined> {
    try {
      const found = await stat(path);
      const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
      return { name: basename(path), kind, size: found.size, modified: found.mtimeMs };
    } catch {
      return undefined;
    }
  },
};

const reasons: Record<string, string> = {
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
};

function fail(deed: string, path: string, reason: NodeJS.ErrnoException): never {
  const code = reason.code ?? 'EIO';
  throw new FileError(path, code, `could not ${deed} "${path}": ${reasons[code] ?? reason.message}`);
}
