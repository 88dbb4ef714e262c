import { type Major, sinceMajor } from '../../majors.ts';
import { readInteger, readReal, roundHalfEven } from './numberText.ts';
import { toBaseUnit, unitsHint } from './units.ts';

/** A number in base units, or why there is none; the server gives a hint only in some cases. */
export type NumberRead = { readonly value: number } | { readonly value?: undefined; readonly hint?: string };

const blank = /^[ \t\n\v\f\r]*/;
const unitText = /^([^ \t\n\v\f\r]{0,3})[ \t\n\v\f\r]*$/;
const exceeds = 'Value exceeds integer range.';

const integerReaders = { 10: readIntegerOnly, 12: readRoundedInteger } as const;
const realReaders = { 10: readRealOnly, 12: readRealWithUnit } as const;

/** parse_int in guc.c of that major. */
export function parseInteger(text: string, baseUnit: string | undefined, major: Major): NumberRead {
  return sinceMajor(integerReaders, major)!(text, baseUnit, major);
}

/** parse_real in guc.c of that major. */
export function parseReal(text: string, baseUnit: string | undefined, major: Major): NumberRead {
  return sinceMajor(realReaders, major)!(text, baseUnit, major);
}

function fitsInteger(value: number): boolean {
  return value >= -2147483648 && value <= 2147483647;
}

function readIntegerOnly(text: string, baseUnit: string | undefined, major: Major): NumberRead {
  const read = readInteger(text, major);
  if (read.end === 0) return {};
  if (read.outOfRange || !fitsInteger(read.value)) return { hint: exceeds };
  const made = withUnit(read.value, text.slice(read.end), baseUnit, major);
  if (made.value === undefined) return made;
  return fitsInteger(made.value) ? made : { hint: exceeds };
}

function readRoundedInteger(text: string, baseUnit: string | undefined, major: Major): NumberRead {
  let read = readInteger(text, major);
  if (/^[.eE]/.test(text.slice(read.end)) || read.outOfRange) read = readReal(text);
  if (read.end === 0 || read.outOfRange || Number.isNaN(read.value)) return {};
  const made = withUnit(read.value, text.slice(read.end), baseUnit, major);
  if (made.value === undefined) return made;
  const rounded = roundHalfEven(made.value);
  return fitsInteger(rounded) ? { value: rounded } : { hint: exceeds };
}

function readRealOnly(text: string): NumberRead {
  const read = readReal(text);
  if (read.end === 0 || read.outOfRange || Number.isNaN(read.value)) return {};
  return text.slice(read.end).replace(blank, '') === '' ? { value: read.value } : {};
}

function readRealWithUnit(text: string, baseUnit: string | undefined, major: Major): NumberRead {
  const read = readReal(text);
  if (read.end === 0 || read.outOfRange || Number.isNaN(read.value)) return {};
  return withUnit(read.value, text.slice(read.end), baseUnit, major);
}

function withUnit(value: number, rest: string, baseUnit: string | undefined, major: Major): NumberRead {
  const text = rest.replace(blank, '');
  if (text === '') return { value };
  if (baseUnit === undefined) return {};
  const unit = unitText.exec(text)?.[1];
  const made = unit === undefined ? undefined : toBaseUnit(value, unit, baseUnit, major);
  return made === undefined ? { hint: unitsHint(baseUnit, major) } : { value: made };
}
