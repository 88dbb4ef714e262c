import { parseLsn } from '../lsn.ts';
import { type Major, sinceMajor } from '../majors.ts';
import type { Configuration, Entry } from './configuration.ts';
import type { Problem } from './problem.ts';
import { byteLength, printable } from './text.ts';
import { parseBool } from './values/check.ts';
import { readTimestamp } from './values/dateTime.ts';
import type { Overflow } from './values/dateTimeParts.ts';
import { dateTimeWord } from './values/dateTimeWords.ts';
import { slotNameFault } from './values/hooks/replication.ts';
import { parseInteger } from './values/number.ts';
import { readUnsigned } from './values/numberText.ts';
import type { Refusal } from './values/refusal.ts';
import { faultProblem, hiddenAfter } from './verdict.ts';

/** The majors that read recovery.conf. */
export const recoveryConfUntil: Major = 11;

const longestPointName = 63;
const longestAbbreviation = 10;
const anything = () => undefined;

type Check = (value: string, major: Major) => Refusal | undefined;

function boolean(name: string): Check {
  return value =>
    parseBool(value) === undefined ? { message: `parameter "${name}" requires a Boolean value` } : undefined;
}

function oneOf(name: string, words: readonly string[], hint: string): Check {
  return value =>
    words.includes(value)
      ? undefined
      : { message: `invalid value for recovery parameter "${name}": "${value}"`, hint };
}

function number(name: string): Check {
  return (value, major) =>
    readUnsigned(value, major).outOfRange
      ? { message: `${name} is not a valid number: "${value}"` }
      : undefined;
}

function slotName(value: string): Refusal | undefined {
  return slotNameFault(value);
}

function lsn(value: string): Refusal | undefined {
  return parseLsn(value) === undefined
    ? { message: `invalid input syntax for type pg_lsn: "${value}"` }
    : undefined;
}

const words = /^(?:-?infinity|epoch|now|today|tomorrow|yesterday)$/;
const refusesWords = { 10: false, 11: true } as const;

/** The server has read its table of abbreviations by then, which we have not. */
function couldBeAbbreviation(word: string): boolean {
  return dateTimeWord(word) === undefined && word.length <= longestAbbreviation;
}

function time(value: string, major: Major): Refusal | undefined {
  if (words.test(value))
    return sinceMajor(refusesWords, major)
      ? { message: `recovery_target_time is not a valid timestamp: "${value}"` }
      : undefined;
  const read = readTimestamp(value, { major, order: 'mdy', isAbbreviation: couldBeAbbreviation });
  switch (read.refused) {
    case undefined:
      return undefined;
    case 'zone':
      return { message: `time zone "${read.zone}" not recognized` };
    case 'range':
      return { message: `timestamp out of range: "${value}"` };
    case 'format':
      return refusedTime(value, read.overflow);
  }
}

/** DateTimeParseError in utils/adt/datetime.c. */
function refusedTime(value: string, overflow: Overflow | undefined): Refusal {
  switch (overflow) {
    case undefined:
      return { message: `invalid input syntax for type timestamp with time zone: "${value}"` };
    case 'zone':
      return { message: `time zone displacement out of range: "${value}"` };
    case 'field':
    case 'date': {
      const hint = overflow === 'date' ? 'Perhaps you need a different "datestyle" setting.' : undefined;
      return { message: `date/time field value out of range: "${value}"`, hint };
    }
  }
}

function delay(value: string, major: Major): Refusal | undefined {
  const read = parseInteger(value, 'ms', major);
  return read.value === undefined
    ? { message: 'parameter "recovery_min_apply_delay" requires a temporal value', hint: read.hint }
    : undefined;
}

/** The parameters of recovery.conf, which are no settings: readRecoveryCommandFile in access/transam/xlog.c. */
export const recoveryParameters: Readonly<Record<string, Check>> = {
  restore_command: anything,
  recovery_end_command: anything,
  archive_cleanup_command: anything,
  recovery_target_action: oneOf(
    'recovery_target_action',
    ['pause', 'promote', 'shutdown'],
    'Valid values are "pause", "promote", and "shutdown".',
  ),
  recovery_target_timeline: (value, major) =>
    value === 'latest' ? undefined : number('recovery_target_timeline')(value, major),
  recovery_target_xid: number('recovery_target_xid'),
  recovery_target_time: time,
  recovery_target_name: value =>
    byteLength(value) > longestPointName
      ? { message: `recovery_target_name is too long (maximum ${longestPointName} characters)` }
      : undefined,
  recovery_target_lsn: lsn,
  recovery_target: oneOf('recovery_target', ['immediate'], 'The only allowed value is "immediate".'),
  recovery_target_inclusive: boolean('recovery_target_inclusive'),
  standby_mode: boolean('standby_mode'),
  primary_conninfo: anything,
  primary_slot_name: slotName,
  trigger_file: anything,
  recovery_min_apply_delay: delay,
};

/**
 * What a server of 10 or 11 says of recovery.conf: the first error ends it, so the others come as warnings. Names
 * count as they are written.
 */
export function judgeRecoveryConf(configuration: Configuration, major: Major): Problem[] {
  const syntax = configuration.faults.map(faultProblem);
  const lines = configuration.entries.flatMap(entry => judgeEntry(entry, major) ?? []);
  const whole = judgeWhole(configuration);
  return [...syntax, ...lines, ...whole].map((problem, i) =>
    hiddenAfter(problem, i > 0 ? 'start' : undefined),
  );
}

function judgeEntry(entry: Entry, major: Major): Problem | undefined {
  const { name, value, file, line } = entry;
  const known = Object.hasOwn(recoveryParameters, name) ? recoveryParameters[name] : undefined;
  const refusal = known ? known(value, major) : { message: `unrecognized recovery parameter "${name}"` };
  if (!refusal) return undefined;
  return {
    kind: 'rejected',
    severity: 'error',
    code: known ? 'invalid-value' : 'unknown-setting',
    file: file.path,
    span: known ? line.value! : line.name!,
    line: line.number,
    setting: name,
    message: printable(refusal.message),
    hint: refusal.hint,
  };
}

function judgeWhole({ main, entries }: Configuration): Problem[] {
  const last = (name: string) => entries.findLast(entry => entry.name === name);
  if (parseBool(last('standby_mode')?.value ?? 'off') || last('restore_command')) return [];
  return [
    {
      kind: 'start',
      severity: 'error',
      code: 'restore-command-missing',
      file: main.path,
      span: { start: 0, end: 0 },
      line: 1,
      setting: 'restore_command',
      message:
        'recovery command file "recovery.conf" must specify restore_command when standby mode is not enabled',
    },
  ];
}
