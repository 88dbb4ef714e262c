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
  const lower = lowerCase(name);
  return known.has(lower) || (!name.startsWith(':') && isPosixZone(name.toUpperCase()));
}

/**
 * Names that only some operating systems' own databases have. Servers built with their own database know none of them.
 */
export function isSystemTimeZone(name: string): boolean {
  return /^(?:localtime|posixrules|posix\/.+)$/i.test(name);
}

const abbreviation = '(?:<[^>]*>|[^0-9,+-]*?)';
const time = String.raw`[-+]?(\d+)(?::(\d+)(?::(\d+))?)?`;
const day = String.raw`(?:J\d+|M\d+\.\d+\.\d+|\d+)(?:/${time})?`;
const posixZone = new RegExp(
  `^${abbreviation}${time}(?:${abbreviation}(?:${time})?(?:[,;]${day},${day})?)?$`,
);

/** `EST5EDT`, `UTC+3`, `<+03>-3`: tzparse in timezone/localtime.c. */
function isPosixZone(name: string): boolean {
  const found = posixZone.exec(name);
  if (!found) return false;
  const hours = [found[1], found[4], found[7], found[10]];
  return hours.every(count => count === undefined || Number(count) <= mostHours);
}
