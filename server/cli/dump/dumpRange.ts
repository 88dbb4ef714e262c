import { setTimeout as sleep } from 'node:timers/promises';
import type { Lsn } from '../../postgres/lsn.ts';
import { formatLsn, formatLsnPadded } from '../../postgres/lsn.ts';
import { scanWal } from '../../postgres/wal/reader.ts';
import type { Wal, WalEnd } from '../../postgres/wal/wal.ts';
import { severity } from '../../postgres/wal/walEnd.ts';
import type { ExitStatus, Io } from '../io.ts';
import { openRange } from './openRange.ts';
import type { DumpOptions } from './options.ts';
import { canRunParallel, printParallel } from './parallel.ts';
import { RecordPrinter } from './recordPrinter.ts';
import { statsJson } from './statsJson.ts';
import { statsText } from './statsTable.ts';
import type { DumpTarget } from './target.ts';

const followEveryMs = 1000;

/** Prints the records or the statistics of a range, then says how it ended. Exit status as pg_waldump's. */
export async function dumpRange(io: Io, options: DumpOptions, wanted: DumpTarget): Promise<ExitStatus> {
  const { wal, missing, end: endThere } = await openRange(wanted);
  const target = { ...wanted, end: endThere };
  const { major } = target.head;
  const say = (message: string) => io.stderr(`walscope: ${severity(major)}${message}\n`);
  if (!wal) {
    say(target.store.missing(missing!));
    return 1;
  }
  const printer = new RecordPrinter(wal, options, io.cwd, text => io.stdout(text));
  const end = await scanAll(wal, target, options, printer, io);
  const lost = end.kind === 'endOfRange' && missing !== undefined && !printer.limitReached;
  if (options.stats && !options.quiet && !end.abrupt && !lost) await printStats(io, options, printer, wal);
  const message = lost ? target.store.missing(missing) : messageOf(end, target);
  if (message !== undefined && !printer.limitReached) say(message);
  if (end.detail !== undefined) io.stderr(`walscope: detail: ${end.detail}\n`);
  return lost || (end.exitStatus === 1 && !printer.limitReached) ? 1 : 0;
}

/** Of what an archive holds no more PostgreSQL says why the archive ended. */
function messageOf(end: WalEnd, { store }: DumpTarget): string | undefined {
  const cutOff = end.kind === 'truncated' || end.kind === 'tooShort';
  return cutOff ? (store.problem ?? end.message) : end.message;
}

/** Scans the range; with --follow again from where it ended, until Ctrl+C, the limit or the range's end. */
async function scanAll(
  wal: Wal,
  target: DumpTarget,
  options: DumpOptions,
  printer: RecordPrinter,
  io: Io,
): Promise<WalEnd> {
  let current = wal;
  let from: ScanFrom = { start: target.start };
  if (canRunParallel(wal, options, target)) {
    const rest = await printParallel(wal, options, target, printer, io);
    if (!rest) return { kind: 'endOfRange', lastLsn: 0n, atLsn: wal.end, exitStatus: 0, abrupt: false };
    from = { ...rest, startsAtRecord: rest.printed };
  }
  for (;;) {
    const end = await scanOnce(current, { ...from, end: target.end }, printer, io, target);
    const finished = end.kind === 'endOfRange' && target.end !== undefined && current.end >= target.end;
    if (!options.follow || finished || printer.limitReached || io.signal?.aborted) return end;
    await sleep(followEveryMs, undefined, { signal: io.signal }).catch(() => {});
    if (io.signal?.aborted) return { ...end, message: undefined, exitStatus: 0 };
    if (printer.nextLsn !== undefined) from = { start: printer.nextLsn, startsAtRecord: true };
    await target.store.refresh();
    await target.store.close();
    current = (await openRange({ ...target, start: from.start })).wal ?? current;
  }
}

interface ScanFrom {
  readonly start: Lsn;
  readonly startsAtRecord?: boolean;
  /** The record at `start` is printed already. */
  readonly printed?: boolean;
  readonly end?: Lsn;
}

async function scanOnce(
  wal: Wal,
  from: ScanFrom,
  printer: RecordPrinter,
  io: Io,
  target: DumpTarget,
): Promise<WalEnd> {
  let first = from.printed ? 1 : 0;
  const scan = scanWal(wal, { ...from, ...printer.wanted(from.printed), signal: io.signal });
  for (;;) {
    const { value, done } = await scan.next();
    if (done) return value;
    if (printer.nextLsn === undefined)
      await announceSkip(wal, from.start, value.base + BigInt(value.position[0]), io, target);
    await printer.print(value, first);
    first = 0;
    if (!printer.limitReached) continue;
    return scan
      .return({ kind: 'endOfRange', lastLsn: 0n, atLsn: 0n, exitStatus: 0, abrupt: false })
      .then(r => r.value as WalEnd);
  }
}

/** The start lay between two records: says where the first one is. Up to 16 this goes to standard output. */
async function announceSkip(wal: Wal, start: Lsn, first: Lsn, io: Io, target: DumpTarget): Promise<void> {
  if (first === start || start % BigInt(target.head.segmentSize) === 0n) return;
  const text = wal.major >= 19 ? formatLsnPadded : formatLsn;
  const skipped = first - start;
  const message = `first record is after ${text(start)}, at ${text(first)}, skipping over ${skipped} byte${skipped === 1n ? '' : 's'}\n`;
  if (wal.major >= 17) io.stderr(`walscope: ${message}`);
  else await io.stdout(message);
}

async function printStats(io: Io, options: DumpOptions, printer: RecordPrinter, wal: Wal): Promise<void> {
  const range = { first: printer.firstLsn ?? 0n, end: printer.countedEnd ?? 0n };
  // from 15 on nothing is printed where nothing was counted
  if (options.format === 'text' && wal.major >= 15 && printer.countedEnd === undefined) return;
  const print = options.format === 'json' ? statsJson : statsText;
  await io.stdout(print(printer.stats, options.stats!, printer.describer, wal, range));
}
