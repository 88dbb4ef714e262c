import { basename } from 'node:path';
import type { ByteSource, Files } from '../../bytes/byteSource.ts';
import { withoutCompressionSuffix } from '../../bytes/compression.ts';
import { LazySources } from '../../bytes/lazySources.ts';
import { nodeDecompression } from '../../bytes/nodeDecompression.ts';
import { openTar, type TarArchive, type TarEntry } from '../../bytes/tar.ts';
import { parseHistoryName } from '../../postgres/files/history.ts';
import { serverText } from '../../postgres/files/serverText.ts';
import { longPageHeaderSize } from '../../postgres/wal/page.ts';
import type { WalSegment } from '../../postgres/wal/wal.ts';
import { historyLimit, type SegmentStore } from './segmentStore.ts';

/** Segments that a tar archive holds itself or in pg_wal, as pg_basebackup's pg_wal.tar and base.tar do. */
export class SegmentArchive implements SegmentStore {
  readonly archive: string;
  readonly problem: string | undefined;
  readonly #tar: TarArchive;
  readonly #entries = new Map<string, TarEntry>();
  readonly #histories = new Map<number, TarEntry>();
  readonly #sources: LazySources;

  private constructor(tar: TarArchive, archive: string) {
    this.archive = archive;
    this.problem = tar.problem;
    this.#tar = tar;
    const byName = new Map(tar.entries.map(entry => [entry.name, entry] as const).reverse());
    this.#sources = new LazySources({ open: async name => tar.open(byName.get(name)!) }, nodeDecompression);
    for (const entry of tar.entries) {
      const name = walName(entry);
      const history = parseHistoryName(withoutCompressionSuffix(basename(entry.name)));
      if (history !== undefined) this.#histories.set(history, entry);
      // of several copies the first counts, of a plain and a compressed one the plain
      const known = name === undefined ? undefined : this.#entries.get(name);
      if (name !== undefined && (!known || (isPacked(known) && !isPacked(entry))))
        this.#entries.set(name, entry);
    }
  }

  /** `wanted` tells of which segments the content will be read; the first one's always may be. */
  static async open(
    files: Files,
    path: string,
    wanted: (segment: string, entry: TarEntry) => boolean,
    signal?: AbortSignal,
  ): Promise<SegmentArchive> {
    let first = true;
    const keep = (entry: TarEntry) => {
      const name = walName(entry);
      if (name === undefined)
        return parseHistoryName(withoutCompressionSuffix(basename(entry.name))) !== undefined;
      const kept = first || isPacked(entry) || wanted(name, entry);
      if (entry.size >= longPageHeaderSize) first = false;
      return kept;
    };
    const name = basename(path);
    return new SegmentArchive(
      await openTar(await files.open(path), name, nodeDecompression, { keep, signal }),
      name,
    );
  }

  has(segment: string): boolean {
    return this.#entries.has(segment);
  }

  /** In the order of the archive. PostgreSQL: init_archive_reader in bin/pg_waldump/archive_waldump.c. */
  first(): string | undefined {
    return [...this.#entries].find(([, entry]) => entry.size >= longPageHeaderSize)?.[0];
  }

  open(segment: string): Promise<ByteSource> {
    return this.#sources.open(this.#entries.get(segment)!.name);
  }

  segment(name: string, size: number): WalSegment {
    const entry = this.#entries.get(name)!;
    const source = isPacked(entry) ? this.#sources.later(entry.name, size) : this.#tar.open(entry);
    return { name, source };
  }

  segments(): string[] {
    return [...this.#entries.keys()];
  }

  histories(): number[] {
    return [...this.#histories.keys()];
  }

  async history(timeline: number): Promise<string | undefined> {
    const name = this.#histories.get(timeline)?.name;
    if (name === undefined) return undefined;
    const source = await this.#sources.open(name);
    return serverText(await source.read(0, historyLimit));
  }

  missing(segment: string): string {
    return this.problem ?? `could not find WAL "${segment}" in archive "${this.archive}"`;
  }

  async refresh(): Promise<void> {}

  async close(): Promise<void> {
    await this.#sources.close();
    await this.#tar.close();
  }
}

function isPacked({ name }: TarEntry): boolean {
  return withoutCompressionSuffix(name) !== name;
}

/**
 * The segment that a member holds: one at the top of the archive, or below a folder whose name begins with pg_wal.
 * PostgreSQL: member_is_wal_file in bin/pg_waldump/archive_waldump.c; compressed members are ours.
 */
function walName(entry: TarEntry): string | undefined {
  if (entry.kind !== 'file') return undefined;
  const path = withoutCompressionSuffix(entry.name).replace(/^(\.?\/)+/, '');
  const inPlace = path.length === 24 || path.startsWith('pg_wal');
  return inPlace && /^[0-9A-F]{24}$/.test(path.slice(-24)) ? path.slice(-24) : undefined;
}
