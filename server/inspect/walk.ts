import { type RecordBatch, type ScanOptions, scanWal } from '../postgres/wal/reader.ts';
import type { Wal, WalEnd } from '../postgres/wal/wal.ts';

/** Milliseconds of work after which others get their turn: the process also answers an editor. */
const slice = 8;

const pause = () => new Promise<void>(resolve => setImmediate(resolve));

/**
 * Scans `wal` from end to end without holding up the process, and returns how it ended. `consume` gets each batch
 * with the number of its first record; it must be done with the batch when it returns, or when its promise is kept. Rejects when a file can't be
 * read, and when `signal` is aborted.
 */
export async function walk(
  wal: Wal,
  consume: (batch: RecordBatch, firstRecord: number) => void | Promise<void>,
  options: ScanOptions = {},
): Promise<WalEnd> {
  const scan = scanWal(wal, { wholeRecords: true, ...options });
  let record = 0;
  let started = performance.now();
  try {
    for (;;) {
      const next = await scan.next();
      if (next.done) return next.value;
      const working = consume(next.value, record);
      if (working) await working;
      record += next.value.count;
      if (performance.now() - started < slice) continue;
      await pause();
      started = performance.now();
    }
  } finally {
    await scan.return?.(undefined as never);
  }
}
