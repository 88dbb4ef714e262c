import { readTimestamp } from '../conf/values/dateTime.ts';
import type { Major } from '../majors.ts';
import { Unknowable } from './serverLog.ts';

/** Microseconds since 2000-01-01 UTC. PostgreSQL: TimestampTz. */
export type TimestampTz = bigint;

const epochMilliseconds = 946_684_800_000;
const microsecond = 1000n;

/** `2026-11-22 11:59:52.235687+00`: timestamptz_to_str in utils/adt/timestamp.c, in a time zone by its name. */
export function formatTimestamp(time: TimestampTz, zone: string): string {
  const microseconds = ((time % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = Number((time - microseconds) / 1_000_000n) + epochMilliseconds / 1000;
  const offset = offsetAt(seconds, zone);
  const fraction = microseconds ? `.${String(microseconds).padStart(6, '0').replace(/0+$/, '')}` : '';
  return `${localText(seconds + offset)}${fraction}${offsetText(offset)}`;
}

/** `2026-11-22 11:59:52 UTC`: str_time in access/transam/xlog.c, from seconds since 1970. */
export function formatLogTime(seconds: bigint, zone: string): string {
  const unix = Number(seconds);
  const offset = offsetAt(unix, zone);
  return `${localText(unix + offset)} ${abbreviationAt(unix, zone, offset)}`;
}

/** What recovery_target_time means, or undefined for no time at all. */
export function parseTimestamp(text: string, major: Major, zone: string): TimestampTz | undefined {
  if (/^(?:now|today)$/.test(text)) return 0n; // only 10 takes them, when no transaction has begun
  if (text === 'epoch') return BigInt(-epochMilliseconds) * microsecond;
  if (/^-?infinity$/.test(text)) return text[0] === '-' ? -(2n ** 63n) : 2n ** 63n - 1n;
  const read = readTimestamp(text, { major, order: 'mdy', isAbbreviation: isAbbreviation });
  if (!read.timestamp) return undefined;
  const { year, month, day, hour, minute, second, microsecond: rest, zone: written } = read.timestamp;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const local = date.getTime() / 1000 + hour * 3600 + minute * 60 + second;
  const unix = typeof written === 'number' ? local - written : unixOfLocal(local, written ?? zone);
  return BigInt(unix * 1000 - epochMilliseconds) * microsecond + BigInt(rest);
}

const abbreviations = /^(?:Z|UT|UTC|GMT|[ECMP][SD]T|CET|CEST|MSK|BST|JST)$/i;

function isAbbreviation(word: string): boolean {
  return abbreviations.test(word);
}

const fixedOffsets: Readonly<Record<string, number>> = {
  z: 0,
  ut: 0,
  utc: 0,
  gmt: 0,
  est: -5,
  edt: -4,
  cst: -6,
  cdt: -5,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7,
  cet: 1,
  cest: 2,
  msk: 3,
  bst: 1,
  jst: 9,
};

function unixOfLocal(local: number, zone: string): number {
  const first = local - offsetAt(local, zone);
  return local - offsetAt(first, zone);
}

/** Seconds east of UTC in a zone. Throws Unknowable for one that is not known here. */
function offsetAt(unix: number, zone: string): number {
  const fixed = fixedOffsets[zone.toLowerCase()];
  if (fixed !== undefined) return fixed * 3600;
  const posix = /^<?[A-Za-z0-9+-]*?>?([+-]?)(\d{1,2})(?::(\d\d))?$/.exec(zone);
  if (posix && !zone.includes('/')) {
    const size = Number(posix[2]) * 3600 + Number(posix[3] ?? 0) * 60;
    return posix[1] === '-' ? size : -size;
  }
  const part = Object.fromEntries(
    formatOf(zone)
      .formatToParts(new Date(unix * 1000))
      .map(({ type, value }) => [type, Number(value)]),
  );
  const local = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) / 1000;
  return local - unix;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
    return format;
  } catch {
    throw new Unknowable(`the time zone "${zone}" is not known here`);
  }
}

const locales = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-ZA', 'en-NZ'];

function abbreviationAt(unix: number, zone: string, offset: number): string {
  if (/^[A-Za-z]+$/.test(zone) && fixedOffsets[zone.toLowerCase()] !== undefined) return zone.toUpperCase();
  if (/^Etc\/(?:UTC|UCT|Zulu|Universal)$/i.test(zone)) return 'UTC';
  for (const locale of locales) {
    const format = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'short' });
    const name = format
      .formatToParts(new Date(unix * 1000))
      .find(({ type }) => type === 'timeZoneName')?.value;
    if (name && /^[A-Z]{2,5}$/.test(name)) return name;
  }
  return offsetText(offset).replace(':', '');
}

function offsetText(offset: number): string {
  const size = Math.abs(offset);
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60];
  while (parts.length > 1 && parts.at(-1) === 0) parts.pop();
  return (offset < 0 ? '-' : '+') + parts.map(part => String(part).padStart(2, '0')).join(':');
}

function localText(seconds: number): string {
  const date = new Date(seconds * 1000);
  const year = date.getUTCFullYear();
  const two = (value: number) => String(value).padStart(2, '0');
  const shown = String(year > 0 ? year : 1 - year).padStart(4, '0');
  const day = `${shown}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
}
