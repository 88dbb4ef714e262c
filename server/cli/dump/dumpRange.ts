import { setTimeout as sleep } from 'node:timers/promises';
import type { Lsn } from '../../postgres/lsn.ts';
import { formatLsn, formatLsnPadded } from '../../postgres/lsn.ts';
import { walPageSize } from '../../postgres/wal/page.ts';
import { scanWal } from '../../postgres/wal/reader.ts';
import type { Wal, WalEnd } from '../../postgres/wal/wal.ts';
import { nothingFound, severity } from '../../postgres/wal/walEnd.ts';
import type { ExitStatus, Io } from '../io.ts';
import { openRange } from './openRange.ts';
import type { DumpOptions } from './options.ts';
import { canRunParallel, printParallel } from './parallel.ts';
import { printerOf, type RecordPrinter } from './recordPrinter.ts';
import { statsJson } from './statsJson.ts';
import { statsText } from './statsTable.ts';
import type { DumpTarget } from './target.ts';

const followEveryMs = 1000;

/** PostgreSQL: WALDumpOpenSegment in bin/pg_waldump/pg_waldump.c. */
const patienceMs = 5000;

/** How a scan ended, and the segment at its end that is not there although the range goes on. */
interface Outcome {
  readonly end: WalEnd;
  readonly missing?: string;
}

/** The end of those who were told to stop. */
const quietEnd: WalEnd = { kind: 'endOfRange', lastLsn: 0n, atLsn: 0n, exitStatus: 0, abrupt: false };

/** Prints the records or the statistics of a range, then says how it ended. Exit status as pg_waldump's. */
export async function dumpRange(io: Io, options: DumpOptions, wanted: DumpTarget): Promise<ExitStatus> {
  const opened = await openRange(wanted);
  const { wal } = opened;
  const target = { ...wanted, end: opened.end };
  const { major } = target.head;
  const say = (message: string) => io.stderr(`walscope: ${severity(major)}${message}\n`);
  if (!wal) {
    const unread = endsBeforeFirstRead(wanted);
    say(unread ? nothingFound(target.head, target.start) : target.store.missing(opened.missing!));
    return 1;
  }
  const printer = await printerOf(wal, options, io.cwd, text => io.stdout(text));
  const { end, missing } = await untilInterrupted(io, async () => {
    const outcome = { end: await scanAll(wal, target, options, printer, io), missing: opened.missing };
    return options.follow ? follow(outcome, target, printer, io) : outcome;
  });
  const lost = end.kind === 'endOfRange' && missing !== undefined && !printer.limitReached;
  if (options.stats && !options.quiet && !end.abrupt && !lost) await printStats(io, options, printer, wal);
  const message = lost ? target.store.missing(missing) : messageOf(end, target);
  if (message !== undefined && !printer.limitReached) say(message);
  if (end.detail !== undefined) io.stderr(`walscope: detail: ${end.detail}\n`);
  return lost || (end.exitStatus === 1 && !printer.limitReached) ? 1 : 0;
}

/**
 * The range ends so early that not even the first page of its segment is read, nor missed.
 * PostgreSQL: WALDumpReadPage in pg_waldump.c, asked by ReadPageInternal in xlogreader.c.
 */
function endsBeforeFirstRead({ start, end, head }: DumpTarget): boolean {
  if (end === undefined) return false;
  const offset = start % BigInt(head.segmentSize);
  const wanted = offset >= walPageSize ? BigInt(walPageSize) : offset > 24n ? offset : 24n;
  return start - offset + wanted > end;
}

/** Ctrl+C is no failure: what was read until then counts, as with pg_waldump since 15. */
async function untilInterrupted(io: Io, read: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await read();
  } catch (reason) {
    if (io.signal?.aborted) return { end: quietEnd };
    throw reason;
  }
}

/** Of what an archive holds no more PostgreSQL says why the archive ended; likewise of a compressed segment. */
function messageOf(end: WalEnd, { store }: DumpTarget): string | undefined {
  const cutOff = end.kind === 'truncated' || end.kind === 'tooShort';
  return cutOff ? (store.problem ?? end.message) : end.message;
}

async function scanAll(
  wal: Wal,
  target: DumpTarget,
  options: DumpOptions,
  printer: RecordPrinter,
  io: Io,
): Promise<WalEnd> {
  if (!canRunParallel(wal, options, target)) return scanOnce(wal, target, printer, io, target);
  const rest = await printParallel(wal, options, target, printer, io);
  if (!rest) return { ...quietEnd, atLsn: wal.end };
  return scanOnce(wal, { ...rest, startsAtRecord: rest.printed, end: target.end }, printer, io, target);
}

/**
 * --follow: reads on from where a scan has ended, until the range's end, the limit or Ctrl+C. A segment that has not
 * come after some seconds ends it, as it ends pg_waldump; so does WAL in which not one record was found.
 */
async function follow(first: Outcome, target: DumpTarget, printer: RecordPrinter, io: Io): Promise<Outcome> {
  let outcome = first;
  for (let waited = 0; ; ) {
    const { end, missing } = outcome;
    const atSegmentEnd = end.kind === 'endOfRange';
    const broken = end.abrupt && (printer.nextLsn === undefined || end.kind === 'truncated');
    if (broken || printer.limitReached) return outcome;
    if (atSegmentEnd && (missing === undefined || waited >= patienceMs)) return outcome;
    await sleep(followEveryMs, undefined, { signal: io.signal });
    const before = printer.nextLsn;
    outcome = await readOn(target, printer, io);
    waited = atSegmentEnd && printer.nextLsn === before ? waited + followEveryMs : 0;
  }
}

async function readOn(target: DumpTarget, printer: RecordPrinter, io: Io): Promise<Outcome> {
  await target.store.refresh();
  await target.store.close();
  const from = { start: printer.nextLsn ?? target.start, startsAtRecord: true, end: target.end };
  const { wal, missing } = await openRange({ ...target, start: from.start });
  return { end: wal ? await scanOnce(wal, from, printer, io, target) : quietEnd, missing };
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
    await scan.return(quietEnd);
    return quietEnd;
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
  await io.stdout(await print(printer.stats, options.stats!, wal, range));
}
