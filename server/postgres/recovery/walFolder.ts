import { type ByteSource, FileError, type Files } from '../../bytes/byteSource.ts';
import { reopenedSource } from '../../bytes/reopenedSource.ts';

/** pg_wal as it changes while the server runs; nothing of it is written. */
export class WalFolder {
  readonly #files: Files;
  readonly #path: string;
  readonly #sources = new Map<string, (() => Promise<ByteSource>) | undefined>();
  readonly #statuses = new Set<string>();

  constructor(files: Files, path: string) {
    this.#files = files;
    this.#path = path;
  }

  /** Reads the names; a folder that is not there is empty. */
  async load(): Promise<void> {
    for (const { name, kind } of await namesIn(this.#files, this.#path))
      if (kind === 'file') this.#sources.set(name, () => this.#openOwn(`${this.#path}/${name}`));
    for (const { name } of await namesIn(this.#files, `${this.#path}/archive_status`))
      this.#statuses.add(name);
  }

  async #openOwn(path: string): Promise<ByteSource> {
    const found = await this.#files.stat(path);
    if (!found)
      throw new FileError(path, 'ENOENT', `could not open file "${path}": No such file or directory`);
    return reopenedSource(this.#files, path, found.size);
  }

  has(name: string): boolean {
    return this.#sources.has(name);
  }

  /** The file's bytes; undefined when it is not there, or what the server would write into it is not modelled. */
  async open(name: string): Promise<ByteSource | undefined> {
    return this.#sources.get(name)?.();
  }

  /** The file is there from now on, in place of one of the same name. */
  put(name: string, source?: ByteSource): void {
    this.#sources.set(name, source && (async () => source));
  }

  remove(name: string): void {
    this.#sources.delete(name);
  }

  /** Files that the server had not finished when it died. */
  removeTemporary(): void {
    for (const name of this.names()) if (name.startsWith('xlogtemp.')) this.remove(name);
  }

  rename(from: string, to: string): void {
    const source = this.#sources.get(from);
    this.#sources.delete(from);
    this.#sources.set(to, source);
  }

  names(): string[] {
    return [...this.#sources.keys()].sort();
  }

  statuses(): string[] {
    return [...this.#statuses].sort();
  }

  status(name: string): 'ready' | 'done' | undefined {
    if (this.#statuses.has(`${name}.done`)) return 'done';
    return this.#statuses.has(`${name}.ready`) ? 'ready' : undefined;
  }

  setStatus(name: string, status: 'ready' | 'done' | undefined): void {
    this.#statuses.delete(`${name}.done`);
    this.#statuses.delete(`${name}.ready`);
    if (status) this.#statuses.add(`${name}.${status}`);
  }
}

async function namesIn(files: Files, path: string) {
  try {
    return await files.list(path);
  } catch (error) {
    if (error instanceof FileError) return [];
    throw error;
  }
}
