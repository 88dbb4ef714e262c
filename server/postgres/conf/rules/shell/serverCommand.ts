import {
  type CommandLine,
  type CommandList,
  readCommandLine,
  type SimpleCommand,
} from '../../commandLine.ts';
import type { Entry } from '../../configuration.ts';
import { type Placeholder, placeholdersIn } from '../../placeholders.ts';
import type { Span } from '../../tree.ts';
import { type RuleContext, textOf } from '../context.ts';
import { programOf } from './program.ts';

/** The command of a setting, read as its shell reads it. */
export interface ServerCommand {
  readonly entry: Entry;
  readonly text: string;
  readonly line: CommandLine;
  readonly placeholders: readonly Placeholder[];
  /** What `bash -c '...'` runs stands in another text: places in `line` are none in `text` then. */
  readonly wrapped: boolean;
}

const shells = new Set(['sh', 'bash', 'dash', 'ksh', 'zsh']);

/** Commands of Windows; their shell has other rules, so only placeholders are looked at. */
const windowsCommand = /^\s*(?:"?[A-Za-z]:\\|(?:x?copy|robocopy|powershell|cmd)(?:\.exe)?\s)/i;

/** Longer than any command that people write; every rule would follow all the ways through it. */
const longestCommand = 4096;

/** The shell command that a setting holds, or undefined when it is empty, written for Windows or overlong. */
export function serverCommand(context: RuleContext, name: string): ServerCommand | undefined {
  const entry = context.entry(name);
  const text = textOf(context, name);
  if (!entry || text === undefined || text.length > longestCommand || windowsCommand.test(text))
    return undefined;
  const found = known.get(entry) ?? readServerCommand(entry, text);
  known.set(entry, found);
  return found;
}

/** Many rules look at the same few commands. */
const known = new WeakMap<Entry, ServerCommand>();

function readServerCommand(entry: Entry, text: string): ServerCommand {
  const line = readCommandLine(text);
  const inner = innerScript(line.list);
  const placeholders = placeholdersIn(text);
  if (inner === undefined) return { entry, text, line, placeholders, wrapped: false };
  return { entry, text, line: readCommandLine(inner), placeholders, wrapped: true };
}

/** The script in `bash -c 'script'` when that is the whole command. */
function innerScript(list: CommandList): string | undefined {
  const [only] = onlyCommands(list) ?? [];
  if (!only) return undefined;
  const program = programOf(only);
  if (!program || !shells.has(program.name)) return undefined;
  const at = program.operands.findIndex(({ text }) => /^-[a-z]*c$/.test(text));
  return at >= 0 ? program.operands[at + 1]?.text : undefined;
}

/** The command when the list is a single simple one. */
function onlyCommands(list: CommandList): SimpleCommand[] | undefined {
  const [item] = list;
  if (list.length !== 1 || item.pipeline.commands.length !== 1) return undefined;
  const [command] = item.pipeline.commands;
  return command.kind === 'simple' ? [command] : undefined;
}

/** Every simple command in its order, those in groups too. */
export function* simpleCommands(list: CommandList): Generator<SimpleCommand> {
  for (const { pipeline } of list) {
    for (const command of pipeline.commands) {
      if (command.kind === 'simple') yield command;
      else if (command.kind === 'group') yield* simpleCommands(command.body);
    }
  }
}

/** Whether `if`, `case` and the like are in it, whose ways are not followed. */
export function hasCompound(list: CommandList): boolean {
  return list.some(({ pipeline }) =>
    pipeline.commands.some(
      command => command.kind === 'compound' || (command.kind === 'group' && hasCompound(command.body)),
    ),
  );
}

/** Whether a command handles the file: a placeholder of the server stands in it. */
export function handlesFile(command: SimpleCommand): boolean {
  const words = [...command.words, ...command.redirections.flatMap(({ target }) => target ?? [])];
  return words.some(({ text }) => /%[pf]/.test(text));
}

/** The place of a part of the command; the whole value when the part stands in a text within the text. */
export function placeIn({ entry, wrapped }: ServerCommand, part: Span): { entry: Entry; part?: Span } {
  return wrapped ? { entry } : { entry, part: { start: part.start, end: part.end } };
}
