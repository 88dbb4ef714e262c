import { sinceMajor } from '../../majors.ts';
import { conninfoValue, readConninfo } from '../conninfo.ts';
import { refusedValues } from '../conninfoValues.ts';
import type { Span } from '../tree.ts';
import { isOn, numberOf, type RuleContext, textOf } from './context.ts';
import { replacePart, replaceValue } from './places.ts';
import type { Finding, Rule } from './rule.ts';

/** Standbys: how they reach their primary, and what makes them fall behind. */
export const standbyRules: readonly Rule[] = [
  {
    code: 'password-in-conninfo',
    severity: 'warning',
    title: 'a password stands in primary_conninfo',
    why: 'Everybody who can read the file, a backup of it, or pg_settings as a member of pg_read_all_settings, sees the password. Put it into `.pgpass` of the operating system user that runs the server, or name a file by `passfile`.',
    example: "primary_conninfo = 'host=primary user=rep password=secret'\nprimary_slot_name = 's1'",
    better:
      "primary_conninfo = 'host=primary user=rep passfile=/var/lib/postgresql/.pgpass'\nprimary_slot_name = 's1'",
    *check(context) {
      const found = conninfo(context);
      const secret = found?.parameters.find(({ keyword, value }) => keyword === 'password' && value !== '');
      if (!found || !secret) return;
      const part = { start: (secret.keywordSpan ?? secret.valueSpan).start, end: secret.valueSpan.end };
      // pg_basebackup -R writes it there, and the file is readable by the server alone.
      const severity = found.entry.file.path.endsWith('postgresql.auto.conf') ? 'information' : 'warning';
      yield {
        entry: found.entry,
        part,
        severity,
        message:
          'Whoever reads this file or its backup has the password: put it into .pgpass, or name a passfile',
        fixes:
          found.form === 'keywords'
            ? [
                {
                  title: 'Take the password out (add it to .pgpass)',
                  edits: [replacePart(found.entry, withBlank(found.entry.value, part), '')],
                },
              ]
            : [],
      };
    },
  },
  {
    code: 'conninfo-invalid',
    severity: 'warning',
    title: 'libpq refuses primary_conninfo',
    why: 'The server does not check the value when it reads the file. The WAL receiver fails every few seconds, and the standby gets nothing by streaming.',
    example: "primary_conninfo = 'host=primary usr=rep'\nprimary_slot_name = 's1'",
    better: "primary_conninfo = 'host=primary user=rep'\nprimary_slot_name = 's1'",
    *check(context) {
      const found = conninfo(context);
      if (!found) return;
      if (found.refusal) {
        const { message, start, end } = found.refusal;
        yield { entry: found.entry, part: { start, end }, message: `The WAL receiver will fail: ${message}` };
      }
      for (const { message, start, end } of refusedValues(found, context.major)) {
        yield { entry: found.entry, part: { start, end }, message: `The WAL receiver will fail: ${message}` };
      }
    },
  },
  {
    code: 'standby-can-fall-behind',
    severity: 'information',
    title: 'a standby has neither an archive nor a slot',
    why: 'While the standby is away, the primary removes WAL that it still needs. Then it must be copied anew. A slot (primary_slot_name) or an archive (restore_command) prevents that; wal_keep_size on the primary only stretches the time.',
    example: "primary_conninfo = 'host=primary user=rep'",
    better: "primary_conninfo = 'host=primary user=rep'\nprimary_slot_name = 's1'",
    *check(context) {
      const entry = context.entry('primary_conninfo');
      if (!entry || !textOf(context, 'primary_conninfo')) return;
      if (textOf(context, 'restore_command') || textOf(context, 'primary_slot_name')) return;
      yield {
        entry,
        message:
          'When the primary has removed WAL this standby still needs, it must be copied anew: set primary_slot_name or restore_command',
      };
    },
  },
  {
    code: 'feedback-silenced',
    severity: 'warning',
    title: 'hot_standby_feedback has no effect',
    why: 'Feedback travels with the status reports of the WAL receiver. With wal_receiver_status_interval = 0 it is not sent.',
    example: 'hot_standby_feedback = on\nwal_receiver_status_interval = 0',
    better: 'hot_standby_feedback = on\nwal_receiver_status_interval = 10s',
    *check(context) {
      const entry = context.entry('wal_receiver_status_interval');
      if (!entry || numberOf(context, 'wal_receiver_status_interval') !== 0) return;
      if (!isOn(context, 'hot_standby_feedback')) return;
      yield {
        entry,
        message: 'With 0 the standby sends no hot_standby_feedback either: set an interval, 10 s by default',
        fixes: [{ title: 'Set it to 10s', edits: [replaceValue(entry, '10s')] }],
      };
    },
  },
  {
    code: 'replay-waits-for-ever',
    severity: 'information',
    title: 'a query on the standby can stop replay for ever',
    why: 'With -1 a conflicting query is never cancelled. One forgotten session makes the standby fall behind without bounds; a synchronous remote_apply then hangs on it too.',
    example: 'max_standby_streaming_delay = -1',
    better: "max_standby_streaming_delay = '10min'",
    *check(context) {
      for (const name of ['max_standby_streaming_delay', 'max_standby_archive_delay']) {
        const entry = context.entry(name);
        if (!entry || context.value(name) !== -1) continue;
        yield {
          entry,
          message: 'One forgotten query stops replay for ever: set a time, or use hot_standby_feedback',
        };
      }
    },
  },
  {
    code: 'replication-timeout-off',
    severity: 'information',
    title: 'a dead replication connection is not noticed',
    why: 'With 0 the connection lasts until the operating system gives up, often after hours. On the primary it holds a sender, on the standby nothing arrives and no new connection is tried.',
    example: 'wal_sender_timeout = 0',
    better: 'wal_sender_timeout = 60s',
    *check(context) {
      for (const name of ['wal_sender_timeout', 'wal_receiver_timeout']) {
        const entry = context.entry(name);
        if (!entry || context.value(name) !== 0) continue;
        yield {
          entry,
          message: 'A dead connection is kept for hours: set a time above the longest hiccup of the network',
        };
      }
    },
  },
  {
    code: 'slot-sync-incomplete',
    severity: 'information',
    title: 'sync_replication_slots lacks what it needs',
    why: 'On a standby the worker that copies failover slots only logs what is missing, and copies nothing. On a primary the setting has no effect.',
    example:
      "sync_replication_slots = on\nprimary_conninfo = 'host=primary user=rep'\nprimary_slot_name = 's1'",
    better:
      "sync_replication_slots = on\nprimary_conninfo = 'host=primary user=rep dbname=app'\nprimary_slot_name = 's1'\nhot_standby_feedback = on\nwal_level = logical",
    *check(context) {
      const entry = context.entry('sync_replication_slots');
      const found = conninfo(context);
      if (!entry || !isOn(context, 'sync_replication_slots') || !found) return;
      const missing = [
        conninfoValue(found, 'dbname') ? '' : 'dbname in primary_conninfo',
        textOf(context, 'primary_slot_name') ? '' : 'primary_slot_name',
        isOn(context, 'hot_standby_feedback') ? '' : 'hot_standby_feedback = on',
        levelSuffices(context) ? '' : 'wal_level = logical',
      ].filter(Boolean);
      if (!missing.length) return;
      yield { entry, message: `The slots are not copied until these are set too: ${missing.join(', ')}` };
    },
  },
];

/** In 19 the level of the primary counts. */
function levelSuffices(context: RuleContext): boolean {
  return sinceMajor({ 10: context.value('wal_level') === 'logical', 19: true }, context.major)!;
}

function conninfo(context: RuleContext) {
  const entry = context.entry('primary_conninfo');
  const text = textOf(context, 'primary_conninfo');
  if (!entry || text === undefined) return undefined;
  return { entry, ...readConninfo(text, context.major) };
}

/** One blank beside the part goes with it. */
function withBlank(text: string, { start, end }: Span): NonNullable<Finding['part']> {
  if (text[end] === ' ') return { start, end: end + 1 };
  return { start: text[start - 1] === ' ' ? start - 1 : start, end };
}
