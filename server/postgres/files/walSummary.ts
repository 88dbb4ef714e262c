import { crc32c } from '../crc32c.ts';
import type { Lsn } from '../lsn.ts';
import type { FileProblem, Reading } from './problem.ts';
import { viewOf } from './struct.ts';

/** What the name of a WAL summary says: WAL of `timeline` from `start` up to `end`. */
export interface WalSummaryName {
  readonly timeline: number;
  readonly start: Lsn;
  readonly end: Lsn;
}

/** Blocks from `first` to `last`, both included. */
export type BlockRange = readonly [first: number, last: number];

/** The fork of a relation that the summarised WAL changed. */
export interface SummarizedFork {
  readonly tablespace: number;
  readonly database: number;
  readonly relation: number;
  /** 0 main, 1 fsm, 2 vm, 3 init. */
  readonly fork: number;
  /** Blocks from here on were truncated away (0: created or dropped); undefined: it kept its length. */
  readonly limitBlock?: number;
  /** Changed blocks, in order. */
  readonly blocks: readonly BlockRange[];
  /** Where the entry is in the file, bytes. */
  readonly offset: number;
  readonly length: number;
}

/** A file of pg_wal/summaries (17 and newer). */
export interface WalSummary {
  readonly forks: readonly SummarizedFork[];
  readonly crcOk: boolean;
}

/** File name suffixes of the forks. PostgreSQL: forkNames in common/relpath.c. */
export const forkNames: readonly string[] = ['main', 'fsm', 'vm', 'init'];

const magicNumber = 0x652b137b;
const blocksPerChunk = 65536;
/** A chunk of this many 16-bit words is a bitmap of its blocks, a shorter one a list of them. */
const bitmapWords = 4096;
const entrySize = 24;
const maxAllocSize = 0x3fff_ffff;

/** Parses `TTTTTTTTSSSSSSSSSSSSSSSSEEEEEEEEEEEEEEEE.summary`. PostgreSQL: IsWalSummaryFilename. */
export function parseWalSummaryName(name: string): WalSummaryName | undefined {
  const match = /^([0-9A-F]{8})([0-9A-F]{16})([0-9A-F]{16})\.summary$/.exec(name);
  if (!match) return undefined;
  const [start, end] = match.slice(2).map(digits => BigInt(`0x${digits}`));
  return { timeline: Number.parseInt(match[1], 16), start, end };
}

/**
 * A WAL summary; `path` names it in messages. Damage ends the reading, what came before it is kept.
 * PostgreSQL: BlockRefTableReaderNextRelation in common/blkreftable.c.
 */
export function readWalSummary(bytes: Uint8Array, path: string): Reading<WalSummary> {
  const forks: SummarizedFork[] = [];
  const stop = (message: string, offset: number): Reading<WalSummary> => ({
    value: { forks, crcOk: false },
    problems: [{ level: 'ERROR', message: `file "${path}" ${message}`, offset }],
  });
  const view = viewOf(bytes);
  if (bytes.length < 4) return stop('ends unexpectedly', bytes.length);
  const magic = view.getUint32(0, true);
  if (magic !== magicNumber)
    return stop(`has wrong magic number: expected ${magicNumber}, found ${magic}`, 0);
  let at = 4;
  while (at + entrySize <= bytes.length) {
    if (bytes.subarray(at, at + entrySize).every(byte => byte === 0))
      return finish(bytes, forks, at + entrySize, stop);
    const entry = readEntry(bytes, at);
    if (typeof entry === 'string') return stop(entry, at);
    if (!entry) break;
    forks.push(entry);
    at += entry.length;
  }
  return stop('ends unexpectedly', bytes.length);
}

type Stop = (message: string, offset: number) => Reading<WalSummary>;

function finish(bytes: Uint8Array, forks: SummarizedFork[], at: number, stop: Stop): Reading<WalSummary> {
  if (at + 4 > bytes.length) return stop('ends unexpectedly', bytes.length);
  const expected = crc32c(bytes.subarray(0, at));
  const found = viewOf(bytes).getUint32(at, true);
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, '0');
  if (expected !== found)
    return stop(`has wrong checksum: expected ${hex(expected)}, found ${hex(found)}`, at);
  return { value: { forks, crcOk: true }, problems: [] as FileProblem[] };
}

/** The entry at `at`, what is wrong with it, or undefined when the file ends in it. */
function readEntry(bytes: Uint8Array, at: number): SummarizedFork | string | undefined {
  const view = viewOf(bytes);
  const [tablespace, database, relation, fork, limit, chunks] = [0, 4, 8, 12, 16, 20].map(offset =>
    view.getUint32(at + offset, true),
  );
  if (fork >= forkNames.length) return `has invalid fork number ${fork | 0}`;
  if (chunks > maxAllocSize / 2) return 'has oversized chunk size array';
  const sizesAt = at + entrySize;
  if (sizesAt + chunks * 2 > bytes.length) return undefined;
  const blocks: number[] = [];
  const sizeOf = (chunk: number) => view.getUint16(sizesAt + chunk * 2, true);
  for (let chunk = 0; chunk < chunks; chunk++)
    if (sizeOf(chunk) > bitmapWords) return `chunk ${chunk} has invalid size ${sizeOf(chunk)}`;
  let next = sizesAt + chunks * 2;
  for (let chunk = 0; chunk < chunks; chunk++) {
    const words = sizeOf(chunk);
    if (next + words * 2 > bytes.length) return undefined;
    collectBlocks(view, next, words, chunk * blocksPerChunk, blocks);
    next += words * 2;
  }
  return {
    tablespace,
    database,
    relation,
    fork,
    ...(limit !== 0xffff_ffff && { limitBlock: limit }),
    blocks: toRanges(blocks),
    offset: at,
    length: next - at,
  };
}

function collectBlocks(
  view: DataView,
  at: number,
  words: number,
  firstBlock: number,
  blocks: number[],
): void {
  for (let i = 0; i < words; i++) {
    const word = view.getUint16(at + i * 2, true);
    if (words < bitmapWords) blocks.push(firstBlock + word);
    else for (let bit = 0; bit < 16; bit++) if (word & (1 << bit)) blocks.push(firstBlock + i * 16 + bit);
  }
}

function toRanges(blocks: number[]): BlockRange[] {
  const ranges: [number, number][] = [];
  for (const block of blocks.sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && block === last[1] + 1) last[1] = block;
    else ranges.push([block, block]);
  }
  return ranges;
}

/** What pg_walsummary prints of these forks. PostgreSQL: bin/pg_walsummary/pg_walsummary.c. */
export function walSummaryText(forks: readonly SummarizedFork[]): string {
  return forks
    .flatMap(({ tablespace, database, relation, fork, limitBlock, blocks }) => {
      const subject = `TS ${tablespace}, DB ${database}, REL ${relation}, FORK ${forkNames[fork]}:`;
      const limit = limitBlock === undefined ? [] : [`${subject} limit ${limitBlock}\n`];
      const changed = blocks.map(([first, last]) =>
        first === last ? `${subject} block ${first}\n` : `${subject} blocks ${first}..${last}\n`,
      );
      return [...limit, ...changed];
    })
    .join('');
}
