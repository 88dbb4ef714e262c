import { formatHistoryName } from '../../files/history.ts';
import { formatLsn, parseLsn } from '../../lsn.ts';
import { isoTimestamp, postgresEpochSeconds } from '../../wal/describe/timestamp.ts';
import type { Entry } from '../configuration.ts';
import { parseBool } from '../values/check.ts';
import { numberOf, type RuleContext, recoversNext, textOf } from './context.ts';
import { allowsReplication } from './hostAccess.ts';
import { targetEntry } from './recoveryTargets.ts';
import type { Rule } from './rule.ts';

/** What only the files beside the configuration can tell. */
export const besideRules: readonly Rule[] = [
  {
    code: 'target-without-signal',
    severity: 'information',
    title: 'a recovery target is set, but no recovery is asked for',
    why: 'From 12 on the targets count only when recovery.signal or standby.signal is in the data directory. A target that stays behind after a recovery strikes at the next one.',
    example: "recovery_target_name = 'before_upgrade'",
    better: "restore_command = 'cp /mnt/archive/%f %p'",
    *check(context) {
      const target = targetEntry(context);
      if (!target || context.major < 12 || recoversNext(context) !== false) return;
      yield {
        entry: target,
        message:
          'There is no recovery.signal, so this is ignored now and strikes at the next recovery: create the file, or take the line out',
      };
    },
  },
  {
    code: 'both-signal-files',
    severity: 'information',
    title: 'both signal files are there',
    why: 'standby.signal wins. After a promotion only that one is removed: recovery.signal stays, and makes the next start an archive recovery again. Delete recovery.signal.',
    example: "primary_conninfo = 'host=primary user=rep'\nprimary_slot_name = 's1'",
    better: "primary_conninfo = 'host=primary user=rep'\nprimary_slot_name = 's1'",
    *check(context) {
      const { standbySignal, recoverySignal } = context.surroundings;
      const entry = anchor(context, ['primary_conninfo', 'restore_command']);
      if (!entry || context.major < 12 || !standbySignal || !recoverySignal) return;
      yield {
        entry,
        message:
          'standby.signal wins over recovery.signal, which stays behind after a promotion and makes the next start a recovery: delete it',
      };
    },
  },
  {
    code: 'signal-file-before-12',
    severity: 'information',
    title: 'a signal file has no meaning in this major',
    why: 'recovery.signal and standby.signal came with 12. Up to 11 recovery.conf asks for a recovery.',
    example: "archive_mode = on\narchive_command = 'pgbackrest --stanza=main archive-push %p'",
    better: "archive_mode = on\narchive_command = 'pgbackrest --stanza=main archive-push %p'",
    *check(context) {
      const { standbySignal, recoverySignal } = context.surroundings;
      const [entry] = context.reading.configuration.entries;
      if (!entry || context.major >= 12 || !(standbySignal || recoverySignal)) return;
      const name = standbySignal ? 'standby.signal' : 'recovery.signal';
      yield {
        entry,
        message: `${name} means nothing to ${context.major}: a recovery is asked for in recovery.conf`,
      };
    },
  },
  {
    code: 'standby-without-source',
    severity: 'warning',
    title: 'a standby has no source of WAL',
    why: 'standby.signal is there, or standby_mode is on in recovery.conf, but neither primary_conninfo nor restore_command is set: the server only looks into pg_wal again and again.',
    example: 'hot_standby = on',
    better: "hot_standby = on\nprimary_conninfo = 'host=primary user=rep'\nprimary_slot_name = 's1'",
    *check(context) {
      const mode = context.entry('standby_mode');
      const asks = mode ? parseBool(mode.value) : context.major >= 12 && context.surroundings.standbySignal;
      if (!asks || textOf(context, 'primary_conninfo') || textOf(context, 'restore_command')) return;
      const entry = mode ?? anchor(context, ['primary_conninfo', 'restore_command', 'hot_standby']);
      if (!entry) return;
      const who = mode ? 'standby_mode' : 'standby.signal';
      yield {
        entry,
        message: `${who} asks for a standby, but nothing says where WAL comes from: set primary_conninfo or restore_command`,
      };
    },
  },
  {
    code: 'target-timeline-not-found',
    severity: 'warning',
    title: 'the history file of the target timeline is missing',
    why: 'Without it the server refuses: `recovery target timeline N does not exist`. It must be in the archive or in pg_wal.',
    example: "recovery_target_timeline = 7\nrestore_command = 'cp /mnt/archive/%f %p'",
    better: "recovery_target_timeline = latest\nrestore_command = 'cp /mnt/archive/%f %p'",
    *check(context) {
      const entry = context.entry('recovery_target_timeline');
      const { targetHistory } = context.surroundings;
      if (!entry || !targetHistory || targetHistory.found) return;
      const name = formatHistoryName(targetHistory.timeline);
      yield {
        entry,
        message: `${name} is neither in pg_wal nor in a folder that the commands name: without it the server refuses timeline ${targetHistory.timeline}`,
      };
    },
  },
  {
    code: 'archive-folder-missing',
    severity: 'information',
    title: 'the folder of the archive is not there',
    why: 'The command names a folder that does not exist on this machine. Archiving fails, and pg_wal grows; or a recovery finds nothing.',
    example: "archive_mode = on\narchive_command = 'test ! -f /mnt/archive/%f && cp %p /mnt/archive/%f'",
    better: "archive_mode = on\narchive_command = 'pgbackrest --stanza=main archive-push %p'",
    *check(context) {
      for (const { path, found } of context.surroundings.archiveFolders ?? []) {
        const entry = found ? undefined : namingEntry(context, path);
        if (entry)
          yield {
            entry,
            message: `The folder ${path} is not there: create it, owned by the user that runs the server`,
          };
      }
    },
  },
  {
    code: 'replication-not-admitted',
    severity: 'information',
    title: 'pg_hba.conf lets no standby in',
    why: 'A replication connection needs a line with `replication` in the database column of pg_hba.conf; `all` does not include it. Without one standbys and pg_basebackup are refused.',
    example: "max_wal_senders = 5\nlisten_addresses = '*'",
    better: "max_wal_senders = 0\nlisten_addresses = '*'",
    *check(context) {
      const { access } = context.surroundings;
      const entry = anchorWritten(context, [
        'synchronous_standby_names',
        'max_wal_senders',
        'max_replication_slots',
      ]);
      if (!access?.lines.length || !entry || numberOf(context, 'max_wal_senders') === 0) return;
      if (access.lines.some(allowsReplication)) return;
      yield {
        entry,
        message:
          'pg_hba.conf has no line with the database replication: no standby and no pg_basebackup can connect',
      };
    },
  },
  {
    code: 'wal-will-ask-for-more',
    severity: 'warning',
    title: 'the WAL to be replayed asks for a larger setting',
    why: 'The primary raised the setting within the WAL that is to be replayed. A server that lets queries in stops there, or pauses from 14 on. Set at least this value.',
    example: 'max_connections = 100',
    better: 'max_connections = 300',
    *check(context) {
      const { archive, control } = context.surroundings;
      if (context.value('hot_standby') !== true || !recoversNext(context)) return;
      const told = new Set<string>();
      for (const { setting, value, lsn } of archive?.required ?? []) {
        const entry = anchor(context, [setting]);
        const replayed = !control || lsn >= control.redo;
        if (!entry || !replayed || told.has(setting) || (numberOf(context, setting) ?? value) >= value)
          continue;
        told.add(setting);
        const then = context.major < 14 ? 'recovery ends there' : 'recovery pauses or ends there';
        yield {
          entry,
          message: `The WAL at ${formatLsn(lsn)} asks for ${setting} of at least ${value}: ${then}`,
        };
      }
    },
  },
  {
    code: 'target-not-in-archive',
    severity: 'warning',
    title: 'the archive does not reach the recovery target',
    why: 'Recovery replays all there is and does not find its target. Up to 12 the server then opens, from 13 on it fails with `recovery ended before configured recovery target was reached`.',
    example: "recovery_target_name = 'before_upgrade'\nrestore_command = 'cp /mnt/archive/%f %p'",
    better: "recovery_target = immediate\nrestore_command = 'cp /mnt/archive/%f %p'",
    *check(context) {
      const target = targetEntry(context);
      const message = target && beyondArchive(context, target);
      if (target && message) yield { entry: target, message };
    },
  },
];

/** The first of the settings that has a line, else the first line there is. */
function anchor(context: RuleContext, names: readonly string[]): Entry | undefined {
  return anchorWritten(context, names) ?? context.reading.configuration.entries[0];
}

function anchorWritten(context: RuleContext, names: readonly string[]): Entry | undefined {
  for (const name of names) {
    const entry = context.entry(name);
    if (entry) return entry;
  }
  return undefined;
}

function namingEntry(context: RuleContext, folder: string): Entry | undefined {
  const entries = [context.entry('archive_command'), context.entry('restore_command')];
  return entries.find(entry => entry?.value.includes(folder)) ?? entries.find(Boolean);
}

function beyondArchive(
  { surroundings: { archive } }: RuleContext,
  { name, value }: Entry,
): string | undefined {
  if (!archive) return undefined;
  const { restorePoints, firstCommit, lastCommit, lastLsn } = archive;
  switch (name.toLowerCase()) {
    case 'recovery_target_name':
      if (!restorePoints || restorePoints.includes(value)) return undefined;
      return `The archive has no restore point of this name; it has ${[...new Set(restorePoints)].join(', ') || 'none'}`;
    case 'recovery_target_lsn': {
      const lsn = parseLsn(value);
      if (lsn === undefined || lastLsn === undefined || lsn <= lastLsn) return undefined;
      return `The archive ends at ${formatLsn(lastLsn)}, before this target`;
    }
    case 'recovery_target_time': {
      const instant = instantOf(value);
      if (instant === undefined) return undefined;
      const milliseconds = BigInt(Math.floor(instant)) - postgresEpochSeconds * 1000n;
      if (lastCommit !== undefined && milliseconds > lastCommit / 1000n)
        return `The last commit in the archive is of ${isoTimestamp(lastCommit)}: a later time is never reached`;
      if (firstCommit !== undefined && milliseconds < firstCommit / 1000n)
        return `The first commit in the archive is of ${isoTimestamp(firstCommit)}: recovery stops before it`;
      return undefined;
    }
    default:
      return undefined;
  }
}

/** Milliseconds since 1970 of a time in ISO form with an offset; other forms depend on the server's settings. */
function instantOf(text: string): number | undefined {
  const found = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?) ?([+-]\d\d)(?::?(\d\d))?$/.exec(
    text.trim(),
  );
  if (!found) return undefined;
  const time = Date.parse(`${found[1]}T${found[2]}${found[3]}:${found[4] ?? '00'}`);
  return Number.isNaN(time) ? undefined : time;
}
