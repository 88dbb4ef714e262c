import { sinceMajor } from '../../majors.ts';
import { resolvePath } from '../paths.ts';
import { placeholdersInOrder, swapNames } from './commandFixes.ts';
import { archives, type RuleContext } from './context.ts';
import { replacePart } from './places.ts';
import type { Finding, Rule } from './rule.ts';
import { toolSlip } from './shell/backupTools.ts';
import { alwaysFails, alwaysSucceeds, isTestCommand } from './shell/commandStatus.ts';
import { copiesOf, fileCopy } from './shell/fileCopies.ts';
import {
  handlesFile,
  placeIn,
  type ServerCommand,
  serverCommand,
  simpleCommands,
} from './shell/serverCommand.ts';

/** What archive_command copies, and where to. */
export const archiveContentRules: readonly Rule[] = [
  {
    code: 'archive-without-path',
    severity: 'warning',
    title: 'archive_command does not say which file to archive',
    why: '`%p` is the path of the segment, relative to the data directory, and `%f` is its name. Without either the command cannot know which segment it is called for.',
    example: "archive_mode = on\narchive_command = 'cp /var/lib/postgresql/wal /mnt/archive/'",
    better: "archive_mode = on\narchive_command = 'test ! -f /mnt/archive/%f && cp %p /mnt/archive/%f'",
    *check(context) {
      const command = serverCommand(context, 'archive_command');
      if (!command || command.line.fault || uses(command, 'p')) return;
      if (alwaysSucceeds(command.line.list) || alwaysFails(command.line.list)) return;
      const copies = [...simpleCommands(command.line.list)].some(each => fileCopy(each) !== undefined);
      if (uses(command, 'f') && (!copies || /(?:pg_wal|pg_xlog)\/"?%f/.test(command.text))) return;
      yield {
        entry: command.entry,
        message: uses(command, 'f')
          ? 'The command copies a file but has no %p, the path of the segment to archive'
          : 'The command has neither %p nor %f: it cannot know which segment to archive',
      };
    },
  },
  {
    code: 'archive-to-one-file',
    severity: 'warning',
    title: 'archive_command writes every segment to the same name',
    why: 'Without `%f` in the name of the target every segment replaces the one before, unless the target is a folder. Add `/%f`.',
    example: "archive_mode = on\narchive_command = 'gzip < %p > /mnt/archive/wal.gz'",
    better:
      "archive_mode = on\narchive_command = 'test ! -f /mnt/archive/%f.gz && gzip < %p > /mnt/archive/%f.gz'",
    *check(context) {
      const command = serverCommand(context, 'archive_command');
      if (!command) return;
      for (const copy of copiesOf(command)) {
        if (!copy.target.literal || copy.target.text === '/dev/null') continue;
        if (/%[fp]|[/.]$|:$/.test(copy.target.text)) continue;
        const sure = copy.how === '>' || copy.how.startsWith('dd');
        yield {
          ...placeIn(command, copy.target),
          severity: sure ? 'warning' : 'information',
          message: sure
            ? 'Every segment replaces the one before: put %f into the name'
            : 'Unless this is a folder, every segment replaces the one before: write it with /%f',
          fixes: sure || command.wrapped ? [] : [nameFix(command, copy.target.end)],
        };
      }
    },
  },
  {
    code: 'archive-wrong-way',
    severity: 'warning',
    title: 'archive_command copies from the archive to the data directory',
    why: '`%p` is the segment to archive: it must be the source. As a target the segment itself is overwritten before it was archived.',
    example: "archive_mode = on\narchive_command = 'cp /mnt/archive/%f %p'",
    better: "archive_mode = on\narchive_command = 'test ! -f /mnt/archive/%f && cp %p /mnt/archive/%f'",
    *check(context) {
      const command = serverCommand(context, 'archive_command');
      if (!command) return;
      for (const copy of copiesOf(command)) {
        if (copy.target.text !== '%p') continue;
        yield {
          ...placeIn(command, copy.command),
          message: 'This overwrites the segment to be archived: %p must be the source, not the target',
          fixes: swapNames(command, copy),
        };
      }
    },
  },
  {
    code: 'archive-tool-arguments',
    severity: 'warning',
    title: 'a backup tool is called with the wrong placeholder',
    why: 'pgBackRest, WAL-G, WAL-E and Barman take the path `%p` to archive, and the name `%f` before the path `%p` to restore.',
    example: "archive_mode = on\narchive_command = 'pgbackrest --stanza=main archive-push %f'",
    better: "archive_mode = on\narchive_command = 'pgbackrest --stanza=main archive-push %p'",
    *check(context) {
      for (const name of ['archive_command', 'restore_command'] as const) {
        const command = serverCommand(context, name);
        if (!command) continue;
        for (const each of simpleCommands(command.line.list)) {
          const slip = toolSlip(each, name);
          if (!slip) continue;
          const order = name === 'archive_command' ? ['%p'] : ['%f', '%p'];
          const fixes = slip.includes('belongs into') ? [] : placeholdersInOrder(command, each, order);
          yield { ...placeIn(command, each), message: slip, fixes };
        }
      }
    },
  },
  {
    code: 'archive-in-unsafe-place',
    severity: 'warning',
    title: 'the archive is in the data directory or a temporary folder',
    why: 'What destroys the data directory destroys an archive within it, and a temporary folder is emptied at boot. A relative path is relative to the data directory. Use another disk, better another machine.',
    example: "archive_mode = on\narchive_command = 'test ! -f /tmp/%f && cp %p /tmp/%f'",
    better: "archive_mode = on\narchive_command = 'test ! -f /mnt/archive/%f && cp %p /mnt/archive/%f'",
    *check(context) {
      const command = serverCommand(context, 'archive_command');
      if (!command) return;
      for (const copy of copiesOf(command)) {
        const sound = !copy.remote && copy.sources.length <= 1;
        const reason = sound ? unsafePlace(context, copy.target.text) : undefined;
        if (!reason) continue;
        yield { ...placeIn(command, copy.target), message: reason };
      }
    },
  },
  {
    code: 'archive-command-missing',
    severity: 'warning',
    title: 'archiving is on, but nothing archives',
    why: 'With archive_mode on, a segment stays in pg_wal until it is archived. Without a command or a library pg_wal grows until the disk is full. Set one, or turn archive_mode off.',
    example: "archive_mode = on\narchive_command = ''",
    better: "archive_mode = on\narchive_command = 'test ! -f /mnt/archive/%f && cp %p /mnt/archive/%f'",
    *check(context) {
      const mode = context.entry('archive_mode');
      const library = context.entry('archive_library');
      if (!mode || !archives(context)) return;
      if (library && lacksDirectory(context))
        yield {
          entry: library,
          message:
            'basic_archive archives nothing before basic_archive.archive_directory is set: pg_wal grows until the disk is full',
        };
      if (context.value('archive_library')) return;
      const command = serverCommand(context, 'archive_command');
      const entry = context.entry('archive_command') ?? mode;
      if (command && alwaysFails(command.line.list)) {
        yield {
          entry,
          message: 'The command always fails: segments are kept and pg_wal grows until the disk is full',
        };
      } else if (!context.value('archive_command')) {
        const what = context.major < 15 ? 'archive_command' : 'archive_command or archive_library';
        yield {
          entry,
          message: `Segments are kept until they are archived, so pg_wal grows until the disk is full: set ${what}`,
        };
      }
    },
  },
  {
    code: 'archive-command-and-library',
    severity: 'warning',
    title: 'archive_command and archive_library are both set',
    why: 'In 15 the library wins and the command is ignored. From 16 on the archiver refuses both and starts again and again, while pg_wal grows; the server itself runs on.',
    example:
      "archive_mode = on\narchive_library = 'basic_archive'\narchive_command = 'pgbackrest --stanza=main archive-push %p'",
    better: "archive_mode = on\narchive_command = 'pgbackrest --stanza=main archive-push %p'",
    *check(context) {
      const entry = context.entry('archive_command');
      if (!entry || !archives(context)) return;
      if (!context.value('archive_command') || !context.value('archive_library')) return;
      const words = {
        15: 'archive_library wins, and this command is never run: set only one of them',
        16: 'The archiver stops with "both archive_command and archive_library set", again and again: set only one of them',
      };
      yield { entry, message: sinceMajor(words, context.major)! };
    },
  },
  {
    code: 'archive-always-refuses',
    severity: 'information',
    title: 'primary and standby archive the same files',
    why: 'With archive_mode = always a standby archives as well. In a shared folder the file is already there, a command that refuses to overwrite fails for ever, and pg_wal of one of them grows. Give each its own folder, or let the command succeed when both files are identical (`cmp -s`).',
    example: "archive_mode = always\narchive_command = 'test ! -f /mnt/archive/%f && cp %p /mnt/archive/%f'",
    better:
      "archive_mode = always\narchive_command = 'cmp -s %p /mnt/archive/%f || { test ! -f /mnt/archive/%f && cp %p /mnt/archive/%f; }'",
    *check(context) {
      const entry = context.entry('archive_mode');
      const command = serverCommand(context, 'archive_command');
      if (!entry || context.value('archive_mode') !== 'always' || !command) return;
      const commands = [...simpleCommands(command.line.list)];
      const refuses = commands.some(each => isTestCommand(each) && handlesFile(each));
      if (!refuses || /\b(?:cmp|diff|sha\d*sum|md5sum)\b/.test(command.text)) return;
      yield {
        entry,
        message:
          'In a folder shared with the primary the file is already there and the command fails for ever: use a folder for each, or compare',
      };
    },
  },
];

function uses({ placeholders }: ServerCommand, letter: string): boolean {
  return placeholders.some(placeholder => placeholder.letter === letter);
}

function nameFix(command: ServerCommand, end: number): NonNullable<Finding['fixes']>[number] {
  const quote = /["']/.test(command.text[end - 1]) ? 1 : 0;
  const at = end - quote;
  return { title: 'Add /%f', edits: [replacePart(command.entry, { start: at, end: at }, '/%f')] };
}

function unsafePlace(context: RuleContext, target: string): string | undefined {
  if (/^(?:\/dev\/|[%$~`])/.test(target)) return undefined;
  if (/^\/(?:var\/)?tmp\//.test(target))
    return 'A temporary folder is emptied at boot: keep the archive on another disk';
  const folder = resolvePath(
    '/',
    context.surroundings.dataDirectory ?? context.entry('data_directory')?.value ?? 'data directory',
  );
  if (!resolvePath(folder, target).startsWith(`${folder}/`)) return undefined;
  return 'The archive lies in the data directory, and is lost together with it: keep it on another disk';
}

/** basic_archive, the library that comes with the server, without the folder that it needs. */
function lacksDirectory(context: RuleContext): boolean {
  const folder = 'basic_archive.archive_directory';
  const entry = context.reading.configuration.entries.findLast(({ name }) => name.toLowerCase() === folder);
  return context.value('archive_library') === 'basic_archive' && !entry?.value;
}
