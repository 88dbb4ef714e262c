import { FileError, type Files } from '../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../bytes/decompress.ts';
import type { Heads } from './cluster.ts';
import { headSample } from './headSample.ts';
import { readHead } from './readHead.ts';
import type { ArchiveProblem } from './repository.ts';
import type { HeadFault, SegmentHead } from './segmentHead.ts';
import { pathOf, type WalObject } from './walObject.ts';

/** First pages that are read unless more are asked for. */
const headsUnasked = 10_000;
/** How many files are open at once. */
const parallel = 16;
/** Files read before the other work of the process gets its turn. */
const progressEvery = 500;

export interface GatherOptions {
  readonly signal?: AbortSignal;
  /** Called now and then with the number of segments looked at, and of all. */
  readonly onProgress?: (done: number, all: number) => void;
  /** First pages that are read at the most; where there are more segments, a sample of them. */
  readonly mostHeads?: number;
}

/** The first pages that were read, and what to say of them. */
export interface HeadsRead {
  readonly heads: Heads;
  readonly problems: readonly ArchiveProblem[];
  /** There were more segments than were read. */
  readonly sampled: boolean;
}

/**
 * Reads the first page header of every segment, or of a sample of them where there are very many. What cannot be read,
 * an encrypted file for one, has no entry.
 */
export async function readHeads(
  files: Files,
  objects: readonly WalObject[],
  platform: DecompressionPlatform,
  options: GatherOptions = {},
): Promise<HeadsRead> {
  const heads = new Map<WalObject, SegmentHead | HeadFault>();
  const readable = objects.filter(isReadable);
  const { mostHeads = headsUnasked } = options;
  const segments = [...new Set(readable.map(costOf))].flatMap(cost => {
    const isAlike = (object: WalObject) => costOf(object) === cost;
    const alike = readable.every(isAlike) ? readable : readable.filter(isAlike);
    return headSample(alike, Math.ceil(mostHeads / cost));
  });
  const refused: FileError[] = [];
  let next = 0;
  const worker = async () => {
    while (next < segments.length) {
      options.signal?.throwIfAborted();
      if (next % progressEvery === 0) options.onProgress?.(next, segments.length);
      const segment = segments[next++];
      const head = await readHead(files, pathOf(segment), platform);
      if (head instanceof FileError) refused.push(head);
      else if (head !== undefined) heads.set(segment, head);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  const problems = unreadableFiles(refused);
  if (segments.length === readable.length) return { heads, problems, sampled: false };
  const sample = sampleRead(heads, readable.length);
  return { heads: sample.heads, problems: [...problems, sample.problem], sampled: true };
}

/** Files that are there but cannot be read; one that has gone meanwhile was the server's to remove. */
function unreadableFiles(refused: readonly FileError[]): ArchiveProblem[] {
  const there = refused.filter(({ code }) => code !== 'ENOENT');
  if (!there.length) return [];
  const [{ path, message }] = there.sort((a, b) => (a.path < b.path ? -1 : 1));
  const others = there.length > 1 ? `, and ${(there.length - 1).toLocaleString('en')} more` : '';
  const said = `Segments are judged by their names alone where they cannot be read: ${message}${others}.`;
  return [{ severity: 'warning', code: 'segment-unreadable', message: said, path }];
}

/** Compressions that no decoder is there for. */
const undecodable: readonly string[] = ['lzma', 'lzo'];
const slowCompressions: readonly string[] = ['bz2', 'xz'];

function isReadable({ kind, encrypted, compression = '' }: WalObject): boolean {
  return (kind === 'segment' || kind === 'partial') && !encrypted && !undecodable.includes(compression);
}

/** What a first page costs against that of a plain file: the decompression of a block, of a large one. */
function costOf({ compression }: WalObject): number {
  return compression === undefined ? 1 : slowCompressions.includes(compression) ? 100 : 10;
}

/** What is said of an archive of which only a sample was read. Where none of it is WAL, the names alone count. */
function sampleRead(heads: Heads, all: number): { heads: Heads; problem: ArchiveProblem } {
  const read = heads.size.toLocaleString('en');
  if ([...heads.values()].some(head => typeof head === 'object')) {
    const message = `The first pages of ${read} of ${all.toLocaleString('en')} segments were read; the others are judged by their names.`;
    return { heads, problem: { severity: 'information', code: 'heads-sampled', message } };
  }
  const message = `None of the ${read} segments that were looked at begins with WAL: all are judged by their names.`;
  return { heads: new Map(), problem: { severity: 'warning', code: 'heads-without-wal', message } };
}
