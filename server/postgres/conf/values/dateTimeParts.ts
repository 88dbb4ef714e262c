import { dateTimeWord } from './dateTimeWords.ts';

/** How the parts of a date that are all numbers follow each other: the second half of DateStyle. */
export type DateOrder = 'ymd' | 'dmy' | 'mdy';

/** Bits that say which parts were given, as DTK_M() in utils/datetime.h. */
export const part = {
  year: 1,
  month: 2,
  day: 4,
  hour: 8,
  minute: 16,
  second: 32,
  zone: 64,
  dayOfYear: 128,
  half: 256,
  era: 512,
  weekday: 1024,
  daylight: 2048,
} as const;

export const dateParts = part.year | part.month | part.day;
export const timeParts = part.hour | part.minute | part.second;

/** Which part is greater than it can be: `date` where another order of day and month might help. */
export type Overflow = 'field' | 'date' | 'zone';

/** What was read so far of a date and time. Decoders return the bits they set, or undefined when they refuse. */
export interface Parts {
  year: number;
  month: number;
  day: number;
  dayOfYear: number;
  hour: number;
  minute: number;
  second: number;
  microsecond: number;
  /** Seconds east of UTC, or a name. */
  zone?: number | string;
  twoDigitYear: boolean;
  textMonth: boolean;
  /** Why the last decoder refused, when the form was right. */
  overflow?: Overflow;
  /** Whether a point may stand at the end, without digits. */
  readonly barePoint: boolean;
  readonly order: DateOrder;
}

/** Refuses what has the right form but is too great. */
function tooGreat(parts: Parts, overflow: Overflow): undefined {
  parts.overflow = overflow;
}

const greatestInt = 2147483647;

function toInt(digits: string): number | undefined {
  const value = Number(digits);
  return value <= greatestInt ? value : undefined;
}

/** False when the fraction is none. */
function setFraction(parts: Parts, fraction: string): boolean {
  parts.microsecond = Math.round(Number(`0${fraction}`) * 1e6) || 0;
  return parts.barePoint || fraction !== '.';
}

/** `2024-01-02`, `02.jan.2024`: DecodeDate. */
export function decodeDate(text: string, before: number, parts: Parts): number | undefined {
  const fields = dateFields(text);
  if (!fields) return undefined;
  let mask = before;
  let textMonth = false;
  const add = (bits: number | undefined) => {
    if (bits === undefined || mask & bits) return false;
    mask |= bits;
    return true;
  };
  for (const field of fields.filter(name => /[a-z]/.test(name))) {
    const word = dateTimeWord(field);
    if (word?.kind !== 'month' || !add(part.month)) return undefined;
    parts.month = word.month;
    textMonth = true;
  }
  for (const field of fields.filter(name => /[0-9]/.test(name)))
    if (!add(decodeNumber(field, textMonth, mask, parts))) return undefined;
  return (mask & ~(part.dayOfYear | part.zone)) === dateParts ? mask & ~before : undefined;
}

/** Runs of digits or letters. Whatever character follows a run is taken for its delimiter, even a letter. */
function dateFields(text: string): string[] | undefined {
  const fields: string[] = [];
  let at = 0;
  while (at < text.length) {
    const found = /[0-9]+|[a-z]+/.exec(text.slice(at));
    if (!found) return undefined;
    fields.push(found[0]);
    at += found.index + found[0].length + 1;
  }
  return fields;
}

/** `3:04`, `03:04:05.678`: DecodeTime, with the test for what no day has. */
export function decodeTime(text: string, parts: Parts): number | undefined {
  const found = /^([0-9]+):([0-9]*)(?:(?::([0-9]*))?(\.[0-9]*)?)?$/.exec(text);
  if (!found) return undefined;
  const [, first, second, third, fraction = ''] = found;
  const numbers = [first, second, third ?? ''].map(digits => toInt(digits || '0'));
  if (numbers.includes(undefined)) return tooGreat(parts, 'field');
  // With a fraction but only two numbers, they are minutes and seconds.
  const [a, b, c] = numbers as number[];
  [parts.hour, parts.minute, parts.second] = third === undefined && fraction ? [0, a, b] : [a, b, c];
  if (!setFraction(parts, fraction)) return undefined;
  return timeFits(parts) ? timeParts : tooGreat(parts, 'field');
}

function timeFits({ hour, minute, second, microsecond }: Parts): boolean {
  if (minute > 59 || second > 60 || hour > 24) return false;
  return hour < 24 || (minute === 0 && second === 0 && microsecond === 0);
}

/** A number that is one part of the date, which one depends on those before it: DecodeNumber. */
export function decodeNumber(
  text: string,
  textMonth: boolean,
  before: number,
  parts: Parts,
): number | undefined {
  const [whole, fraction] = [text.split('.')[0], text.includes('.')];
  const value = toInt(whole);
  if (value === undefined) return tooGreat(parts, 'field');
  if (whole === '' || text.split('.').length > 2) return undefined;
  if (fraction && whole.length > 2) return decodeRun(text, before | dateParts, parts);
  if (fraction && !setFraction(parts, text.slice(whole.length))) return undefined;
  const known = before & dateParts;
  const long = text.length >= 3;
  if (text.length === 3 && known === part.year && value >= 1 && value <= 366) {
    parts.dayOfYear = value;
    return part.dayOfYear | part.month | part.day;
  }
  const yearFirst = long || parts.order === 'ymd';
  switch (known) {
    case 0:
      if (yearFirst) return setYear(parts, value, text);
      return parts.order === 'dmy' ? setDay(parts, value) : setMonth(parts, value);
    case part.year:
      return setMonth(parts, value);
    case part.month:
      return textMonth && yearFirst ? setYear(parts, value, text) : setDay(parts, value);
    case part.year | part.month:
      if (!textMonth || !long || !parts.twoDigitYear) return setDay(parts, value);
      // The two digits before were the day: 02-jan-2024.
      parts.day = parts.year;
      parts.year = value;
      parts.twoDigitYear = false;
      return part.day;
    case part.day:
      return setMonth(parts, value);
    case part.month | part.day:
      return setYear(parts, value, text);
    case dateParts:
      return decodeRun(text, before, parts);
    default:
      return undefined;
  }
}

function setYear(parts: Parts, value: number, text: string): number {
  parts.year = value;
  parts.twoDigitYear = text.length <= 2;
  return part.year;
}

function setMonth(parts: Parts, value: number): number {
  parts.month = value;
  return part.month;
}

function setDay(parts: Parts, value: number): number {
  parts.day = value;
  return part.day;
}

/** `20240102`, `030405`, `0304`: DecodeNumberField. */
export function decodeRun(text: string, before: number, parts: Parts): number | undefined {
  const digits = text.split('.')[0];
  if (text.includes('.')) setFraction(parts, text.slice(digits.length).replace(/[^.0-9].*$/, ''));
  else if ((before & dateParts) !== dateParts && text.length >= 6) {
    parts.day = Number.parseInt(text.slice(-2), 10);
    parts.month = Number.parseInt(text.slice(-4, -2), 10);
    parts.year = Number.parseInt(text.slice(0, -4), 10);
    parts.twoDigitYear = text.length === 6;
    return dateParts;
  }
  if ((before & timeParts) === timeParts || (digits.length !== 4 && digits.length !== 6)) return undefined;
  parts.hour = Number(digits.slice(0, 2));
  parts.minute = Number(digits.slice(2, 4));
  parts.second = Number(digits.slice(4) || 0);
  return timeParts;
}

const mostZoneHours = 15;

/** `+02`, `-0330`, `+05:30:15`, `+05:` in seconds east of UTC: DecodeTimezone. */
export function decodeZone(text: string, parts: Parts): number | undefined {
  const found = /^([-+])([0-9]+)(?::([0-9]*)(?::([0-9]*))?)?$/.exec(text);
  if (!found) return undefined;
  const [, sign, first, minutes, seconds = '0'] = found;
  const joined = minutes === undefined && text.length > 3;
  const hour = joined ? Math.trunc(Number(first) / 100) : Number(first);
  const minute = joined ? Number(first) % 100 : Number(minutes ?? 0);
  if (hour > mostZoneHours || minute > 59 || Number(seconds) > 59) return tooGreat(parts, 'zone');
  const size = (hour * 60 + minute) * 60 + Number(seconds);
  return sign === '-' ? -size : size;
}
