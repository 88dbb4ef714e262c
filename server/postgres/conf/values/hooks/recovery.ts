import { parseLsn } from '../../../lsn.ts';
import type { Major } from '../../../majors.ts';
import { byteLength } from '../../text.ts';
import { readTimestamp } from '../dateTime.ts';
import { readUnsigned } from '../numberText.ts';
import type { Refusal } from '../refusal.ts';
import { type Hook, type HookContext, type Hooks, onText } from './hook.ts';
import { dateOrder } from './words.ts';

const longestPointName = 63;
const firstNormalXid = 3n;
const greatestTimeline = 0xffff_ffffn;

const target = onText(text =>
  text === '' || text === 'immediate' ? undefined : { detail: 'The only allowed value is "immediate".' },
);

const targetLsn = onText(text => (text === '' || parseLsn(text) !== undefined ? undefined : {}));

function targetName(setting: string): Hook {
  return onText(text =>
    byteLength(text) > longestPointName
      ? { detail: `${setting} is too long (maximum ${longestPointName} characters).` }
      : undefined,
  );
}

/** Up to 18 whatever strtoul() reads is taken: `abc` is 0. Only what no 64 bits hold is refused. */
const laxXid = onText((text, { major }) => (readUnsigned(text, major).outOfRange ? {} : undefined));

function strictXid(text: string, { major }: HookContext): Partial<Refusal> | undefined {
  if (text === '') return undefined;
  const trimmed = text.replace(/^[ \t\n\v\f\r]+/, '');
  const read = readUnsigned(trimmed, major);
  if (read.end < trimmed.length || read.outOfRange || trimmed.startsWith('-'))
    return { detail: '"recovery_target_xid" is not a valid number.' };
  // The epoch in the high half is dropped.
  return (read.value & greatestTimeline) < firstNormalXid
    ? { detail: '"recovery_target_xid" without epoch must be greater than or equal to 3.' }
    : undefined;
}

function laxTimeline(setting: string): Hook {
  return onText((text, { major }) =>
    text !== 'current' && text !== 'latest' && readUnsigned(text, major).outOfRange
      ? { detail: `${setting} is not a valid number.` }
      : undefined,
  );
}

function strictTimeline(text: string, { major }: HookContext): Partial<Refusal> | undefined {
  if (text === 'current' || text === 'latest') return undefined;
  const read = readUnsigned(text, major);
  if (read.end < text.length || read.outOfRange)
    return { detail: '"recovery_target_timeline" is not a valid number.' };
  return read.value < 1n || read.value > greatestTimeline
    ? { detail: '"recovery_target_timeline" must be between 1 and 4294967295.' }
    : undefined;
}

/** The zone abbreviations of tables and of 18's session zone are not yet loaded when the files are read. */
function targetTime(outOfRange: (text: string) => string): Hook {
  return onText((text, { major, current }) => {
    if (text === '') return undefined;
    if (/^(?:now|today|tomorrow|yesterday)$/.test(text)) return {};
    const read = readTimestamp(text, { major, order: dateOrder(String(current('DateStyle'))) });
    if (read.refused === 'range') return { detail: outOfRange(text) };
    if (read.refused === 'zone' && major < quietZones)
      return { message: `time zone "${read.zone}" not recognized`, ends: true };
    return read.refused ? {} : undefined;
  });
}

// Before 16 an unknown place ended the server on the spot.
const quietZones: Major = 16;

export const recoveryHooks: Hooks = {
  recovery_target: { 12: target },
  recovery_target_lsn: { 12: targetLsn },
  recovery_target_name: {
    12: targetName('recovery_target_name'),
    17: targetName('"recovery_target_name"'),
  },
  recovery_target_time: {
    12: targetTime(text => `timestamp out of range: "${text}"`),
    18: targetTime(text => `Timestamp out of range: "${text}".`),
  },
  recovery_target_xid: { 12: laxXid, 19: onText(strictXid) },
  recovery_target_timeline: {
    12: laxTimeline('recovery_target_timeline'),
    17: laxTimeline('"recovery_target_timeline"'),
    19: onText(strictTimeline),
  },
};
