import file from './catalogue/time-zones.json' with { type: 'json' };
import { lowerCase } from './catalogue.ts';

/** Every name in the time zone database of the servers, as they spell it. */
export const timeZoneNames: readonly string[] = Object.entries(file).flatMap(([area, places]) =>
  places.split(' ').map(place => (area ? `${area}/${place}` : place)),
);

const known = new Set(timeZoneNames.map(lowerCase));
const longestName = 255;
const mostHours = 167;

/** Whether the server knows a time zone by that name or can read it as a POSIX zone: pg_tzset in timezone/pgtz.c. */
export function isTimeZone(name: string): boolean {
  if (name.length > longestName) return false;
  const listed = known.has(lowerCase(name.replace(/^:/, '')));
  return listed || (!name.startsWith(':') && isPosixZone(name.toUpperCase()));
}

/**
 * Names that only some operating systems' own databases have. Servers built with their own database know none of them.
 */
export function isSystemTimeZone(name: string): boolean {
  return /^(?:localtime|posixrules|(?:posix|right)\/.+)$/i.test(name);
}

const abbreviation = '(?:<[^>]*>|(?!<)[^0-9,+-]*(?=[0-9,+-]|$))';
const summerName = '(?:<[^>]+>|(?!<)[^0-9,+-]+(?=[0-9,+-]|$))';
// A colon must be followed by more.
const time = String.raw`[-+]?(\d+(?![\d:])|\d+:\d+(?![\d:])|\d+:\d+:\d+)`;
const day = String.raw`(J\d+|M\d+\.\d+\.\d+|\d+)(?:/${time})?`;
const posixZone = new RegExp(`^${abbreviation}${time}(?:${summerName}(?:${time})?(?:[,;]${day},${day})?)?$`);

/** `EST5EDT`, `UTC+3`, `<+03>-3`, with rules for summer time: tzparse in timezone/localtime.c. */
function isPosixZone(name: string): boolean {
  const found = posixZone.exec(name);
  if (!found) return false;
  const [, standard, summer, from, fromTime, to, toTime] = found;
  return [standard, summer, fromTime, toTime].every(timeFits) && [from, to].every(dayFits);
}

/**
 * Whether a POSIX zone is off UTC by odd seconds, which the server takes for leap seconds: pg_tz_acceptable in
 * timezone/pgtz.c.
 */
export function hasOddSeconds(name: string): boolean {
  const seconds = posixZone.exec(name)?.[1].split(':')[2];
  return !known.has(lowerCase(name)) && seconds !== undefined && Number(seconds) % 60 !== 0;
}

/** 167 hours, that is a week less one, 59 minutes and 60 seconds at the most. */
function timeFits(text = '0'): boolean {
  const [hours, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return hours <= mostHours && minutes <= 59 && seconds <= 60;
}

/** J1 to J365, M1.1.0 to M12.5.6, 0 to 365. */
function dayFits(text = '0'): boolean {
  const [first, week, weekday] = text.replace(/^[JM]/, '').split('.').map(Number);
  if (text.startsWith('J')) return first >= 1 && first <= 365;
  if (!text.startsWith('M')) return first <= 365;
  return first >= 1 && first <= 12 && week >= 1 && week <= 5 && weekday <= 6;
}
