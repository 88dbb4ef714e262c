import { type FileHandle, open, opendir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type ByteSource, FileError, type Files, type FolderEntry, type ListedEntry } from './byteSource.ts';

/** Names that the system is asked for at once; all of a million at once would be held three times over. */
const listedAtOnce = 4096;

/** The operating system's files, opened for reading only. */
export const nodeFiles: Files = {
  async open(path: string): Promise<ByteSource> {
    const handle = await open(path, 'r').catch(reason => fail('open file', path, reason));
    const found = await handle.stat();
    if (found.isDirectory()) {
      await handle.close();
      fail('open file', path, Object.assign(new Error(), { code: 'EISDIR' }));
    }
    return sourceOf(handle, found.size);
  },

  async list(path: string): Promise<ListedEntry[]> {
    const found = await opendir(path, { bufferSize: listedAtOnce }).catch(reason =>
      fail('open directory', path, reason),
    );
    const entries: ListedEntry[] = [];
    for await (const entry of found) {
      // a link counts as what it leads to
      const kind = entry.isSymbolicLink()
        ? (await nodeFiles.stat(join(path, entry.name)))?.kind
        : kindOf(entry);
      if (kind) entries.push({ name: entry.name, kind });
    }
    return entries;
  },

  async stat(path: string): Promise<FolderEntry | undefined> {
    try {
      const found = await stat(path);
      return { name: basename(path), kind: kindOf(found), size: found.size, modified: found.mtimeMs };
    } catch {
      return undefined;
    }
  },
};

function kindOf(found: { isFile(): boolean; isDirectory(): boolean }): ListedEntry['kind'] {
  return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
}

/** The first `size` bytes of an open file. */
export function sourceOf(handle: FileHandle, size: number): ByteSource {
  return {
    size,
    async read(offset, length) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      const done = await fill(handle, bytes, offset);
      return bytes.subarray(0, done);
    },
    readInto: (target, offset) =>
      fill(handle, target.subarray(0, Math.max(0, Math.min(target.length, size - offset))), offset),
    close: () => handle.close(),
  };
}

/** Reads until `target` is full or the file ends; returns how many bytes. */
async function fill(handle: FileHandle, target: Uint8Array, offset: number): Promise<number> {
  let done = 0;
  while (done < target.length) {
    const { bytesRead } = await handle.read(target, done, target.length - done, offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}

const reasons: Record<string, string> = {
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
};

export function fail(deed: string, path: string, reason: NodeJS.ErrnoException): never {
  const code = reason.code ?? 'EIO';
  throw new FileError(path, code, `could not ${deed} "${path}": ${reasons[code] ?? reason.message}`);
}
