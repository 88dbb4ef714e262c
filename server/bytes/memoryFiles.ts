import { type ByteSource, FileError, type Files, type FolderEntry, type ListedEntry } from './byteSource.ts';

/** Bytes in memory as a `ByteSource`. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: async (offset, length) => bytes.slice(offset, offset + length),
    readInto: async (target, offset) => {
      const part = bytes.subarray(offset, offset + target.length);
      target.set(part);
      return part.length;
    },
    close: async () => {},
  };
}

/** A tree of files in memory, by absolute path, for tests and for documents that no file holds. */
export class MemoryFiles implements Files {
  readonly #byPath: Map<string, Uint8Array>;

  constructor(byPath: Iterable<readonly [string, Uint8Array | string]> = []) {
    const encoder = new TextEncoder();
    this.#byPath = new Map(
      [...byPath].map(([path, bytes]) => [path, typeof bytes === 'string' ? encoder.encode(bytes) : bytes]),
    );
  }

  set(path: string, bytes: Uint8Array): void {
    this.#byPath.set(path, bytes);
  }

  async open(path: string): Promise<ByteSource> {
    const bytes = this.#byPath.get(path);
    if (!bytes)
      throw new FileError(path, 'ENOENT', `could not open file "${path}": No such file or directory`);
    return memorySource(bytes);
  }

  async list(path: string): Promise<ListedEntry[]> {
    const prefix = path.endsWith('/') ? path : `${path}/`;
    const entries = new Map<string, ListedEntry>();
    for (const file of this.#byPath.keys()) {
      if (!file.startsWith(prefix)) continue;
      const [name, ...below] = file.slice(prefix.length).split('/');
      entries.set(name, { name, kind: below.length ? 'folder' : 'file' });
    }
    if (!entries.size)
      throw new FileError(path, 'ENOENT', `could not open directory "${path}": No such file or directory`);
    return [...entries.values()];
  }

  async stat(path: string): Promise<FolderEntry | undefined> {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const bytes = this.#byPath.get(path);
    if (bytes) return { name, kind: 'file', size: bytes.length, modified: 0 };
    const below = [...this.#byPath.keys()].some(file => file.startsWith(`${path}/`));
    return below ? { name, kind: 'folder', size: 0, modified: 0 } : undefined;
  }
}
