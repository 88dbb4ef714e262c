import type { ByteSource, Files } from '../../bytes/byteSource.ts';
import { withoutCompressionSuffix } from '../../bytes/compression.ts';
import { openPlain, type PlainSource } from '../../bytes/decompress.ts';
import { nodeDecompression } from '../../bytes/nodeDecompression.ts';
import type { WalSegment } from '../../postgres/wal/openWal.ts';

/** Decompressed or plain segments that are held open at once. */
const heldOpen = 3;

/** A folder of segments, plain or compressed, by their 24 digits. */
export class SegmentFolder {
  readonly path: string;
  readonly #files: Files;
  /** File name of each segment: a plain file goes before a compressed one, that before a .partial. */
  readonly #names = new Map<string, string>();
  readonly #open: { name: string; source: Promise<PlainSource> }[] = [];

  private constructor(files: Files, path: string) {
    this.#files = files;
    this.path = path;
  }

  static async list(files: Files, path: string): Promise<SegmentFolder> {
    const folder = new SegmentFolder(files, path);
    await folder.refresh();
    return folder;
  }

  /** Looks for segments that have come since. */
  async refresh(): Promise<void> {
    for (const { name } of await this.#files.list(this.path)) {
      if (!/^[0-9A-F]{24}/.test(name)) continue;
      const plain = withoutCompressionSuffix(name);
      if (plain.length !== 24 && plain.slice(24) !== '.partial') continue;
      const known = this.#names.get(plain.slice(0, 24));
      if (known === undefined || name.length < known.length) this.#names.set(plain.slice(0, 24), name);
    }
  }

  has(segment: string): boolean {
    return this.#names.has(segment);
  }

  /** Any segment, the alphabetically first one. */
  first(): string | undefined {
    return [...this.#names.keys()].sort()[0];
  }

  /** Says which file is meant by its segment, where several are there. */
  prefer(fileName: string): void {
    this.#names.set(fileName.slice(0, 24), fileName);
  }

  /** The plain bytes of a segment; the folder closes it. */
  async open(segment: string): Promise<PlainSource> {
    const known = this.#open.find(each => each.name === segment);
    if (known) return known.source;
    const fileName = this.#names.get(segment) ?? segment;
    const source = this.#files
      .open(`${this.path}/${fileName}`)
      .then(file => openPlain(file, fileName, nodeDecompression));
    source.catch(() => {}); // whoever awaits it hears of it
    this.#open.push({ name: segment, source });
    if (this.#open.length > heldOpen) await this.#close(this.#open.shift()!.source);
    return source;
  }

  async #close(source: Promise<PlainSource>): Promise<void> {
    await (await source.catch(() => undefined))?.close();
  }

  /** The segment with its bytes read on demand; `size` is believed of those that are not open yet. */
  segment(name: string, size: number): WalSegment {
    const source: ByteSource = {
      size,
      read: async (offset, length) => (await this.open(name)).read(offset, length),
      close: async () => {},
    };
    return { name, source };
  }

  async close(): Promise<void> {
    for (const { source } of this.#open.splice(0)) await this.#close(source);
  }
}
