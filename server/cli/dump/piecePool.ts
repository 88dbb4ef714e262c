import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { nodeBlockingFiles } from '../../bytes/nodeBlockingFiles.ts';
import { type PieceReaders, workerWord } from './pieces.ts';
import { type SegmentJob, SegmentReader } from './segmentJob.ts';
import type { SegmentResult } from './segmentResult.ts';

/** Pieces that a thread is given at a time, so that it needn't wait for the next. */
const givenAtOnce = 2;

/** Chunks of text whose memory goes with a piece, to be used again. */
const sparesForEach = 10;

/** One that reads the pieces it is given, in order; whoever made it gets the results. */
interface PieceThread {
  give(job: SegmentJob, spare: ArrayBuffer[]): void;
  stop(): unknown;
}

/** Called with the result of a piece, undefined when it could not be read. */
type Deliver = (thread: PieceThread, index: number, result: SegmentResult | undefined) => void;

/**
 * Reads `jobs` with `threads` threads, of which this one is the first: it has begun before the others have started. While
 * all of them work up to `waiting` results may wait for their turn.
 */
export function startPool(
  jobs: readonly SegmentJob[],
  workerFile: string,
  threads: number,
  waiting: number,
): PieceReaders & { stop(): Promise<void> } {
  const results = new Map<number, SegmentResult | undefined>();
  const waiters = new Map<number, (result: SegmentResult | undefined) => void>();
  const ready: PieceThread[] = [];
  const spare: ArrayBuffer[] = [];
  const most = threads * givenAtOnce + waiting;
  let next = 0;
  let taken = 0;

  /** Hands out work as long as not too many results wait. */
  const work = () => {
    while (ready.length && next < jobs.length && next < taken + most)
      ready.shift()!.give(jobs[next++], spare.splice(-sparesForEach));
  };
  const deliver: Deliver = (thread, index, result) => {
    const waiter = waiters.get(index);
    waiters.delete(index);
    if (waiter) waiter(result);
    else results.set(index, result);
    ready.push(thread);
    work();
  };
  const workers = Array.from({ length: threads - 1 }, () => workerThread(workerFile, deliver));
  const all = [thisThread(deliver), ...workers];
  for (let i = 0; i < givenAtOnce; i++) ready.push(...all);
  work();

  return {
    async result(index) {
      const result = results.has(index)
        ? results.get(index)
        : await new Promise<SegmentResult | undefined>(resolve => waiters.set(index, resolve));
      results.delete(index);
      taken = index + 1;
      work();
      return result;
    },
    reuse(result) {
      spare.push(...result.output.map(piece => piece.buffer as ArrayBuffer), ...result.spare);
    },
    async stop() {
      await Promise.all(all.map(thread => thread.stop()));
    },
  };
}

function workerThread(file: string, deliver: Deliver): PieceThread {
  const worker = new Worker(file, { argv: [workerWord] });
  const given = new Set<number>();
  let broken = false;
  const giveBack = (index: number, result: SegmentResult | undefined) => {
    given.delete(index);
    deliver(thread, index, result);
  };
  const thread: PieceThread = {
    give(job, spare) {
      given.add(job.index);
      if (broken) queueMicrotask(() => giveBack(job.index, undefined));
      else worker.postMessage({ ...job, spare }, spare);
    },
    stop: () => worker.terminate(),
  };
  worker.on('message', (result: SegmentResult) => giveBack(result.index, result));
  // without its pieces the rest is read as a whole, where the reason will show
  worker.on('error', () => {
    broken = true;
    for (const index of [...given]) giveBack(index, undefined);
  });
  return thread;
}

/** Between two pieces the process hears of other things: results of workers, Ctrl+C. */
function thisThread(deliver: Deliver): PieceThread {
  const reader = new SegmentReader(nodeBlockingFiles);
  let turn = Promise.resolve();
  let stopped = false;
  const run = async (job: SegmentJob) => {
    await nextTurn();
    if (!stopped) deliver(thread, job.index, await reader.run(job).catch(() => undefined));
  };
  const thread: PieceThread = {
    give(job, spare) {
      turn = turn.then(() => run({ ...job, spare }));
    },
    stop() {
      stopped = true;
      return turn.then(() => reader.close());
    },
  };
  return thread;
}
