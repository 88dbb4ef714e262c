import { archives, numberOf, type RuleContext, textOf } from './context.ts';
import { bytesText, timeText } from './humanText.ts';
import type { Rule } from './rule.ts';
import { alwaysSucceeds } from './shell/commandStatus.ts';
import { serverCommand } from './shell/serverCommand.ts';

/** Archiving is on, and it is more than a command that succeeds without doing anything. */
function keepsSegments(context: RuleContext): boolean {
  if (!archives(context)) return false;
  const command = serverCommand(context, 'archive_command');
  return command ? !alwaysSucceeds(command.line.list) : textOf(context, 'archive_library') !== undefined;
}

const secondsADay = 86_400;

/** What archive_timeout costs, and how much is lost without it. */
export const lossWindowRules: readonly Rule[] = [
  {
    code: 'archive-timeout-cost',
    severity: 'hint',
    title: 'what archive_timeout costs in the archive',
    why: 'Each forced switch archives a whole segment, however little is in it. Below a minute the archive swells by tens of gigabytes a day; streaming with `pg_receivewal` loses less and costs less. Compression in archive_command shrinks nearly empty segments well.',
    example:
      "archive_mode = on\narchive_command = 'pgbackrest --stanza=main archive-push %p'\narchive_timeout = 10",
    better: "archive_mode = on\narchive_command = 'pgbackrest --stanza=main archive-push %p'",
    *check(context) {
      const entry = context.entry('archive_timeout');
      const seconds = numberOf(context, 'archive_timeout');
      if (!entry || !seconds || !archives(context)) return;
      const segments = secondsADay / seconds;
      const aDay = bytesText(segments * context.segmentSize);
      const each = bytesText(context.segmentSize);
      yield {
        entry,
        severity: seconds < 30 ? 'warning' : seconds < 60 ? 'information' : 'hint',
        message: `Up to ${Math.ceil(segments)} segments of ${each} a day, ${aDay} before compression, while anything is written`,
      };
    },
  },
  {
    code: 'archive-timeout-without-archive',
    severity: 'information',
    title: 'archive_timeout is set, but nothing is archived',
    why: 'Without archive_mode the server still switches segments at this pace: it writes more and protects nothing.',
    example: 'archive_mode = off\narchive_timeout = 300',
    better: 'archive_mode = off',
    *check(context) {
      const entry = context.entry('archive_timeout');
      if (!entry || !numberOf(context, 'archive_timeout') || archives(context)) return;
      yield {
        entry,
        message: 'Without archive_mode this only wastes segments: turn archiving on, or take the line out',
      };
    },
  },
  {
    code: 'data-loss-window',
    severity: 'hint',
    title: 'what is lost when this machine is lost',
    why: 'Only what reached the archive can be recovered elsewhere. The open segment is archived when it is full, or when archive_timeout forces it. A synchronous standby or `pg_receivewal --synchronous` closes the window.',
    example: "archive_mode = on\narchive_command = 'pgbackrest --stanza=main archive-push %p'",
    better: "archive_mode = off\nsynchronous_standby_names = 'ANY 1 (a, b)'",
    *check(context) {
      const entry = context.entry('archive_timeout') ?? context.entry('archive_mode');
      if (!entry || !keepsSegments(context) || context.value('synchronous_standby_names')) return;
      const seconds = numberOf(context, 'archive_timeout') ?? 0;
      const segment = bytesText(context.segmentSize);
      yield {
        entry,
        message: seconds
          ? `When this machine is lost, the archive lacks the last ${timeText(seconds * 1000)} and what archive_command had not copied yet`
          : `When this machine is lost, the archive lacks up to ${segment} of WAL, on a quiet server those are hours: archive_timeout bounds the time`,
      };
    },
  },
  {
    code: 'asynchronous-commit',
    severity: 'information',
    title: 'commits are reported before they are on disk',
    why: 'With synchronous_commit off a crash of this server loses transactions that clients believe committed, at most about three times wal_writer_delay. Nothing is corrupted. Set it for single transactions or roles that can bear it.',
    example: 'synchronous_commit = off',
    better: 'synchronous_commit = on',
    *check(context) {
      const entry = context.entry('synchronous_commit');
      if (!entry || context.value('synchronous_commit') !== 'off') return;
      const window = timeText(3 * (numberOf(context, 'wal_writer_delay') ?? 200));
      yield {
        entry,
        message: `A crash loses commits of up to the last ${window} that clients were told are done`,
      };
    },
  },
];
