import type { ByteSource } from './byteSource.ts';
import { BadCompressedData, type Compression } from './compression.ts';
import { type DecompressionPlatform, decodedStream } from './decompress.ts';
import { readInto } from './readInto.ts';
import { createSpool } from './spool.ts';
import { readTarHeader, type TarHeader, tarBlock, text } from './tarHeader.ts';
import { seekingInput, streamInput, type TarInput } from './tarInput.ts';

/** A file, folder or something else in a tar archive. */
export interface TarEntry {
  /** As the archive has it, `./` and all. */
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
  /** Bytes that the archive says it has. */
  readonly size: number;
  /** Where its content begins in the decompressed archive. */
  readonly offset: number;
}

/** A tar archive that has been read through once. */
export interface TarArchive {
  /** In the order of the archive. */
  readonly entries: readonly TarEntry[];
  /** How the whole archive was compressed. */
  readonly compression?: Compression;
  /** Why the archive could not be read to its end, in PostgreSQL's words; what comes before can be read. */
  readonly problem?: string;
  /** The content of an entry: shorter than its size where the archive is cut off. Closing it does nothing. */
  open(entry: TarEntry): ByteSource;
  /** Closes the archive and what was kept of it. */
  close(): Promise<void>;
}

export interface OpenTarOptions {
  /**
   * Files to keep where the archive is compressed, and can be read only once: in memory up to 64 MB, above in a
   * temporary file. The others are empty then. All files of a plain archive can be opened.
   */
  readonly keep: (entry: TarEntry) => boolean;
  readonly signal?: AbortSignal;
}

/** More than this is no name. */
const longestName = 64 * 1024;

/** More entries than any backup has. */
const mostEntries = 1_000_000;

/** Suffixes of tar archives, plain and compressed. PostgreSQL: parse_tar_compress_algorithm, and some more. */
const tarSuffix = /\.(tar|tgz|tar\.(gz|lz4|zst|zstd|bz2|xz|br)|tbz2|txz)$/;

/** Whether a file's name is that of a tar archive. */
export function isTarName(name: string): boolean {
  return tarSuffix.test(name);
}

/**
 * Lists a tar archive (POSIX, pax or GNU), plain or compressed; the archive closes `source`. Damage is no exception
 * but a `problem`. `name` is the file's. PostgreSQL: astreamer_tar_parser_content in fe_utils/astreamer_tar.c.
 */
export async function openTar(
  source: ByteSource,
  name: string,
  platform: DecompressionPlatform,
  options: OpenTarOptions,
): Promise<TarArchive> {
  const { compression, stream } = await decodedStream(source, name, platform);
  if (!stream) {
    const entries: TarEntry[] = [];
    const problem = await listEntries(seekingInput(source), entries, options);
    return {
      entries,
      compression,
      problem,
      open: entry => part(source, entry.offset, entry.size),
      close: () => source.close(),
    };
  }
  return unpack(stream, source, compression, platform, options);
}

/** Reads a compressed archive through and keeps the content of some entries. */
async function unpack(
  stream: AsyncIterable<Uint8Array>,
  source: ByteSource,
  compression: Compression | undefined,
  platform: DecompressionPlatform,
  options: OpenTarOptions,
): Promise<TarArchive> {
  const spool = createSpool(platform.temporary);
  const entries: TarEntry[] = [];
  const kept = new Map<TarEntry, number>();
  const input = streamInput(stream);
  try {
    const problem = await listEntries(input, entries, options, async entry => {
      if (entry.kind !== 'file' || !options.keep(entry)) return;
      kept.set(entry, spool.size);
      for await (const piece of input.pieces(entry.size)) await spool.write(piece);
    });
    const content = await spool.finish();
    return {
      entries,
      compression,
      problem,
      open(entry) {
        const offset = kept.get(entry);
        return offset === undefined ? part(content, content.size, 0) : part(content, offset, entry.size);
      },
      close: async () => {
        await content.close();
        await source.close();
      },
    };
  } catch (reason) {
    await spool.discard();
    throw reason;
  } finally {
    await input.end();
  }
}

/** Adds the entries of an archive to `entries`; returns why it ended before its end. */
async function listEntries(
  input: TarInput,
  entries: TarEntry[],
  { signal }: OpenTarOptions,
  onEntry: (entry: TarEntry) => Promise<void> = async () => {},
): Promise<string | undefined> {
  let next: Extension = {};
  try {
    for (;;) {
      signal?.throwIfAborted();
      const block = await input.take(tarBlock);
      if (block.length === 0) return undefined;
      if (block.length < tarBlock) return cutOff;
      const header = readTarHeader(block);
      if (header === 'end') return undefined;
      if (!header) return 'input file does not appear to be a valid tar archive';
      if (extensionTypes.has(header.type)) {
        const end = input.position + padded(header.size);
        next = { ...next, ...(await readExtension(input, header)) };
        if (!(await input.skipTo(end))) return cutOff;
      } else {
        if (entries.length === mostEntries) return `only the first ${mostEntries} entries were read`;
        if (header.type === 'S') await passSparseMaps(input, block);
        const entry = entryOf(header, next, input.position);
        if (entry.name === '') return 'tar member has empty name';
        if (!isSafe(entry.name)) return `tar member has unsafe path name: "${entry.name}"`;
        entries.push(entry);
        await onEntry(entry);
        next = {};
        if (!(await input.skipTo(entry.offset + padded(entry.size)))) return cutOff;
      }
    }
  } catch (reason) {
    if (reason instanceof BadCompressedData) return damage(reason);
    throw reason;
  }
}

/** Whether a member stays in the folder that it would be unpacked to. PostgreSQL: path_is_safe_for_extraction. */
function isSafe(name: string): boolean {
  return !name.startsWith('/') && !name.split('/').includes('..');
}

/** What decoders say of data that ends before it should. */
const endsEarly = /ends too early|unexpected (EOF|end of file)/i;

/** PostgreSQL: fe_utils/astreamer_gzip.c, _lz4.c and _zstd.c. */
function damage({ message }: BadCompressedData): string {
  return `could not decompress data: ${endsEarly.test(message) ? 'compressed stream is incomplete' : message}`;
}

const cutOff = 'COPY stream ended before last file was finished';

function padded(bytes: number): number {
  return Math.ceil(bytes / tarBlock) * tarBlock;
}

/** GNU's old sparse files have more headers where one does not hold the map of their holes. */
async function passSparseMaps(input: TarInput, header: Uint8Array): Promise<void> {
  for (let goesOn = header[482]; goesOn; ) goesOn = (await input.take(tarBlock))[504];
}

function entryOf(header: TarHeader, { name, size, sparse }: Extension, offset: number): TarEntry {
  const own = name ?? header.name;
  const isFolder = header.type === '5' || (header.type === '0' && own.endsWith('/'));
  const kind = isFolder ? 'folder' : header.type === '0' && !sparse ? 'file' : 'other';
  return { name: own, kind, size: size ?? header.size, offset };
}

/** What headers of their own say about the entry that follows them. */
interface Extension {
  readonly name?: string;
  readonly size?: number;
  /** Its content is not stored as it is. */
  readonly sparse?: boolean;
}

/** GNU's long names and links, and pax headers for one entry and for all. */
const extensionTypes = new Set(['L', 'K', 'x', 'g']);

async function readExtension(input: TarInput, { type, size }: TarHeader): Promise<Extension> {
  if (type === 'K' || type === 'g' || size > longestName) return {};
  const content = await input.take(size);
  return type === 'L' ? { name: text(content, 0, content.length) } : paxRecords(content);
}

/** `length keyword=value` lines. */
function paxRecords(content: Uint8Array): Extension {
  const found: { name?: string; size?: number; sparse?: boolean } = {};
  for (let at = 0; at < content.length; ) {
    const head = /^(\d{1,6}) ([^=]*)=/.exec(text(content, at, 100));
    const length = Number(head?.[1] ?? 0);
    if (!head || length <= head[0].length) break;
    const from = at + new TextEncoder().encode(head[0]).length;
    const value = text(content, from, at + length - from - 1);
    if (head[2] === 'path') found.name = value;
    if (head[2] === 'size' && /^\d{1,15}$/.test(value)) found.size = Number(value);
    if (head[2].startsWith('GNU.sparse.')) found.sparse = true;
    at += length;
  }
  return found;
}

/** `size` bytes of `source` from `offset` on, or what there is of them. */
function part(source: ByteSource, offset: number, size: number): ByteSource {
  const there = Math.max(0, Math.min(size, source.size - offset));
  const within = (from: number, length: number) => Math.max(0, Math.min(length, there - from));
  return {
    size: there,
    read: (from, length) => source.read(offset + from, within(from, length)),
    readInto: (target, from) =>
      readInto(source, target.subarray(0, within(from, target.length)), offset + from),
    close: async () => {},
  };
}
