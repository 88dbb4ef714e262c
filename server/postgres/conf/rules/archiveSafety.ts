import type { CommandList, SimpleCommand } from '../commandLine.ts';
import { useCp } from './commandFixes.ts';
import { archives } from './context.ts';
import { quoteValue, replaceValue } from './places.ts';
import type { Fix, Rule } from './rule.ts';
import { alwaysSucceeds, hidesFailure, isReport, isTestCommand } from './shell/commandStatus.ts';
import { skipsWhenThere } from './shell/existingFiles.ts';
import { copiesOf, type FileCopy, fileCopy } from './shell/fileCopies.ts';
import { hidesHttpError, httpErrorHidden } from './shell/http.ts';
import { programOf } from './shell/program.ts';
import {
  handlesFile,
  placeIn,
  type ServerCommand,
  serverCommand,
  simpleCommands,
} from './shell/serverCommand.ts';

/** Whether archive_command keeps what it was given: it must not overwrite, and must fail when the copy failed. */
export const archiveSafetyRules: readonly Rule[] = [
  {
    code: 'archive-overwrites',
    severity: 'warning',
    title: 'archive_command overwrites a file that is already in the archive',
    why: 'Two clusters with one archive, or a timeline that was used twice, produce different files of the same name. A command that overwrites destroys the older one, and with it every recovery that needs it. Test for the file first, so that the command fails.',
    example: "archive_mode = on\narchive_command = 'cp %p /mnt/archive/%f'",
    better: "archive_mode = on\narchive_command = 'test ! -f /mnt/archive/%f && cp %p /mnt/archive/%f'",
    *check(context) {
      const command = serverCommand(context, 'archive_command');
      if (!command || isGuarded(command)) return;
      for (const copy of copiesOf(command)) {
        if (copy.existing !== 'overwritten' || !/%[fp]|\/$/.test(copy.target.text)) continue;
        if (copy.sources.length > 1) continue;
        // Barman empties this folder itself.
        if (copy.remote && /\/incoming\//.test(copy.target.text)) continue;
        yield {
          ...placeIn(command, copy.command),
          severity: copy.remote ? 'information' : 'warning',
          message: `${verb(copy)} overwrites a file of the same name in the archive: let the command fail when the file is there`,
          fixes: guardFix(command, copy),
        };
      }
    },
  },
  {
    code: 'archive-skips-existing',
    severity: 'warning',
    title: 'archive_command reports success for a file that it did not copy',
    why: 'When the archive holds a different file of this name, the option leaves that one in place and still reports success: the server removes the only copy of the segment. Test for the file instead, so that the command fails.',
    example: "archive_mode = on\narchive_command = 'cp -n %p /mnt/archive/%f'",
    better: "archive_mode = on\narchive_command = 'test ! -f /mnt/archive/%f && cp %p /mnt/archive/%f'",
    *check(context) {
      const command = serverCommand(context, 'archive_command');
      if (!command) return;
      const skip = skipsWhenThere(command.line.list);
      if (skip)
        yield {
          ...placeIn(command, skip),
          message:
            'A file of the same name counts as archived, whatever is in it: the segment is lost; let the command fail, or compare with cmp',
        };
      if (isGuarded(command)) return;
      for (const copy of copiesOf(command)) {
        if (copy.existing !== 'skipped') continue;
        yield {
          ...placeIn(command, copy.command),
          message: `${verb(copy)} leaves another file of the same name in place and may report success: the segment is lost; let the command fail`,
        };
      }
    },
  },
  {
    code: 'archive-takes-segment',
    severity: 'warning',
    title: 'archive_command moves or links the segment',
    why: 'The segment stays the property of the server: crash recovery and standbys may still need it, and later the server renames it and writes into it again. `mv` takes it away; a link in the archive is the very file that will be overwritten. Copy it.',
    example: "archive_mode = on\narchive_command = 'ln %p /mnt/archive/%f'",
    better: "archive_mode = on\narchive_command = 'test ! -f /mnt/archive/%f && cp %p /mnt/archive/%f'",
    *check(context) {
      const command = serverCommand(context, 'archive_command');
      if (!command) return;
      for (const copy of copiesOf(command)) {
        if (copy.makes === 'copy' || !isOfSegment(copy)) continue;
        const message =
          copy.makes === 'move'
            ? `${verb(copy)} takes the segment away from the server, which may still need it: copy it`
            : `${verb(copy)} puts no copy into the archive: the server later writes into the very same file; copy it`;
        yield { ...placeIn(command, copy.command), message, fixes: useCp(command, copy) };
      }
    },
  },
  {
    code: 'archive-hides-failure',
    severity: 'warning',
    title: 'archive_command can report success although it failed',
    why: 'The exit status is all that the server sees. With `|| true`, a last command that always succeeds, or commands joined by `;`, a failed copy counts as archived, and the segment is removed. Join commands with `&&`, and let the last status be that of the copy.',
    example: "archive_mode = on\narchive_command = 'test ! -f /a/%f && cp %p /a/%f || true'",
    better: "archive_mode = on\narchive_command = 'test ! -f /a/%f && cp %p /a/%f'",
    *check(context) {
      const command = serverCommand(context, 'archive_command');
      if (!command) return;
      const upload = [...simpleCommands(command.line.list)].find(
        each => handlesFile(each) && hidesHttpError(each),
      );
      if (upload) yield { ...placeIn(command, upload), message: httpErrorHidden };
      if (!hidesFailure(command.line.list)) return;
      yield {
        entry: command.entry,
        message:
          'The command can report success although copying failed, and the segment is then removed: the last exit status must be that of the copy',
        fixes: sequenceFix(command),
      };
    },
  },
  {
    code: 'archive-pipe-hides-failure',
    severity: 'information',
    title: 'a pipe in archive_command hides the failure of its first part',
    why: 'The status of a pipe is that of its last command. When the first one fails half-way, a truncated file counts as archived. Run the pipe in `bash -c` with `set -o pipefail`, or let the compressor write the file itself.',
    example: 'archive_mode = on\narchive_command = \'gzip -c %p | ssh backup "cat > /a/%f.gz"\'',
    better:
      'archive_mode = on\narchive_command = \'bash -c "set -o pipefail; gzip -c %p | ssh backup \\"cat > /a/%f.gz\\""\'',
    *check(context) {
      const command = serverCommand(context, 'archive_command');
      if (!command || hidesFailure(command.line.list) || /pipefail/.test(command.text)) return;
      for (const { pipeline } of command.line.list) {
        const [first] = pipeline.commands;
        if (pipeline.commands.length < 2 || first.kind !== 'simple' || !handlesFile(first)) continue;
        yield {
          ...placeIn(command, pipeline),
          message:
            'Only the status of the last command counts: when the first fails half-way, a truncated file is archived; use `set -o pipefail` in bash',
        };
      }
    },
  },
  {
    code: 'archive-keeps-nothing',
    severity: 'warning',
    title: 'archive_command succeeds without archiving anything',
    why: "Every segment counts as archived and is removed. No base backup can be rolled forward over this gap. To pause archiving use `archive_command = ''`, which keeps the segments; after using a command like this, take a new base backup.",
    example: "archive_mode = on\narchive_command = '/bin/true'",
    better: "archive_mode = on\narchive_command = 'test ! -f /mnt/archive/%f && cp %p /mnt/archive/%f'",
    *check(context) {
      const command = serverCommand(context, 'archive_command');
      if (!command || !archives(context) || command.line.fault) return;
      const works = [...simpleCommands(command.line.list)].filter(
        each => handlesFile(each) && !isReport(each),
      );
      const toNowhere = works.length > 0 && works.every(goesNowhere);
      if (!toNowhere && (works.length > 0 || !alwaysSucceeds(command.line.list))) return;
      yield {
        entry: command.entry,
        message:
          'The command succeeds without keeping the segment: WAL is thrown away and no backup can be rolled forward; take a new base backup once it is mended',
      };
    },
  },
  {
    code: 'archive-not-synced',
    severity: 'hint',
    title: 'archive_command does not flush the copy to disk',
    why: '`cp` returns when the data is in the page cache. A power failure then leaves an empty or truncated file in the archive, while the server has removed the segment. Copy to a temporary name, sync, rename; or use `basic_archive` or a backup tool.',
    example: "archive_mode = on\narchive_command = 'test ! -f /a/%f && cp %p /a/%f'",
    better:
      "archive_mode = on\narchive_command = 'test ! -f /a/%f && cp %p /a/%f.tmp && sync /a/%f.tmp && mv /a/%f.tmp /a/%f'",
    *check(context) {
      const command = serverCommand(context, 'archive_command');
      if (!command || /\bf?sync\b|\bdatasync\b/.test(command.text)) return;
      for (const copy of copiesOf(command)) {
        if (copy.remote || copy.how.includes('fsync') || !/%f/.test(copy.target.text)) continue;
        if (copy.makes !== 'copy' || copy.sources.length > 1) continue;
        yield {
          ...placeIn(command, copy.command),
          message: `${verb(copy)} returns before the file is on disk: a power failure can leave a truncated segment; sync it, then rename it`,
          fixes: syncFix(command, copy),
        };
      }
    },
  },
];

/** A test of the file's name in front, here or over there, or a shell that refuses to overwrite. */
function isGuarded({ line, text }: ServerCommand): boolean {
  if (/noclobber|\bset -[a-z]*C/.test(text)) return true;
  return hasGuard(line.list, /\bset -[a-z]*e/.test(text));
}

/** A test whose outcome nobody looks at, with `;` behind it, guards nothing unless errors end the shell. */
function hasGuard(list: CommandList, stopsAtErrors: boolean): boolean {
  return list.some(({ pipeline }, at) => {
    const heeded = stopsAtErrors || list[at + 1]?.joined !== ';';
    return pipeline.commands.some(command => {
      if (command.kind === 'simple') return heeded && isTest(command) && handlesFile(command);
      if (command.kind === 'group') return hasGuard(command.body, stopsAtErrors);
      return command.words.some(({ text: word }) => /^(?:test|\[\[?)$/.test(word));
    });
  });
}

/** Also one that ssh has run on the other machine. */
function isTest(command: SimpleCommand): boolean {
  const program = programOf(command);
  const remote =
    program?.name === 'ssh' && program.operands.some(({ text }) => /^(?:test|\[\[?)(?: |$)/.test(text));
  return remote || isTestCommand(command);
}

/** Its output is thrown away, and it has no other name to write to. */
function goesNowhere(command: SimpleCommand): boolean {
  return (
    fileCopy(command)?.target.text === '/dev/null' && !command.words.some(({ text }) => text.includes('%f'))
  );
}

/** It is the server's own file that is copied, not one that was made from it. */
function isOfSegment({ sources }: FileCopy): boolean {
  return sources.some(({ text }) => text.includes('%p'));
}

function verb({ how }: FileCopy): string {
  return how === '>' ? 'The redirection' : `\`${how}\``;
}

/** The copy is the whole command, on this machine, with a name that can be tested. */
function isPlainCopy(command: ServerCommand, copy: FileCopy): boolean {
  return !command.wrapped && command.line.list.length === 1 && !copy.remote && copy.target.literal;
}

function guardFix(command: ServerCommand, copy: FileCopy): Fix[] {
  if (!isPlainCopy(command, copy)) return [];
  const target = targetFile(command.text, copy);
  const text = `test ! -f ${target} && ${command.text.trim()}`;
  return [{ title: 'Test for the file first', edits: [replaceValue(command.entry, quoteValue(text))] }];
}

function syncFix(command: ServerCommand, copy: FileCopy): Fix[] {
  const [source] = copy.sources;
  const guarded = isGuarded(command) && command.line.list.length === 2;
  if (copy.how !== 'cp' || copy.sources.length !== 1 || command.wrapped || !copy.target.literal) return [];
  if (!guarded && !isPlainCopy(command, copy)) return [];
  const target = targetFile(command.text, copy);
  const made = /["']$/.test(target) ? `${target.slice(0, -1)}.tmp${target.slice(-1)}` : `${target}.tmp`;
  const from = command.text.slice(source.start, source.end);
  const text = `test ! -f ${target} && cp ${from} ${made} && sync ${made} && mv ${made} ${target}`;
  return [{ title: 'Copy, sync, then rename', edits: [replaceValue(command.entry, quoteValue(text))] }];
}

/** The file that is written, as the shell must read it. */
function targetFile(text: string, { target }: FileCopy): string {
  const written = text.slice(target.start, target.end).replace(/^of=/, '');
  return /\/$/.test(target.text) ? `${written}%f` : written;
}

/** `a; b` to `a && b`, when nothing but the joints is wrong. */
function sequenceFix(command: ServerCommand): Fix[] {
  const { list } = command.line;
  if (command.wrapped || list.length < 2 || alwaysSucceeds(list)) return [];
  if (!list.slice(1).every(({ joined }) => joined === ';' || joined === '&&')) return [];
  if (list.some(({ background }) => background)) return [];
  const parts = list.map(({ pipeline }) => command.text.slice(pipeline.start, pipeline.end));
  const text = parts.join(' && ');
  return [{ title: 'Join the commands with &&', edits: [replaceValue(command.entry, quoteValue(text))] }];
}
