import type { ByteSource, Files } from './byteSource.ts';
import { type DecompressionPlatform, openPlain, type PlainSource } from './decompress.ts';
import { readInto } from './readInto.ts';

/** Many files as plain bytes, of which only a few are open at a time: those used last. */
export class LazySources {
  readonly #files: Pick<Files, 'open'>;
  readonly #platform: DecompressionPlatform;
  readonly #mostOpen: number;
  readonly #open: { path: string; source: Promise<PlainSource> }[] = [];
  #problem: string | undefined;

  constructor(files: Pick<Files, 'open'>, platform: DecompressionPlatform, mostOpen = 3) {
    this.#files = files;
    this.#platform = platform;
    this.#mostOpen = mostOpen;
  }

  /** Why the first file that could not be decompressed to its end could not be. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** The plain bytes of the file at `path`; they stay this object's to close. Rejects with FileError. */
  async open(path: string, signal?: AbortSignal): Promise<PlainSource> {
    const at = this.#open.findIndex(each => each.path === path);
    if (at >= 0) {
      const [known] = this.#open.splice(at, 1);
      this.#open.push(known);
      return known.source;
    }
    const name = path.slice(path.lastIndexOf('/') + 1);
    const source = this.#decompressed(path, name, signal);
    source.catch(() => {}); // whoever awaits it hears of it
    this.#open.push({ path, source });
    if (this.#open.length > this.#mostOpen) await close(this.#open.shift()!.source);
    return source;
  }

  async #decompressed(path: string, name: string, signal?: AbortSignal): Promise<PlainSource> {
    const source = await openPlain(await this.#files.open(path), name, this.#platform, { signal });
    this.#problem ??= source.problem;
    return source;
  }

  /** A source that opens its file when it is first read; `size` is believed until then. */
  later(path: string, size: number): ByteSource {
    return {
      size,
      read: async (offset, length) => (await this.open(path)).read(offset, length),
      readInto: async (target, offset) => readInto(await this.open(path), target, offset),
      close: async () => {},
    };
  }

  async close(): Promise<void> {
    for (const { source } of this.#open.splice(0)) await close(source);
  }
}

async function close(source: Promise<PlainSource>): Promise<void> {
  await (await source.catch(() => undefined))?.close();
}
