import type { Major } from '../../majors.ts';
import { isTimeZone } from '../timeZones.ts';
import { type DateTimeField, splitDateTime } from './dateTimeFields.ts';
import {
  type DateOrder,
  dateParts,
  decodeDate,
  decodeNumber,
  decodeRun,
  decodeTime,
  decodeZone,
  type Overflow,
  type Parts,
  part,
  timeParts,
} from './dateTimeParts.ts';
import { type DateTimeUnit, type DateTimeWord, dateTimeWord } from './dateTimeWords.ts';

export interface TimestampOptions {
  readonly major: Major;
  readonly order: DateOrder;
  /** Words that stand for a zone besides the names of the database, as EST or Z do once a server runs. */
  readonly isAbbreviation?: (word: string) => boolean;
}

/** A point in time as it was written. */
export interface WrittenTimestamp {
  /** 1 BC is 0, years before that are negative. */
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  /** Seconds east of UTC, or a name in lower case; the server's own zone when absent. */
  readonly zone?: number | string;
}

/**
 * The point in time, or why there is none: `zone` names a place that no zone database knows, `overflow` says what is
 * too great in a text of the right form.
 */
export type TimestampRead =
  | { readonly timestamp: WrittenTimestamp; readonly refused?: undefined }
  | {
      readonly timestamp?: undefined;
      readonly refused: 'format' | 'range' | 'zone';
      readonly zone?: string;
      readonly overflow?: Overflow;
    };

interface State extends Parts {
  readonly options: TimestampOptions;
  /** What the next number is, told by a letter before it. */
  unit?: DateTimeUnit;
  pm?: boolean;
  bc: boolean;
  julian: boolean;
  strangeZone?: string;
}

// Labelled fields such as y2001m02d04 went in 16, but for julian days.
const labelsUntil: Major = 15;

const barePointSince: Major = 15;

/**
 * Reads a time stamp as a starting server does for recovery_target_time: ParseDateTime and DecodeDateTime in
 * utils/adt/datetime.c, then tm2timestamp. Words that mean the present (`now`) and the ends of time are refused.
 */
export function readTimestamp(text: string, options: TimestampOptions): TimestampRead {
  const fields = splitDateTime(text, word => dateTimeWord(word) !== undefined);
  if (!fields) return { refused: 'format' };
  const state: State = { ...emptyParts(options), options, bc: false, julian: false };
  let mask = 0;
  for (const [i, field] of fields.entries()) {
    const bits = decodeField(field, mask, state);
    if (state.unit === 'time' && field.kind === 'word' && !timeMayFollow(fields[i + 1], options.major))
      return { refused: 'format' };
    if (state.strangeZone !== undefined) return { refused: 'zone', zone: state.strangeZone };
    if (bits === undefined) return { refused: 'format', overflow: state.overflow };
    if (bits & mask) return { refused: 'format' };
    mask |= bits;
  }
  if (state.unit && options.major > labelsUntil) return { refused: 'format' };
  const overflow = finish(state, mask);
  const complete = (mask & dateParts) === dateParts && !daylightAlone(state, mask);
  if (overflow || !complete) return { refused: 'format', overflow };
  const { year, month, day, hour, minute, second, microsecond, zone } = state;
  if (!inRange(state)) return { refused: 'range' };
  return { timestamp: { year, month, day, hour, minute, second, microsecond, zone } };
}

/** What may stand after the T before a time; from 16 on it is enough that something takes it up. */
function timeMayFollow(next: DateTimeField | undefined, major: Major): boolean {
  return major > labelsUntil || (next !== undefined && /^(?:number|time|date)$/.test(next.kind));
}

function emptyParts({ major, order }: TimestampOptions): Parts {
  return {
    year: 0,
    month: 0,
    day: 0,
    dayOfYear: 0,
    hour: 0,
    minute: 0,
    second: 0,
    microsecond: 0,
    twoDigitYear: false,
    textMonth: false,
    barePoint: major >= barePointSince,
    order,
  };
}

function decodeField(field: DateTimeField, mask: number, state: State): number | undefined {
  switch (field.kind) {
    case 'date':
      return decodeDateField(field.text, mask, state);
    case 'time':
      if (state.unit && state.unit !== 'time') return undefined;
      state.unit = undefined;
      return decodeTime(field.text, state);
    case 'zone':
      state.zone = decodeZone(field.text, state);
      return state.zone === undefined ? undefined : part.zone;
    case 'number':
      return state.unit ? decodeLabelled(field.text, mask, state) : decodeFree(field.text, mask, state);
    default:
      return decodeWord(field.text, mask, state);
  }
}

function decodeDateField(text: string, mask: number, state: State): number | undefined {
  const day = part.month | part.day;
  if (state.unit === 'julian') return undefined;
  if (!state.unit && (mask & day) !== day) return decodeDate(text, mask, state);
  if (!/^[0-9]/.test(text) && !state.unit) return setNamedZone(text, state, true);
  if (state.unit && state.unit !== 'time') return undefined;
  state.unit = undefined;
  // hhmmss-zz
  const dash = text.indexOf('-');
  if (dash < 0 || (mask & timeParts) === timeParts) return undefined;
  state.zone = decodeZone(text.slice(dash), state);
  const bits = state.zone === undefined ? undefined : decodeRun(text.slice(0, dash), mask, state);
  return bits === undefined ? undefined : bits | part.zone;
}

function decodeFree(text: string, mask: number, state: State): number | undefined {
  const point = text.indexOf('.');
  if (point >= 0 && !(mask & dateParts)) return decodeDate(text, mask, state);
  if (point > 2) return decodeRun(text, mask, state);
  const unfinished = !(mask & dateParts) || !(mask & timeParts);
  if (text.length >= 6 && unfinished) return decodeRun(text, mask, state);
  return decodeNumber(text, state.textMonth, mask, state);
}

function decodeLabelled(text: string, mask: number, state: State): number | undefined {
  const { unit } = state;
  state.unit = undefined;
  if (unit === 'time') {
    const bits = decodeRun(text, mask | dateParts, state);
    return bits === timeParts ? bits : undefined;
  }
  if (unit === 'julian') return decodeJulian(text, state);
  if (state.options.major > labelsUntil || !/^[0-9]+$/.test(text)) return undefined;
  const asMinute = unit === 'month' && mask & part.month && mask & part.hour;
  const name = asMinute ? 'minute' : unit;
  if (!name || name === 'other') return undefined;
  state[name] = Number(text);
  return part[name];
}

const unixEpochJulianDay = 2440588;
const dayMilliseconds = 86_400_000;

function decodeJulian(text: string, state: State): number | undefined {
  const [days, fraction] = text.split('.');
  const date = new Date((Number(days) - unixEpochJulianDay) * dayMilliseconds);
  if (Number.isNaN(date.getTime())) return undefined;
  state.year = date.getUTCFullYear();
  state.month = date.getUTCMonth() + 1;
  state.day = date.getUTCDate();
  state.julian = true;
  return fraction === undefined ? dateParts : dateParts | timeParts;
}

function decodeWord(text: string, mask: number, state: State): number | undefined {
  if (state.options.isAbbreviation?.(text)) {
    state.zone = text;
    return part.zone;
  }
  const word = dateTimeWord(text);
  return word ? applyWord(word, mask, state) : setNamedZone(text, state, false);
}

function applyWord(word: DateTimeWord, mask: number, state: State): number | undefined {
  switch (word.kind) {
    case 'ignored':
      return 0;
    case 'month':
      return setTextMonth(word.month, mask, state);
    case 'half':
      state.pm = word.pm;
      return part.half;
    case 'era':
      state.bc = word.bc;
      return part.era;
    case 'weekday':
      return part.weekday;
    case 'daylight':
      return part.daylight;
    case 'unit':
      if (state.unit && state.options.major > labelsUntil) return undefined;
      state.unit = word.unit;
      return 0;
    case 'isoTime':
      if ((mask & dateParts) !== dateParts || state.unit) return undefined;
      state.unit = 'time';
      return 0;
    case 'reserved':
      return setPresent(word.word, state);
  }
}

/** A month in words after a number that was taken for the month makes that number the day: `2 jan`. */
function setTextMonth(month: number, mask: number, state: State): number {
  const taken = mask & part.month && !state.textMonth && !(mask & part.day);
  const swaps = taken && state.month >= 1 && state.month <= 31;
  if (swaps) state.day = state.month;
  state.textMonth = true;
  state.month = month;
  return swaps ? part.day : part.month;
}

/** Days relative to the present are taken when something else is with them; those alone were refused before. */
function setPresent(word: string, state: State): number | undefined {
  const shift = { yesterday: -1, today: 0, tomorrow: 1 }[word];
  if (word === 'allballs') {
    state.zone = 0;
    return timeParts | part.zone;
  }
  if (shift === undefined) return undefined;
  const date = new Date(Date.now() + shift * dayMilliseconds);
  state.year = date.getUTCFullYear();
  state.month = date.getUTCMonth() + 1;
  state.day = date.getUTCDate();
  return dateParts;
}

function setNamedZone(name: string, state: State, isPlace: boolean): number | undefined {
  state.zone = name;
  if (isTimeZone(name)) return part.zone;
  if (isPlace) state.strangeZone = name;
  return undefined;
}

const daysIn = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** ValidateDate and the last tests of DecodeDateTime: centuries, eras, halves of the day, days that no month has. */
function finish(state: State, mask: number): Overflow | undefined {
  if (mask & part.year && !finishYear(state)) return 'field';
  if (mask & part.dayOfYear) setDayOfYear(state);
  const { year, month, day } = state;
  if (mask & part.month && (month < 1 || month > 12)) return 'date';
  if (mask & part.day && (day < 1 || day > 31)) return 'date';
  const leap = isLeap(year) && month === 2 ? 1 : 0;
  if ((mask & dateParts) === dateParts && day > daysIn[month - 1] + leap) return 'field';
  if (state.pm !== undefined && state.hour > 12) return 'field';
  if (state.pm === false && state.hour === 12) state.hour = 0;
  else if (state.pm && state.hour !== 12) state.hour += 12;
  return undefined;
}

/** False for a year that there is not: the one between 1 BC and 1. */
function finishYear(state: State): boolean {
  if (state.bc) {
    if (state.year <= 0) return false;
    state.year = 1 - state.year;
  } else if (state.twoDigitYear) state.year += state.year < 70 ? 2000 : state.year < 100 ? 1900 : 0;
  else if (!state.julian && state.year <= 0) return false;
  return true;
}

/** Summer time is said, but not of which zone. */
function daylightAlone({ zone }: State, mask: number): boolean {
  return (mask & part.daylight) !== 0 && (typeof zone === 'string' || !(mask & part.zone));
}

/** Counted in a year of the same shape, since JavaScript's calendar ends before PostgreSQL's. */
function setDayOfYear(state: State): void {
  const years = Math.floor(state.year / 400) * 400 - 2000;
  const date = new Date(Date.UTC(state.year - years, 0, state.dayOfYear));
  state.year = date.getUTCFullYear() + years;
  state.month = date.getUTCMonth() + 1;
  state.day = date.getUTCDate();
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

const firstYear = -4713;
const endYear = 294277;

/** IS_VALID_TIMESTAMP in datatype/timestamp.h, with the zone's part in what is just beyond the end. */
function inRange({ year, month, day, hour, minute, second, zone }: State): boolean {
  if (year === firstYear) return month > 11 || (month === 11 && day >= 24);
  if (year === endYear && month === 1 && day === 1)
    return typeof zone === 'number' && (hour * 60 + minute) * 60 + second < zone;
  return year > firstYear && year < endYear;
}
