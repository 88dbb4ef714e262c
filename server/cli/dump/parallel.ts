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

/** Bytes of WAL that a worker reads at a time: fewer where all of it becomes text. */
const pieceBytes = { text: 4 * 1024 * 1024, counts: 16 * 1024 * 1024 } as const;

/** Below this starting workers takes longer than they save. */
const worthwhileBytes = { text: 48 * 1024 * 1024, counts: 192 * 1024 * 1024 } as const;

/** What becomes of the records: text, or nothing but counts. */
function madeOf({ stats, quiet }: DumpOptions): keyof typeof pieceBytes {
  return stats || quiet ? 'counts' : 'text';
}

/** Whether pieces of a range can be read side by side. */
export function canRunParallel(wal: Wal, options: DumpOptions, target: DumpTarget): boolean {
  return (
    wal.end - wal.start >= worthwhileBytes[madeOf(options)] &&
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
  const jobs = piecesOf(wal, target.store.folder!, options, pieceBytes[madeOf(options)]);
  const { startPool } = await import('./piecePool.ts');
  const pool = startPool(jobs, Math.min(availableParallelism(), jobs.length), workerFile);
  try {
    return await printPieces(wal, jobs, pool, printer, io.signal);
  } finally {
    await pool.stop();
  }
}
