import { sinceMajor } from '../../majors.ts';
import { commandPlaceholders } from '../placeholders.ts';
import { type RuleContext, recoversNext } from './context.ts';
import { replacePart } from './places.ts';
import type { Finding, Rule } from './rule.ts';
import { fileCopy } from './shell/fileCopies.ts';
import { programOf } from './shell/program.ts';
import {
  handlesFile,
  placeIn,
  type ServerCommand,
  serverCommand,
  simpleCommands,
} from './shell/serverCommand.ts';

const commandSettings = Object.keys(commandPlaceholders);

/** What can be wrong with any command of the server. */
export const commandRules: readonly Rule[] = [
  {
    code: 'unknown-placeholder',
    severity: 'warning',
    title: 'a command holds a % sequence that the server does not know',
    why: 'From 16 on the server refuses the command when it first runs it: archiving fails, and a recovery stops. Up to 15 it passes the text on as it is. Write `%%` for a percent sign, as in `date +%%Y`.',
    example: "archive_mode = on\narchive_command = '/usr/local/bin/archive.sh %p %f %r'",
    better: "archive_mode = on\narchive_command = '/usr/local/bin/archive.sh %p %f'",
    *check(context) {
      for (const name of commandSettings) {
        const command = serverCommand(context, name);
        if (command) yield* unknownPlaceholders(context, command, name);
      }
    },
  },
  {
    code: 'shell-syntax',
    severity: 'warning',
    title: 'the shell cannot read a command',
    why: 'The server hands the text to `sh -c` and only sees that it failed. In the file a quote within the value is written twice.',
    example: "archive_mode = on\narchive_command = 'test ! -f \"/mnt/archive/%f && cp %p /mnt/archive/%f'",
    better: 'archive_mode = on\narchive_command = \'test ! -f "/mnt/archive/%f" && cp %p /mnt/archive/%f\'',
    *check(context) {
      for (const name of commandSettings) {
        const command = serverCommand(context, name);
        const fault = command?.line.fault;
        if (!command || !fault) continue;
        yield { ...placeIn(command, fault), message: `The shell will refuse this command: ${fault.message}` };
      }
    },
  },
  {
    code: 'copy-has-too-many-names',
    severity: 'warning',
    title: 'a copying command has more than two names',
    why: 'With three names or more, `cp` and `mv` want the last one to be a folder, and fail otherwise. Usually a path with a blank lacks its quotes, or a slash before `%f` is missing.',
    example: 'restore_command = \'cp /mnt/archive %f "%p"\'',
    better: 'restore_command = \'cp /mnt/archive/%f "%p"\'',
    *check(context) {
      for (const name of commandSettings) {
        const command = serverCommand(context, name);
        if (command) yield* tooManyNames(command);
      }
    },
  },
];

function* unknownPlaceholders(
  context: RuleContext,
  command: ServerCommand,
  name: string,
): Generator<Finding> {
  // A recovery that is due stops there at once, and is reported as such.
  if (name === 'restore_command' && context.major >= 16 && recoversNext(context)) return;
  const known = `${commandPlaceholders[name]}%`;
  for (const { letter, start, end } of command.placeholders) {
    if (letter !== '' && known.includes(letter)) continue;
    const what = letter === '' ? 'A % at the end' : `%${letter}`;
    const then = sinceMajor(
      { 10: 'the shell gets it as it is', 16: 'the server refuses the command when it runs it' },
      context.major,
    );
    yield {
      entry: command.entry,
      part: { start, end },
      message: `${what} means nothing in ${name}: ${then}; write %% for a percent sign`,
      fixes: [
        {
          title: 'Write %% for a percent sign',
          edits: [replacePart(command.entry, { start, end: start + 1 }, '%%')],
        },
      ],
    };
  }
}

function* tooManyNames(command: ServerCommand): Generator<Finding> {
  for (const each of simpleCommands(command.line.list)) {
    const program = programOf(each);
    if (!program || !/^(?:cp|mv)$/.test(program.name) || !handlesFile(each)) continue;
    const copy = fileCopy(each);
    if (!copy || copy.sources.length < 2 || copy.target.text.endsWith('/')) continue;
    if (program.operands.some(({ text }) => /^(?:-t|--target-directory)/.test(text))) continue;
    yield {
      ...placeIn(command, each),
      message: `\`${program.name}\` gets ${copy.sources.length + 1} names here and fails unless the last one is a folder: quote a path with blanks, or add the missing slash`,
    };
  }
}
