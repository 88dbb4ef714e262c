import { folderOf } from '../paths.ts';
import { swapNames, useCp } from './commandFixes.ts';
import type { Rule } from './rule.ts';
import { alwaysFails, alwaysSucceeds, hidesFailure } from './shell/commandStatus.ts';
import { skipsWhenMissing } from './shell/existingFiles.ts';
import { copiesOf } from './shell/fileCopies.ts';
import { hidesHttpError, httpErrorHidden } from './shell/http.ts';
import { programOf } from './shell/program.ts';
import { handlesFile, placeIn, serverCommand, simpleCommands } from './shell/serverCommand.ts';

/** restore_command, archive_cleanup_command: reading the archive, and removing from it. */
export const restoringRules: readonly Rule[] = [
  {
    code: 'restore-hides-failure',
    severity: 'warning',
    title: 'restore_command reports success for a file that it did not restore',
    why: 'The server asks for many files that do not exist, history files above all, and needs a failure for each. A command that always succeeds makes it look for further timelines without end. Let it fail with a status from 1 to 125.',
    example: "restore_command = 'cp /mnt/archive/%f %p || true'",
    better: "restore_command = 'cp /mnt/archive/%f %p'",
    *check(context) {
      const command = serverCommand(context, 'restore_command');
      if (!command || command.line.fault) return;
      const { list } = command.line;
      const download = [...simpleCommands(list)].find(each => handlesFile(each) && hidesHttpError(each));
      if (download) yield { ...placeIn(command, download), message: httpErrorHidden };
      if (!hidesFailure(list) && !alwaysSucceeds(list) && !skipsWhenMissing(list)) return;
      yield {
        entry: command.entry,
        message:
          'The command can report success for a file that is not there: the server then looks for further timelines without end; it must fail',
      };
    },
  },
  {
    code: 'restore-without-name',
    severity: 'warning',
    title: 'restore_command lacks %f or %p',
    why: '`%f` is the file that the server wants, `%p` is where it must be put. Without both the command cannot do its work.',
    example: "restore_command = 'cp /mnt/archive/%f pg_wal/'",
    better: "restore_command = 'cp /mnt/archive/%f %p'",
    *check(context) {
      const command = serverCommand(context, 'restore_command');
      if (!command || command.line.fault) return;
      if (alwaysSucceeds(command.line.list) || alwaysFails(command.line.list)) return;
      const has = (letter: string) => command.placeholders.some(placeholder => placeholder.letter === letter);
      const missing = ['f', 'p'].filter(letter => !has(letter));
      if (!missing.length) return;
      const needs = { f: '%f, the file that is wanted', p: '%p, the place to put it' };
      yield {
        entry: command.entry,
        message: `The command lacks ${missing.map(letter => needs[letter as 'f' | 'p']).join(', and ')}`,
      };
    },
  },
  {
    code: 'restore-wrong-way',
    severity: 'warning',
    title: 'restore_command copies into the archive',
    why: '`%p` is the place where the server waits for the file: it must be the target. The other way round nothing is restored, and a file may be put into the archive.',
    example: "restore_command = 'cp %p /mnt/archive/%f'",
    better: "restore_command = 'cp /mnt/archive/%f %p'",
    *check(context) {
      const command = serverCommand(context, 'restore_command');
      if (!command) return;
      for (const copy of copiesOf(command)) {
        const [source] = copy.sources;
        if (copy.sources.length !== 1 || !source.text.includes('%p') || copy.target.text.includes('%p'))
          continue;
        yield {
          ...placeIn(command, copy.command),
          message: 'This copies into the archive: %p is where the file must be put, so it comes last',
          fixes: source.text === '%p' ? swapNames(command, copy) : [],
        };
      }
    },
  },
  {
    code: 'restore-moves',
    severity: 'warning',
    title: 'restore_command moves or links the file of the archive',
    why: 'A recovery asks for some files more than once, and a second attempt needs all of them again. After `mv` they are gone from the archive; through a link the server, once it has recovered, writes into the file in the archive. Copy instead.',
    example: "restore_command = 'mv /mnt/archive/%f %p'",
    better: "restore_command = 'cp /mnt/archive/%f %p'",
    *check(context) {
      const command = serverCommand(context, 'restore_command');
      if (!command) return;
      for (const copy of copiesOf(command)) {
        const ownCopy = copy.sources.some(({ text }) => text.includes('%p'));
        if (copy.makes === 'copy' || copy.target.text !== '%p' || ownCopy) continue;
        yield {
          ...placeIn(command, copy.command),
          message:
            copy.makes === 'move'
              ? '`mv` takes the file out of the archive, and a second attempt at the recovery fails: copy it'
              : `\`${copy.how}\` makes no copy: once it has recovered, the server writes into the file in the archive; copy it`,
          fixes: useCp(command, copy),
        };
      }
    },
  },
  {
    code: 'pg-standby-gone',
    severity: 'warning',
    title: 'pg_standby no longer exists',
    why: 'The program pg_standby was removed in 15, and has not been needed since standbys wait by themselves. Copy the file, and create `standby.signal`.',
    example: "restore_command = 'pg_standby /mnt/archive %f %p %r'",
    better: "restore_command = 'cp /mnt/archive/%f %p'",
    *check(context) {
      const command = serverCommand(context, 'restore_command');
      if (!command || context.major < 15) return;
      for (const each of simpleCommands(command.line.list)) {
        if (programOf(each)?.name !== 'pg_standby') continue;
        yield {
          ...placeIn(command, each),
          message:
            'pg_standby was removed in 15: copy the file to %p; with standby.signal the server waits by itself',
        };
      }
    },
  },
  {
    code: 'cleanup-without-limit',
    severity: 'warning',
    title: 'archive_cleanup_command does not use %r',
    why: '`%r` is the oldest file that this standby still needs. Without it a command does not know what it may remove; pg_archivecleanup takes it behind the folder.',
    example: "archive_cleanup_command = 'pg_archivecleanup /mnt/archive %f'",
    better: "archive_cleanup_command = 'pg_archivecleanup /mnt/archive %r'",
    *check(context) {
      const command = serverCommand(context, 'archive_cleanup_command');
      if (!command) return;
      const limited = command.placeholders.some(({ letter }) => letter === 'r');
      for (const each of simpleCommands(command.line.list)) {
        const program = programOf(each);
        const cleans = program?.name === 'pg_archivecleanup';
        const limitFirst = program?.operands.find(({ text }) => !text.startsWith('-'))?.text === '%r';
        if (cleans && (!limited || limitFirst))
          yield {
            ...placeIn(command, each),
            message: 'pg_archivecleanup needs %r, the oldest file to keep, as its second argument',
          };
        else if (program?.name === 'rm' && !limited)
          yield {
            ...placeIn(command, each),
            message: '`rm` does not know what this standby still needs: use pg_archivecleanup with %r',
          };
      }
    },
  },
  {
    code: 'cleanup-of-the-archive',
    severity: 'warning',
    title: 'archive_cleanup_command removes what archive_command keeps',
    why: 'Both commands name the same folder. As a standby this server removes segments that base backups and other standbys still need. Give each standby a folder of its own, or let the backup tool expire the archive.',
    example:
      "archive_mode = on\narchive_command = 'test ! -f /mnt/archive/%f && cp %p /mnt/archive/%f'\narchive_cleanup_command = 'pg_archivecleanup /mnt/archive %r'",
    better: "archive_mode = on\narchive_command = 'test ! -f /mnt/archive/%f && cp %p /mnt/archive/%f'",
    *check(context) {
      const cleanup = serverCommand(context, 'archive_cleanup_command');
      const archive = serverCommand(context, 'archive_command');
      if (!cleanup || !archive) return;
      const kept = copiesOf(archive).map(({ target }) => folderOf(target.text));
      for (const each of simpleCommands(cleanup.line.list)) {
        const program = programOf(each);
        if (program?.name !== 'pg_archivecleanup') continue;
        const folder = program.operands.find(({ text }) => !text.startsWith('-'));
        if (!folder || !kept.includes(folder.text.replace(/\/$/, ''))) continue;
        yield {
          ...placeIn(cleanup, folder),
          message: 'archive_command fills this very folder: cleaning it up destroys what base backups need',
        };
      }
    },
  },
];
