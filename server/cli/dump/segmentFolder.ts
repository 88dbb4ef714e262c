import type { Files } from '../../bytes/byteSource.ts';
import { withoutCompressionSuffix } from '../../bytes/compression.ts';
import type { PlainSource } from '../../bytes/decompress.ts';
import { LazySources } from '../../bytes/lazySources.ts';
import { nodeDecompression } from '../../bytes/nodeDecompression.ts';
import type { WalSegment } from '../../postgres/wal/wal.ts';

/** A folder of segments, plain or compressed, by their 24 digits. */
export class SegmentFolder {
  readonly path: string;
  readonly #files: Files;
  /** File name of each segment: a plain file goes before a compressed one, that before a .partial. */
  readonly #names = new Map<string, string>();
  readonly #sources: LazySources;

  private constructor(files: Files, path: string) {
    this.#files = files;
    this.path = path;
    this.#sources = new LazySources(files, nodeDecompression);
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
  open(segment: string): Promise<PlainSource> {
    return this.#sources.open(this.#pathOf(segment));
  }

  /** The segment with its bytes read on demand; `size` is believed of those that are not open yet. */
  segment(name: string, size: number): WalSegment {
    return { name, source: this.#sources.later(this.#pathOf(name), size) };
  }

  #pathOf(segment: string): string {
    return `${this.path}/${this.#names.get(segment) ?? segment}`;
  }

  close(): Promise<void> {
    return this.#sources.close();
  }
}
