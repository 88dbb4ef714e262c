import type { Lsn } from '../../postgres/lsn.ts';
import type { Wal } from '../../postgres/wal/wal.ts';
import type { DumpOptions } from './options.ts';
import type { RecordPrinter } from './recordPrinter.ts';
import type { SegmentJob } from './segmentJob.ts';
import type { SegmentResult } from './segmentResult.ts';

/** What a worker's program is started with, in place of a verb. */
export const workerWord = 'worker';

/** Whoever reads pieces, in whatever order. */
export interface PieceReaders {
  /** Undefined when the piece could not be read. */
  result(index: number): Promise<SegmentResult | undefined>;
  /** What was printed of a result: its memory can be used again. */
  reuse(result: SegmentResult): void;
}

/** From where to read on, so that the end of the WAL is judged as by one who has read all that is before it. */
export interface RestOfWal {
  readonly start: Lsn;
  /** The record at `start` is printed already; it is read again because the next one must name it. */
  readonly printed: boolean;
}

/** The segments of `wal` in pieces of `most` bytes, or of a segment's size where that is less. */
export function piecesOf(wal: Wal, folder: string, options: DumpOptions, most: number): SegmentJob[] {
  const { segmentSize } = wal;
  const length = Math.min(segmentSize, most);
  return wal.segments.flatMap(({ name }, segment) =>
    Array.from({ length: segmentSize / length }, (_, piece) => ({
      index: segment * (segmentSize / length) + piece,
      segment,
      folder,
      name: name!,
      next: wal.segments[segment + 1]?.name,
      segmentSize,
      from: piece * length,
      to: (piece + 1) * length,
      options,
    })),
  );
}

/**
 * Prints pieces in order, up to the first that is not whole or whose first record does not follow the last one before
 * it. Returns from where the rest is to be read, undefined when nothing is left.
 */
export async function printPieces(
  wal: Wal,
  jobs: readonly SegmentJob[],
  readers: PieceReaders,
  printer: RecordPrinter,
  signal?: AbortSignal,
): Promise<RestOfWal | undefined> {
  let last: SegmentResult | undefined;
  const rest = () => ({ start: last?.lastLsn ?? wal.start, printed: last !== undefined });
  for (const job of jobs) {
    signal?.throwIfAborted();
    const result = await readers.result(job.index);
    if (isPassedOver(job, wal, last)) continue;
    if (!result || !follows(last, result)) return rest();
    await printer.adopt(result);
    readers.reuse(result);
    if (result.firstLsn !== undefined) last = result;
    if (!result.whole) return rest();
  }
  return undefined;
}

/** Whether the piece lies in what a SWITCH record, or one that is longer than a piece, has left behind. */
function isPassedOver(
  { segment, segmentSize, to }: SegmentJob,
  wal: Wal,
  last: SegmentResult | undefined,
): boolean {
  const end = wal.start + BigInt(segment * segmentSize + to);
  return last?.nextLsn !== undefined && end <= last.nextLsn;
}

/** A piece may hold no record's beginning; else its first record must name the last one before it. */
function follows(last: SegmentResult | undefined, result: SegmentResult): boolean {
  return last === undefined || result.firstPrev === undefined || result.firstPrev === last.lastLsn;
}
