import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Wal } from '../../postgres/wal/wal.ts';
import type { Io } from '../io.ts';
import type { DumpOptions } from './options.ts';
import { piecesOf, printPieces, type RestOfWal } from './pieces.ts';
import type { RecordPrinter } from './recordPrinter.ts';
import type { DumpTarget } from './target.ts';

/** The bundle of program.ts, for the workers; there is none when the program runs from its sources. */
const workerFile = fileURLToPath(new URL('./dump.cjs', import.meta.url));

/** How a range is read by several threads: where all of it becomes text, and where nothing but counts comes of it. */
const ways = {
  text: {
    /** Bytes of WAL that a thread reads at a time. */
    pieceBytes: 4 * 1024 * 1024,
    /** Below this starting threads takes longer than they save. */
    worthwhileBytes: 48 * 1024 * 1024,
    /** Results that may wait for their turn while all threads work: bounds the memory. */
    waiting: 1,
  },
  counts: { pieceBytes: 16 * 1024 * 1024, worthwhileBytes: 192 * 1024 * 1024, waiting: 1000 },
} as const;

function wayOf({ stats, quiet }: DumpOptions) {
  return stats || quiet ? ways.counts : ways.text;
}

/** Whether pieces of a range can be read side by side. */
export function canRunParallel(wal: Wal, options: DumpOptions, target: DumpTarget): boolean {
  return (
    wal.end - wal.start >= wayOf(options).worthwhileBytes &&
    options.limit <= 0 &&
    !options.follow &&
    options.saveFullPage === undefined &&
    target.start === wal.start &&
    (target.end === undefined || target.end >= wal.end) &&
    wal.unreadable === undefined &&
    target.store.folder !== undefined &&
    availableParallelism() > 1 &&
    existsSync(workerFile)
  );
}

/** Prints the pieces of a range by worker threads; see `printPieces`. */
export async function printParallel(
  wal: Wal,
  options: DumpOptions,
  target: DumpTarget,
  printer: RecordPrinter,
  io: Io,
): Promise<RestOfWal | undefined> {
  const { pieceBytes, waiting } = wayOf(options);
  const jobs = piecesOf(wal, target.store.folder!, options, pieceBytes);
  const { startPool } = await import('./piecePool.ts');
  const pool = startPool(jobs, workerFile, Math.min(availableParallelism(), jobs.length), waiting);
  try {
    return await printPieces(wal, jobs, pool, printer, io.signal);
  } finally {
    await pool.stop();
  }
}
