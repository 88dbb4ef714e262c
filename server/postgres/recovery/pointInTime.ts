import { readTimestamp } from '../conf/values/dateTime.ts';
import type { DateOrder } from '../conf/values/dateTimeParts.ts';
import { zoneOfAbbreviation } from '../conf/values/zoneAbbreviations.ts';
import type { Major } from '../majors.ts';
import type { TimeZone } from './posixZone.ts';
import { offsetText, timeZoneOf } from './timeZone.ts';

/** Microseconds since 2000-01-01 UTC. PostgreSQL: TimestampTz. */
export type TimestampTz = bigint;

const epochMilliseconds = 946_684_800_000;
const microsecond = 1000n;

/** `2026-11-22 11:59:52.235687+00`: timestamptz_to_str in utils/adt/timestamp.c, in a time zone by its name. */
export function formatTimestamp(time: TimestampTz, zone: string): string {
  const microseconds = ((time % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = Number((time - microseconds) / 1_000_000n) + epochMilliseconds / 1000;
  const offset = timeZoneOf(zone).offsetAt(seconds);
  const fraction = microseconds ? `.${String(microseconds).padStart(6, '0').replace(/0+$/, '')}` : '';
  return `${localText(seconds + offset)}${fraction}${offsetText(offset)}`;
}

/** `2026-11-22 11:59:52 UTC`: str_time in access/transam/xlog.c, from seconds since 1970. */
export function formatLogTime(seconds: bigint, zone: string): string {
  const unix = Number(seconds);
  const { abbreviationAt, offsetAt } = timeZoneOf(zone, false);
  return `${localText(unix + offsetAt(unix))} ${abbreviationAt(unix)}`;
}

/** What recovery_target_time means, or undefined for no time at all. */
export function parseTimestamp(
  text: string,
  major: Major,
  zone: string,
  order: DateOrder = 'mdy',
): TimestampTz | undefined {
  if (/^(?:now|today)$/.test(text)) return 0n; // only 10 takes them, when no transaction has begun
  if (text === 'epoch') return BigInt(-epochMilliseconds) * microsecond;
  if (/^-?infinity$/.test(text)) return text[0] === '-' ? -(2n ** 63n) : 2n ** 63n - 1n;
  const read = readTimestamp(text, { major, order, isAbbreviation });
  if (!read.timestamp) return undefined;
  const { year, month, day, hour, minute, second, microsecond: rest, zone: written } = read.timestamp;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const local = date.getTime() / 1000 + hour * 3600 + minute * 60 + second;
  const unix =
    typeof written === 'number' ? local - written : unixInZone(local, written ?? zone, zone, major);
  return BigInt(unix * 1000 - epochMilliseconds) * microsecond + BigInt(rest);
}

function isAbbreviation(word: string): boolean {
  return zoneOfAbbreviation(word) !== undefined;
}

/** Abbreviations of the session's own zone come first in these majors. */
const ownAbbreviationsSince: Major = 18;
const halfYear = 15_778_800;

/** Seconds since 1970 of a local time in a zone as it was written: an abbreviation, a place, a POSIX zone. */
function unixInZone(local: number, written: string, session: string, major: Major): number {
  const own = timeZoneOf(session);
  if (written === session) return unixOfLocal(local, own);
  const abbreviations = [local, local - halfYear, local + halfYear];
  const match = abbreviations.find(unix => own.abbreviationAt(unix).toUpperCase() === written.toUpperCase());
  if (major >= ownAbbreviationsSince && match !== undefined) return local - own.offsetAt(match);
  const zone = zoneOfAbbreviation(written) ?? written;
  return typeof zone === 'number' ? local - zone : unixOfLocal(local, timeZoneOf(zone, false));
}

function unixOfLocal(local: number, { offsetAt }: TimeZone): number {
  const first = local - offsetAt(local);
  return local - offsetAt(first);
}

function localText(seconds: number): string {
  const date = new Date(seconds * 1000);
  const year = date.getUTCFullYear();
  const two = (value: number) => String(value).padStart(2, '0');
  const shown = String(year > 0 ? year : 1 - year).padStart(4, '0');
  const day = `${shown}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
}
