import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Lsn } from '../../postgres/lsn.ts';
import type { Wal } from '../../postgres/wal/openWal.ts';
import type { Io } from '../io.ts';
import type { DumpOptions } from './options.ts';
import { type PieceReaders, piecesOf, printPieces } from './pieces.ts';
import type { RecordPrinter } from './recordPrinter.ts';
import type { SegmentJob, SegmentResult } from './segmentJob.ts';
import type { DumpTarget } from './target.ts';

/** The worker's code, beside the bundled program; there is none when the program runs from its sources. */
const workerFile = fileURLToPath(new URL('./dump.worker.cjs', import.meta.url));

/** Results that may wait for their turn while all workers work: bounds the memory, as does the size of the pieces. */
const waiting = 2;

/** Bytes of WAL that a worker reads at a time: fewer where all of it becomes text. */
const pieceBytes = { text: 4 * 1024 * 1024, counts: 16 * 1024 * 1024 } as const;

/** Chunks of text whose memory goes with a piece, to be used again. */
const sparesForEach = 10;

/** Below this starting workers takes longer than they save. */
const worthwhileBytes = 48 * 1024 * 1024;

/** Whether pieces of a range can be read side by side. */
export function canRunParallel(wal: Wal, options: DumpOptions, target: DumpTarget): boolean {
  return (
    wal.end - wal.start >= worthwhileBytes &&
    options.limit <= 0 &&
    !options.follow &&
    options.saveFullPage === undefined &&
    target.start === wal.start &&
    (target.end === undefined || target.end >= wal.end) &&
    wal.unreadable === undefined &&
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
): Promise<{ readonly restAt: Lsn } | undefined> {
  const { text, counts } = pieceBytes;
  const jobs = piecesOf(wal, target.folder.path, options, options.stats || options.quiet ? counts : text);
  const pool = startPool(jobs, Math.min(availableParallelism(), jobs.length));
  try {
    return await printPieces(wal, jobs, pool, printer, io.signal);
  } finally {
    await pool.stop();
  }
}

function startPool(jobs: readonly SegmentJob[], size: number): PieceReaders & { stop(): Promise<void> } {
  const results = new Map<number, SegmentResult | undefined>();
  const waiters = new Map<number, (result: SegmentResult | undefined) => void>();
  let next = 0;
  let taken = 0;
  const idle: Worker[] = [];
  const spare: ArrayBuffer[] = [];

  const deliver = (index: number, result: SegmentResult | undefined) => {
    const waiter = waiters.get(index);
    waiters.delete(index);
    if (waiter) waiter(result);
    else results.set(index, result);
  };
  const send = (worker: Worker, job: SegmentJob) => {
    const given = spare.splice(-sparesForEach);
    worker.postMessage({ ...job, spare: given }, given);
  };
  /** Hands out work as long as not too many results wait. */
  const work = () => {
    while (idle.length && next < jobs.length && next < taken + size + waiting)
      send(idle.pop()!, jobs[next++]);
  };
  const workers = Array.from({ length: size }, () => {
    const worker = new Worker(workerFile);
    worker.on('message', (result: SegmentResult) => {
      idle.push(worker);
      deliver(result.index, result);
      work();
    });
    // without this worker's segment the rest is read here, where the reason will show
    worker.on('error', () => {
      for (let index = taken; index < jobs.length; index++) deliver(index, undefined);
    });
    idle.push(worker);
    return worker;
  });
  work();

  return {
    async result(index: number): Promise<SegmentResult | undefined> {
      const ready = results.has(index)
        ? results.get(index)
        : await new Promise<SegmentResult | undefined>(resolve => waiters.set(index, resolve));
      results.delete(index);
      taken = index + 1;
      work();
      return ready;
    },
    /** The memory of what was printed goes to the next job. */
    reuse(result: SegmentResult): void {
      spare.push(...result.output.map(piece => piece.buffer as ArrayBuffer), ...result.spare);
    },
    async stop(): Promise<void> {
      await Promise.all(workers.map(worker => worker.terminate()));
    },
  };
}
