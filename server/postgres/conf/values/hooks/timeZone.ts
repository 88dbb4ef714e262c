import { hasOddSeconds, isSystemTimeZone, isTimeZone } from '../../timeZones.ts';
import { readReal } from '../numberText.ts';
import type { Refusal } from '../refusal.ts';
import { type Hooks, onText } from './hook.ts';

const outOfRange = { detail: 'UTC timezone offset is out of range.' };
const mostHours = 168;
const interval = /^interval[ \t\n\v\f\r]*'[^']*'$/i;

/** A name, a number of hours, or INTERVAL '...': check_timezone in commands/variable.c. */
function timeZone(text: string): Partial<Refusal> | undefined {
  if (/^interval/i.test(text)) return interval.test(text) ? undefined : {};
  const hours = readReal(text);
  if (hours.end > 0 && hours.end === text.length)
    return Math.abs(hours.value) < mostHours ? undefined : outOfRange;
  return timeZoneName(text);
}

function timeZoneName(text: string): Partial<Refusal> | undefined {
  if (isTimeZone(text)) return hasOddSeconds(text) ? leapSeconds(text) : undefined;
  return isSystemTimeZone(text) ? { dependsOn: "the operating system's time zone database" } : {};
}

function leapSeconds(name: string): Partial<Refusal> {
  return {
    message: `time zone "${name}" appears to use leap seconds`,
    detail: 'PostgreSQL does not support leap seconds.',
  };
}

export const timeZoneHooks: Hooks = {
  TimeZone: { 10: onText(timeZone) },
  log_timezone: { 10: onText(timeZoneName) },
};
