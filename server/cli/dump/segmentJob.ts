import type { Files } from '../../bytes/byteSource.ts';
import type { Lsn } from '../../postgres/lsn.ts';
import { openWal, type Wal } from '../../postgres/wal/openWal.ts';
import { type RecordBatch, scanWal } from '../../postgres/wal/reader.ts';
import type { DumpOptions } from './options.ts';
import { RecordPrinter } from './recordPrinter.ts';
import { SegmentFolder } from './segmentFolder.ts';
import type { StatsTable } from './statsTable.ts';

/** One segment of a range, for a worker. */
export interface SegmentJob {
  readonly index: number;
  readonly folder: string;
  /** The segment, and the one after it in the range, into which a record may cross. */
  readonly name: string;
  readonly next?: string;
  readonly segmentSize: number;
  readonly options: DumpOptions;
}

/** What a worker made of a segment: the records that begin in it. */
export interface SegmentResult {
  readonly index: number;
  /** Text in pieces, in order. */
  readonly output: readonly Uint8Array[];
  readonly stats: Pick<StatsTable, 'counts' | 'recordBytes' | 'imageBytes'>;
  readonly firstLsn?: Lsn;
  /** What the first record names as the one before it, and where the last one begins and ends. */
  readonly firstPrev?: Lsn;
  readonly lastLsn?: Lsn;
  readonly nextLsn?: Lsn;
  readonly countedEnd?: Lsn;
  /** The segment was read to its end, and a record that crosses it to that record's end. */
  readonly whole: boolean;
}

/** Reads one segment of a range. What is wrong in it is left to whoever reads the range as a whole. */
export async function runSegmentJob(files: Files, job: SegmentJob): Promise<SegmentResult> {
  const folder = await SegmentFolder.list(files, job.folder);
  try {
    const source = await folder.open(job.name);
    const segments = [{ name: job.name, source }];
    const alone = await openWal(segments);
    const wal =
      job.next === undefined
        ? alone
        : await openWal([...segments, folder.segment(job.next, job.segmentSize)]);
    return await printSegment(wal, job);
  } finally {
    await folder.close();
  }
}

async function printSegment(wal: Wal, job: SegmentJob): Promise<SegmentResult> {
  const output: Uint8Array[] = [];
  const io = { stdout: (piece: string | Uint8Array) => void output.push(piece as Uint8Array), cwd: '' };
  const printer = new RecordPrinter(wal, job.options, io);
  const border = wal.start + BigInt(job.segmentSize);
  const seen: { firstPrev?: Lsn; lastLsn?: Lsn } = {};
  const print = async (batch: RecordBatch) => {
    seen.firstPrev ??= batch.prev[0];
    seen.lastLsn = batch.base + BigInt(batch.position[batch.count - 1]);
    await printer.print(batch);
  };
  const inside = await printAll(wal, { end: border }, print);
  let whole = inside === 'endOfRange';
  if (whole && job.next !== undefined && printer.nextLsn !== undefined && printer.nextLsn < border)
    whole = await printCrossing(wal, printer.nextLsn, print);
  return {
    index: job.index,
    output,
    stats: printer.stats,
    firstLsn: printer.firstLsn,
    ...seen,
    nextLsn: printer.nextLsn,
    countedEnd: printer.countedEnd,
    whole,
  };
}

async function printAll(
  wal: Wal,
  range: { readonly end: Lsn },
  print: (batch: RecordBatch) => Promise<void>,
): Promise<string> {
  const scan = scanWal(wal, { ...range, wholeRecords: true });
  for (;;) {
    const { value, done } = await scan.next();
    if (done) return value.kind;
    await print(value);
  }
}

/** Prints the record at `lsn`, which ends in the next segment. */
async function printCrossing(
  wal: Wal,
  lsn: Lsn,
  print: (batch: RecordBatch) => Promise<void>,
): Promise<boolean> {
  const scan = scanWal(wal, { start: lsn, startsAtRecord: true, wholeRecords: true });
  const { value, done } = await scan.next();
  if (done) return false;
  await print({ ...value, count: 1 });
  await scan.return({ kind: 'endOfRange', lastLsn: lsn, atLsn: lsn, exitStatus: 0, abrupt: false });
  return true;
}
