import { majors } from '../../postgres/majors.ts';
import { builtInResourceManagers } from '../../postgres/wal/rmgr/names.ts';
import { severity } from '../../postgres/wal/walEnd.ts';
import type { ExitStatus, Io, Verb } from '../io.ts';
import { dumpRange } from './dumpRange.ts';
import { DumpRefusal } from './dumpRefusal.ts';
import { splitCommand } from './getopt.ts';
import { helpOf } from './help.ts';
import { contradiction, type Information, optionSpecs, readOptions, statsOptionSpecs } from './options.ts';
import { findTarget } from './target.ts';
import { whichMajor } from './whichMajor.ts';
import { argumentError, helpHint } from './wording.ts';

const newest = majors[majors.length - 1];

/** `walscope dump`: what pg_waldump of the segment's own major prints. Exit status as pg_waldump's. */
export const dump: Verb = (args, io) => run('dump', args, io);

/** `walscope stats`: what `walscope dump --stats` prints, also as JSON. */
export const stats: Verb = (args, io) => run('stats', args, io);

async function run(command: 'dump' | 'stats', args: readonly string[], io: Io): Promise<ExitStatus> {
  const specs = command === 'stats' ? statsOptionSpecs : optionSpecs;
  const major = await whichMajor(io, splitCommand(args, specs, newest));
  const words = splitCommand(args, specs, major);
  const complain = (message: string, detail?: string) => {
    io.stderr(argumentError(command, message, major, detail));
    return 1 as const;
  };
  if (!args.length) return complain('no arguments specified');
  const { options, mistake, information } = readOptions(words.options, major);
  if (information) return inform(information, command, io);
  if (mistake) return complain(mistake.message, mistake.detail);
  if (words.mistake) {
    io.stderr(`walscope: ${words.mistake}\n${helpHint(command, major)}`);
    return 1;
  }
  const wrong = contradiction(options);
  if (wrong) return complain(wrong.message);
  if (command === 'stats') options.stats ??= 'rmgr';
  if (words.operands.length > 2 && !options.each)
    return complain(`too many command-line arguments (first is "${words.operands[2]}")`);
  try {
    if (options.each) return await (await import('./each.ts')).dumpEach(io, options, words.operands, major);
    const target = await findTarget(io, options, words.operands, major);
    try {
      return await dumpRange(io, options, target);
    } finally {
      await target.store.close();
    }
  } catch (error) {
    if (!(error instanceof DumpRefusal)) throw error;
    const { argument, major: own = major, detail } = error.facts;
    if (argument) return complain(error.message);
    io.stderr(`walscope: ${severity(own)}${error.message}\n`);
    if (detail !== undefined) io.stderr(`walscope: detail: ${detail}\n`);
    return 1;
  }
}

async function inform(information: Information, command: 'dump' | 'stats', io: Io): Promise<ExitStatus> {
  if (information === 'help') await io.stdout(helpOf(command));
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
