import { constant, type TextBuffer } from './textBuffer.ts';

const microsecondsPerDay = 86_400_000_000n;
/** Days from 1970-01-01 to 2000-01-01, PostgreSQL's epoch. */
const postgresEpochDays = 10_957;

/** Seconds from 1970-01-01 to 2000-01-01. */
export const postgresEpochSeconds = 946_684_800n;

/** Offset from UTC in seconds and abbreviation of a time zone at a moment (seconds since 1970). */
export type TimeZone = (unixSeconds: number) => {
  readonly offsetSeconds: number;
  readonly abbreviation: string;
};

export const utc: TimeZone = () => ({ offsetSeconds: 0, abbreviation: 'UTC' });

let zone: TimeZone = utc;

/** The second written last, as text before and after its fraction: records that follow each other often share it. */
let last = { seconds: Number.NaN, before: constant(''), after: constant('') };

/** Sets the time zone of all descriptions, as TZ does for pg_waldump. */
export function setTimeZone(to: TimeZone): void {
  zone = to;
  last = { ...last, seconds: Number.NaN };
}

/**
 * Appends a TimestampTz (microseconds since 2000-01-01 UTC) as pg_waldump prints it: `2026-11-21 17:15:02.118000 UTC`.
 * PostgreSQL: timestamptz_to_str in bin/pg_waldump/compat.c.
 */
export function writeTimestamp(out: TextBuffer, microseconds: bigint): void {
  // time_t truncates toward zero and the microseconds keep their sign, as C's / and % do
  const seconds = Number(microseconds / 1_000_000n) + postgresEpochDays * 86_400;
  const fraction = Number(microseconds % 1_000_000n);
  if (seconds !== last.seconds) last = textOfSecond(seconds);
  out.put(last.before);
  if (fraction < 0) out.byte(0x2d);
  out.digits(Math.abs(fraction), fraction < 0 ? 5 : 6);
  out.put(last.after);
}

function textOfSecond(seconds: number): typeof last {
  const { offsetSeconds, abbreviation } = zone(seconds);
  const local = seconds + offsetSeconds;
  const days = Math.floor(local / 86_400);
  const { year, month, day } = civil(days);
  const second = local - days * 86_400;
  const date = `${year}-${twoDigits(month)}-${twoDigits(day)}`;
  const time = timeOfDay(second);
  return { seconds, before: constant(`${date} ${time}.`), after: constant(` ${abbreviation}`) };
}

/** `2026-11-21T17:15:02.118000Z` for JSON, from microseconds since 2000-01-01 UTC. */
export function isoTimestamp(microseconds: bigint): string {
  const days = microseconds / microsecondsPerDay - (microseconds % microsecondsPerDay < 0n ? 1n : 0n);
  const inDay = Number(microseconds - days * microsecondsPerDay);
  const { year, month, day } = civil(Number(days) + postgresEpochDays);
  const second = inDay / 1e6;
  const date = `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`;
  return `${date}T${timeOfDay(second)}.${String(inDay % 1e6).padStart(6, '0')}Z`;
}

function timeOfDay(second: number): string {
  return [second / 3600, (second / 60) % 60, second % 60].map(part => twoDigits(Math.floor(part))).join(':');
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** The proleptic Gregorian date `days` after 1970-01-01. */
function civil(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}
