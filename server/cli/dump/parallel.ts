import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Lsn } from '../../postgres/lsn.ts';
import type { Wal } from '../../postgres/wal/openWal.ts';
import type { Io } from '../io.ts';
import type { DumpOptions } from './options.ts';
import type { RecordPrinter } from './recordPrinter.ts';
import type { SegmentJob, SegmentResult } from './segmentJob.ts';
import type { DumpTarget } from './target.ts';

/** The worker's code, beside the bundled program; there is none when the program runs from its sources. */
const workerFile = fileURLToPath(new URL('./dump.worker.cjs', import.meta.url));

/** Results that may wait for their turn, for each worker: bounds the memory. */
const waitingForEach = 2;

/** Whether the segments of a range can be read side by side. */
export function canRunParallel(wal: Wal, options: DumpOptions, target: DumpTarget): boolean {
  return (
    wal.segments.length > 1 &&
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

/**
 * Prints the segments of a range by worker threads, in order, up to the first that is not whole or whose first record
 * does not follow the last one before it. Returns from where the rest is to be read, undefined when nothing is left.
 */
export async function printParallel(
  wal: Wal,
  options: DumpOptions,
  target: DumpTarget,
  printer: RecordPrinter,
  io: Io,
): Promise<{ readonly restAt: Lsn } | undefined> {
  const jobs: SegmentJob[] = wal.segments.map(({ name }, index) => ({
    index,
    folder: target.folder.path,
    name: name!,
    next: wal.segments[index + 1]?.name,
    segmentSize: wal.segmentSize,
    options,
  }));
  const pool = startPool(jobs, Math.min(availableParallelism(), jobs.length));
  let last: SegmentResult | undefined;
  try {
    for (const job of jobs) {
      io.signal?.throwIfAborted();
      const result = await pool.result(job.index);
      if (!result || !follows(last, result)) return { restAt: last?.nextLsn ?? wal.start };
      await printer.adopt(result);
      if (result.firstLsn !== undefined) last = result;
      if (!result.whole) return { restAt: last?.nextLsn ?? wal.start };
    }
    return undefined;
  } finally {
    await pool.stop();
  }
}

/** A segment may hold no record's beginning; else its first record must name the last one before it. */
function follows(last: SegmentResult | undefined, result: SegmentResult): boolean {
  return last === undefined || result.firstPrev === undefined || result.firstPrev === last.lastLsn;
}

function startPool(jobs: readonly SegmentJob[], size: number) {
  const results = new Map<number, SegmentResult | undefined>();
  const waiters = new Map<number, (result: SegmentResult | undefined) => void>();
  let next = 0;
  let taken = 0;
  const idle: Worker[] = [];

  const deliver = (index: number, result: SegmentResult | undefined) => {
    const waiter = waiters.get(index);
    waiters.delete(index);
    if (waiter) waiter(result);
    else results.set(index, result);
  };
  /** Hands out work as long as not too many results wait. */
  const work = () => {
    while (idle.length && next < jobs.length && next < taken + size * waitingForEach)
      idle.pop()!.postMessage(jobs[next++]);
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
    async stop(): Promise<void> {
      await Promise.all(workers.map(worker => worker.terminate()));
    },
  };
}
