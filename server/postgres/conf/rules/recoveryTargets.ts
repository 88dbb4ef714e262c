import { sinceMajor } from '../../majors.ts';
import type { Entry } from '../configuration.ts';
import { targetSettings } from '../targetSettings.ts';
import { readUnsigned } from '../values/numberText.ts';
import { isOn, type RuleContext, recoversNext, textOf } from './context.ts';
import { quoteValue, replaceName, replaceValue } from './places.ts';
import type { Finding, Fix, Rule } from './rule.ts';

/** The first major with recovery targets in postgresql.conf, and but one of them. */
const settingsSince = 12;

/** Recovery targets that the server takes, yet understands in another way than they were meant. */
export const recoveryTargetRules: readonly Rule[] = [
  {
    code: 'target-xid-misread',
    severity: 'warning',
    title: 'recovery_target_xid is read as another number',
    why: 'Up to 18 the server takes the digits at the beginning and drops the rest without a word. An LSN or a time becomes a small number that never commits: the whole archive is replayed, and from 13 on the recovery then fails.',
    example: "recovery_target_xid = '0/16B3740'",
    better: "recovery_target_lsn = '0/16B3740'",
    *check(context) {
      const entry = context.entry('recovery_target_xid');
      const text = textOf(context, 'recovery_target_xid');
      if (entry && text && sinceMajor({ 10: true, 19: false }, context.major))
        yield* misreadXid(context, entry, text);
    },
  },
  {
    code: 'target-timeline-misread',
    severity: 'warning',
    title: 'recovery_target_timeline is read as another number',
    why: 'Names of history files are hexadecimal, the setting is decimal, with a leading 0 it is octal. Up to 18 text that is no number becomes 0: timeline 0 does not exist, and in recovery.conf it means latest.',
    example: "recovery_target_timeline = '00000010'",
    better: "recovery_target_timeline = '16'",
    *check(context) {
      const entry = context.entry('recovery_target_timeline');
      const text = textOf(context, 'recovery_target_timeline');
      if (!entry || !text || text === 'latest') return;
      if (text === 'current' && context.major >= 12) return;
      yield* misreadTimeline(context, entry, text);
    },
  },
  {
    code: 'target-overridden',
    severity: 'warning',
    title: 'recovery.conf has several recovery targets',
    why: 'Up to 11 only the last line with a target counts, and nobody is told. From 12 on two targets keep the server from starting.',
    example:
      "# postgresql: 11, in recovery.conf\nrecovery_target_name = 'before_upgrade'\nrecovery_target_xid = '1234'",
    better: "# postgresql: 11, in recovery.conf\nrecovery_target_name = 'before_upgrade'",
    *check({ major, reading }) {
      const { main, entries } = reading.configuration;
      if (major >= settingsSince || !/(?:^|\/)recovery\.(?:conf|done)$/.test(main.path)) return;
      const targets = entries.filter(({ name }) => /^recovery_target(?:_(?:lsn|name|time|xid))?$/.test(name));
      const last = targets[targets.length - 1];
      for (const entry of targets) {
        if (entry.name === last.name) continue;
        yield { entry, message: `Only the last target counts, which is ${last.name}: take this line out` };
      }
    },
  },
  {
    code: 'target-time-without-zone',
    severity: 'information',
    title: 'recovery_target_time has no time zone',
    why: 'The server reads it in its own zone (TimeZone), which need not be that of the log or of the person who noticed the accident. A wrong hour replays the damage, or loses an hour. Write the offset.',
    example: "recovery_target_time = '2026-03-01 14:25:00'\ntimezone = 'Europe/Paris'",
    better: "recovery_target_time = '2026-03-01 14:25:00+01'\ntimezone = 'Europe/Paris'",
    *check(context) {
      const entry = context.entry('recovery_target_time');
      const text = textOf(context, 'recovery_target_time');
      if (!entry || !text || hasZone(text)) return;
      const zone = textOf(context, 'TimeZone');
      const universal = zone !== undefined && /^(?:etc\/)?(?:utc|gmt|uct|zulu)$/i.test(zone);
      const where =
        zone && context.entry('TimeZone') ? `TimeZone, here ${zone}` : 'the TimeZone of the server';
      yield {
        entry,
        severity: universal ? 'hint' : 'information',
        message: `Without a zone this is read in ${where}: write the offset, such as +00`,
        fixes: universal
          ? [{ title: 'Append +00', edits: [replaceValue(entry, quoteValue(`${text.trim()}+00`))] }]
          : [],
      };
    },
  },
  {
    code: 'target-time-posix-zone',
    severity: 'warning',
    title: 'the zone of recovery_target_time counts the other way',
    why: '`UTC+3` is a zone in the POSIX style, where a plus means west of Greenwich: it is three hours behind, not ahead. Write `+03`.',
    example: "recovery_target_time = '2026-03-01 14:25:00 UTC+3'",
    better: "recovery_target_time = '2026-03-01 14:25:00+03'",
    *check(context) {
      const entry = context.entry('recovery_target_time');
      const text = textOf(context, 'recovery_target_time');
      const found = text && / {0,8}\b(UTC|GMT)([+-])(\d{1,2})(?!\d)/i.exec(text);
      if (!entry || !text || !found || Number(found[3]) === 0) return;
      const [whole, zone, sign, hours] = found;
      const meant = `${sign}${hours.padStart(2, '0')}`;
      const side = sign === '+' ? 'behind' : 'ahead of';
      yield {
        entry,
        message: `${zone}${sign}${hours} is ${Number(hours)} hours ${side} UTC, as POSIX counts: for the other side write ${meant}`,
        fixes: [
          { title: `Write ${meant}`, edits: [replaceValue(entry, quoteValue(text.replace(whole, meant)))] },
        ],
      };
    },
  },
  {
    code: 'target-name-misplaced',
    severity: 'information',
    title: 'recovery_target_name holds an LSN or a time',
    why: 'The text is looked for as the name of a restore point, and nothing else. When no restore point has this name, the whole archive is replayed, and from 13 on the recovery then fails.',
    example: "recovery_target_name = '0/16B3740'",
    better: "recovery_target_lsn = '0/16B3740'",
    *check(context) {
      const entry = context.entry('recovery_target_name');
      const text = textOf(context, 'recovery_target_name');
      if (!entry || !text) return;
      const name = lsnText.test(text)
        ? 'recovery_target_lsn'
        : dateText.test(text)
          ? 'recovery_target_time'
          : undefined;
      if (!name) return;
      yield {
        entry,
        message: `This is looked for as the name of a restore point: for a place or a time use ${name}`,
        fixes: [renameFix(entry, name)],
      };
    },
  },
  {
    code: 'pause-becomes-shutdown',
    severity: 'information',
    title: 'recovery cannot pause at the target',
    why: 'With hot_standby = off nobody could look around or resume, so the server shuts down at the target instead (12 and later). Turn hot_standby on, or say what shall happen.',
    example: "recovery_target_name = 'before_upgrade'\nhot_standby = off",
    better: "recovery_target_name = 'before_upgrade'\nhot_standby = off\nrecovery_target_action = promote",
    *check(context) {
      const target = targetEntry(context);
      const entry = context.entry('hot_standby');
      if (!target || !entry || isOn(context, 'hot_standby')) return;
      if (context.value('recovery_target_action') !== 'pause') return;
      yield {
        entry,
        message: 'The server will shut down at the recovery target, not pause: set recovery_target_action',
      };
    },
  },
  {
    code: 'target-inclusive-ignored',
    severity: 'information',
    title: 'recovery_target_inclusive has no effect on this target',
    why: 'It counts for a time, a transaction and an LSN. A restore point and `immediate` have no before or after.',
    example: "recovery_target_name = 'before_upgrade'\nrecovery_target_inclusive = off",
    better: "recovery_target_name = 'before_upgrade'",
    *check(context) {
      const entry = context.entry('recovery_target_inclusive');
      const target = targetEntry(context);
      if (!entry || !target || !/^recovery_target(?:_name)?$/i.test(target.name)) return;
      yield { entry, message: `It has no effect with ${target.name.toLowerCase()}: take the line out` };
    },
  },
  {
    code: 'target-action-without-target',
    severity: 'information',
    title: 'recovery_target_action is set without a target',
    why: 'Without a recovery target the server replays all WAL that it finds and opens. The action is ignored.',
    example: "recovery_target_action = pause\nrestore_command = 'cp /mnt/archive/%f %p'",
    better:
      "recovery_target = immediate\nrecovery_target_action = pause\nrestore_command = 'cp /mnt/archive/%f %p'",
    *check(context) {
      const entry = context.entry('recovery_target_action');
      if (!entry || targetEntry(context)) return;
      yield { entry, message: 'Without a recovery target this is ignored: set one, or take the line out' };
    },
  },
];

/** The line that sets the recovery target. */
export function targetEntry(context: RuleContext): Entry | undefined {
  const name = targetSettings.find(target => context.entry(target) && textOf(context, target));
  return name === undefined ? undefined : context.entry(name);
}

const lsnText = /^[0-9A-Fa-f]{1,8}\/[0-9A-Fa-f]{1,8}$/;
const dateText = /^\d{4}-\d{1,2}-\d{1,2}/;
function renameFix(entry: Entry, name: string): Fix {
  return { title: `Rename it to ${name}`, edits: [replaceName(entry, name)] };
}

const firstNormalXid = 3n;

function* misreadXid(context: RuleContext, entry: Entry, text: string): Generator<Finding> {
  const read = readUnsigned(text, context.major);
  const xid = BigInt.asUintN(32, read.value);
  const never = sinceMajor(
    { 10: 'recovery replays everything and opens', 13: 'recovery replays everything and fails' },
    context.major,
  );
  if (lsnText.test(text)) {
    const message = `This is an LSN, read as transaction ${xid}, and ${never}: use recovery_target_lsn`;
    yield { entry, message, fixes: [renameFix(entry, 'recovery_target_lsn')] };
  } else if (dateText.test(text)) {
    const message = `This is a time, read as transaction ${xid}, and ${never}: use recovery_target_time`;
    yield { entry, message, fixes: [renameFix(entry, 'recovery_target_time')] };
  } else if (read.end < text.trimEnd().length) {
    yield {
      entry,
      message: `The server reads transaction ${xid} and drops the rest: write the number alone`,
    };
  } else if (/^\s*0[0-7]+\s*$/.test(text)) {
    yield { entry, message: `With a leading 0 the number is octal, transaction ${xid}: take the 0 away` };
  } else if (xid < firstNormalXid) {
    yield { entry, message: `Transaction ${xid} never commits, so ${never}` };
  }
}

function* misreadTimeline(context: RuleContext, entry: Entry, text: string): Generator<Finding> {
  const read = readUnsigned(text, context.major);
  const timeline = BigInt.asUintN(32, read.value);
  const fixes = (value: string): Fix[] => [
    { title: `Write ${value}`, edits: [replaceValue(entry, quoteValue(value))] },
  ];
  const word = text.trim().toLowerCase();
  if (word === 'latest' || (word === 'current' && context.major >= 12)) {
    yield {
      entry,
      message: `Only \`${word}\` in lower-case letters is known; this is read as a number`,
      fixes: fixes(word),
    };
  } else if (/^[0-9A-Fa-f]{8}$/.test(text)) {
    const meant = BigInt(`0x${text}`);
    if (meant === timeline) return;
    const message = `The name of a history file is hexadecimal, this is read as timeline ${timeline}: write ${meant}`;
    yield { entry, message, fixes: fixes(String(meant)) };
  } else if (/^0[0-7]+$/.test(text)) {
    yield { entry, message: `With a leading 0 the number is octal, timeline ${timeline}: take the 0 away` };
  } else if (read.end < text.trimEnd().length) {
    // A recovery to timeline 0 stops at the start, and is reported as such.
    if (timeline === 0n && recoversNext(context) && context.major >= 12) return;
    const meaning = timeline === 0n && context.major < 12 ? 'latest' : `timeline ${timeline}`;
    yield { entry, message: `The server reads ${meaning} here: write latest or a decimal number` };
  }
}

/** Whether a time stamp names a zone: an offset or a word behind the time that is neither AM, PM, BC nor AD. */
function hasZone(text: string): boolean {
  const behind =
    /\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(.*)$/s.exec(text)?.[1] ?? text.replace(/^[\d/.\s-]+/, '');
  if (/[+-]\d/.test(behind)) return true;
  return /[A-Za-z]/.test(behind.replace(/\b(?:AM|PM|BC|AD)\b/gi, ''));
}
