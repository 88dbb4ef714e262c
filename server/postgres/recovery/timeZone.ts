import { readReal } from '../conf/values/numberText.ts';
import { abbreviationInPlace } from './placeAbbreviations.ts';
import { posixZone, type TimeZone } from './posixZone.ts';
import { Unknowable } from './serverLog.ts';

/**
 * The zone that the setting TimeZone names; `log_timezone` takes no number of hours. Throws Unknowable for one that is
 * not known here. PostgreSQL: check_timezone in commands/variable.c, pg_tzset in timezone/pgtz.c.
 */
export function timeZoneOf(setting: string, takesHours = true): TimeZone {
  const key = `${takesHours} ${setting}`;
  const known = zones.get(key);
  if (known) return known;
  const zone =
    (takesHours ? zoneOfHours(setting) : undefined) ?? placeZone(setting) ?? posixZone(setting.toUpperCase());
  if (!zone) throw new Unknowable(`the time zone "${setting}" is not known here`);
  zones.set(key, zone);
  return zone;
}

const zones = new Map<string, TimeZone>();

function zoneOfHours(setting: string): TimeZone | undefined {
  const { end, value } = readReal(setting);
  const interval = /^interval\s*'\s*([+-]?)(\d+)(?::(\d+))?\s*'$/i.exec(setting);
  if (interval) {
    const seconds = Number(interval[2]) * 3600 + Number(interval[3] ?? 0) * 60;
    return fixedZone(interval[1] === '-' ? -seconds : seconds);
  }
  return end > 0 && end === setting.length ? fixedZone(Math.trunc(value * 3600)) : undefined;
}

function fixedZone(offset: number): TimeZone {
  return { offsetAt: () => offset, abbreviationAt: () => offsetText(offset) };
}

/** `+05`, `-03:30` */
export function offsetText(offset: number): string {
  const size = Math.abs(offset);
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60];
  while (parts.length > 1 && parts.at(-1) === 0) parts.pop();
  return (offset < 0 ? '-' : '+') + parts.map(part => String(part).padStart(2, '0')).join(':');
}

function placeZone(name: string): TimeZone | undefined {
  // what begins otherwise is taken for an ISO offset there, which has the other sign
  const format = /^[A-Za-z]/.test(name) ? formatOf(name) : undefined;
  if (!format) return undefined;
  const offsetAt = (unix: number) => {
    const parts = format.formatToParts(new Date(unix * 1000));
    const part = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
    return (
      Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) / 1000 -
      Math.floor(unix)
    );
  };
  const abbreviationAt = (unix: number) =>
    abbreviationInPlace(name, unix) ?? offsetText(offsetAt(unix)).replace(':', '');
  return { offsetAt, abbreviationAt };
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
}
