import { setTimeout as sleep } from 'node:timers/promises';
import type { Lsn } from '../../postgres/lsn.ts';
import { formatLsn, formatLsnPadded } from '../../postgres/lsn.ts';
import { majors } from '../../postgres/majors.ts';
import { scanWal } from '../../postgres/wal/reader.ts';
import { builtInResourceManagers } from '../../postgres/wal/rmgr/registry.ts';
import type { Wal, WalEnd } from '../../postgres/wal/wal.ts';
import { severity } from '../../postgres/wal/walEnd.ts';
import type { ExitStatus, Io, Verb } from '../io.ts';
import { splitCommand } from './getopt.ts';
import { dumpHelp } from './help.ts';
import { type DumpOptions, type Information, optionSpecs, readOptions } from './options.ts';
import { canRunParallel, printParallel } from './parallel.ts';
import { RecordPrinter } from './recordPrinter.ts';
import { statsText } from './statsTable.ts';
import { DumpRefusal, type DumpTarget, findTarget, openRange } from './target.ts';
import { argumentError } from './wording.ts';

const newest = majors[majors.length - 1];
const followEveryMs = 1000;

/** `walscope dump`: what pg_waldump of the segment's own major prints. Exit status as pg_waldump's. */
export const dump: Verb = async (args, io) => {
  const complain = (message: string, detail?: string) => {
    io.stderr(argumentError(message, newest, detail));
    return 1 as const;
  };
  if (!args.length) return complain('no arguments specified');
  const words = splitCommand(args, optionSpecs);
  const { options, mistake, information } = readOptions(words.options, newest);
  if (information) return inform(information, io);
  if (mistake) return complain(mistake.message, mistake.detail);
  if (words.mistake) {
    io.stderr(
      `walscope: ${words.mistake}\nwalscope: hint: Try "walscope dump --help" for more information.\n`,
    );
    return 1;
  }
  if (words.operands.length > 2)
    return complain(`too many command-line arguments (first is "${words.operands[2]}")`);
  try {
    return await dumpTarget(io, options, await findTarget(io, options, words.operands));
  } catch (error) {
    if (!(error instanceof DumpRefusal)) throw error;
    if (error.argument) return complain(error.message);
    io.stderr(`walscope: ${severity(newest)}${error.message}\n`);
    return 1;
  }
};

async function inform(information: Information, io: Io): Promise<ExitStatus> {
  if (information === 'help') await io.stdout(dumpHelp);
  if (information === 'version')
    await io.stdout(`walscope, in place of pg_waldump ${majors[0]} to ${newest}\n`);
  if (information === 'managers')
    await io.stdout(
      builtInResourceManagers()
        .map(manager => `${manager.name}\n`)
        .join(''),
    );
  return 0;
}

/** Prints the records or the statistics of a range, then says how it ended. */
async function dumpTarget(io: Io, options: DumpOptions, target: DumpTarget): Promise<ExitStatus> {
  const { wal, missing } = await openRange(target);
  const { major } = target.head;
  const say = (message: string) => io.stderr(`walscope: ${severity(major)}${message}\n`);
  try {
    if (!wal) {
      say(`could not find file "${missing}": No such file or directory`);
      return 1;
    }
    const printer = new RecordPrinter(wal, options, io.cwd, text => io.stdout(text));
    const end = await scanAll(wal, target, options, printer, io);
    const lost = end.kind === 'endOfRange' && missing !== undefined && !printer.limitReached;
    if (options.stats && !options.quiet && !end.abrupt && !lost) await printStats(io, options, printer, wal);
    if (lost) say(`could not find file "${missing}": No such file or directory`);
    else if (end.message !== undefined && !printer.limitReached) say(end.message);
    if (end.detail !== undefined) io.stderr(`walscope: detail: ${end.detail}\n`);
    return lost || (end.exitStatus === 1 && !printer.limitReached) ? 1 : 0;
  } finally {
    await target.folder.close();
  }
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
    await target.folder.refresh();
    await target.folder.close();
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
  const scan = scanWal(wal, { ...from, wholeRecords: printer.wantsBytes, signal: io.signal });
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
  if (wal.major >= 15 && printer.countedEnd === undefined) return;
  await io.stdout(statsText(printer.stats, options.stats!, printer.describer, wal.major, range));
}
