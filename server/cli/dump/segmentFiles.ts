import type { Files } from '../../bytes/byteSource.ts';
import { withoutCompressionSuffix } from '../../bytes/compression.ts';
import type { PlainSource } from '../../bytes/decompress.ts';
import { LazySources } from '../../bytes/lazySources.ts';
import { nodeDecompression } from '../../bytes/nodeDecompression.ts';
import { parseHistoryName } from '../../postgres/files/history.ts';
import { serverText } from '../../postgres/files/serverText.ts';
import type { WalSegment } from '../../postgres/wal/wal.ts';
import { historyLimit, type SegmentStore } from './segmentStore.ts';

const segmentPattern = /^[0-9A-F]{24}(\.partial)?$/;

/** Files of segments, plain or compressed: all of a folder, or some that are named. */
export class SegmentFiles implements SegmentStore {
  readonly folder: string | undefined;
  readonly #files: Files;
  /**
   * The file of each segment, by its name in the folder, or by its path where there is no folder. A plain file goes
   * before a compressed one, that before a .partial.
   */
  readonly #names = new Map<string, string>();
  readonly #histories = new Map<number, string>();
  readonly #sources: LazySources;

  private constructor(files: Files, folder?: string) {
    this.#files = files;
    this.folder = folder;
    this.#sources = new LazySources(files, nodeDecompression);
  }

  /** What lies in a folder. Throws FileError. */
  static async list(files: Files, folder: string): Promise<SegmentFiles> {
    const all = new SegmentFiles(files, folder);
    await all.refresh();
    return all;
  }

  /** Segments, each with the path of its file; those of one folder are its listing, with these files chosen. */
  static async of(
    files: Files,
    paths: readonly (readonly [segment: string, path: string])[],
  ): Promise<SegmentFiles> {
    const folders = new Set(paths.map(([, path]) => path.slice(0, path.lastIndexOf('/'))));
    const [folder] = folders;
    const inOne = folders.size === 1 && paths.length > 1;
    const some = inOne ? await SegmentFiles.list(files, folder) : new SegmentFiles(files);
    for (const [segment, path] of paths)
      some.#names.set(segment, inOne ? path.slice(folder.length + 1) : path);
    return some;
  }

  get problem(): string | undefined {
    return this.#sources.problem;
  }

  async refresh(): Promise<void> {
    if (this.folder === undefined) return;
    this.#names.clear();
    this.#histories.clear();
    for (const { name, kind } of await this.#files.list(this.folder)) {
      if (kind === 'folder') continue;
      const plain = withoutCompressionSuffix(name);
      const history = parseHistoryName(plain);
      if (history !== undefined) this.#histories.set(history, name);
      if (!segmentPattern.test(plain)) continue;
      const known = this.#names.get(plain.slice(0, 24));
      if (known === undefined || name.length < known.length) this.#names.set(plain.slice(0, 24), name);
    }
  }

  has(segment: string): boolean {
    return this.#names.has(segment);
  }

  /** Whether `name` is what a file of a segment that is there may be called. */
  hasFile(name: string): boolean {
    return this.has(name.slice(0, 24)) && segmentPattern.test(withoutCompressionSuffix(name));
  }

  first(): string | undefined {
    return [...this.#names.keys()].sort()[0];
  }

  /** Says which file is meant by its segment, where several are there. */
  prefer(fileName: string): void {
    if (fileName.length > 24) this.#names.set(fileName.slice(0, 24), fileName);
  }

  open(segment: string): Promise<PlainSource> {
    return this.#sources.open(this.#pathOf(segment));
  }

  segment(name: string, size: number): WalSegment {
    return { name, source: this.#sources.later(this.#pathOf(name), size) };
  }

  histories(): number[] {
    return [...this.#histories.keys()];
  }

  async history(timeline: number): Promise<string | undefined> {
    const name = this.#histories.get(timeline);
    if (name === undefined) return undefined;
    const source = await this.#sources.open(this.#path(name));
    return serverText(await source.read(0, historyLimit));
  }

  missing(segment: string): string {
    return `could not find file "${segment}": No such file or directory`;
  }

  #pathOf(segment: string): string {
    return this.#path(this.#names.get(segment) ?? segment);
  }

  #path(name: string): string {
    return this.folder === undefined ? name : `${this.folder}/${name}`;
  }

  close(): Promise<void> {
    return this.#sources.close();
  }
}
