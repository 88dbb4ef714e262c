import { type Major, sinceMajor } from '../../majors.ts';
import { roundHalfEven } from './numberText.ts';

/** `bytes` counts bytes, `time` counts microseconds. */
export type UnitKind = 'memory' | 'time';

export interface Unit {
  readonly name: string;
  readonly kind: UnitKind;
  /** Bytes or microseconds in one. */
  readonly size: number;
}

const kB = 1024;
const ms = 1000;

// From the greatest to the smallest, as guc.c has them.
const memoryUnits: readonly Unit[] = Object.entries({
  TB: kB ** 4,
  GB: kB ** 3,
  MB: kB ** 2,
  kB,
  B: 1,
}).map(([name, size]) => ({ name, kind: 'memory', size }));

const timeUnits: readonly Unit[] = Object.entries({
  d: 86_400_000 * ms,
  h: 3_600_000 * ms,
  min: 60_000 * ms,
  s: 1000 * ms,
  ms,
  us: 1,
}).map(([name, size]) => ({ name, kind: 'time', size }));

const bytesSince: Major = 11;
const microsecondsSince: Major = 12;

/** The units that a setting with this base unit takes in a file of this major, greatest first; none without a unit. */
export function unitsFor(baseUnit: string | undefined, major: Major): readonly Unit[] {
  const base = baseUnit === undefined ? undefined : unitSize(baseUnit);
  if (!base) return [];
  if (base.kind === 'time') return major < microsecondsSince ? timeUnits.slice(0, -1) : timeUnits;
  return major < bytesSince ? memoryUnits.slice(0, -1) : memoryUnits;
}

/** What one of a base unit (also blocks, `8kB`) is in bytes or microseconds. */
export function unitSize(baseUnit: string): { readonly kind: UnitKind; readonly size: number } | undefined {
  const [, count, name] = /^(\d*)([A-Za-z]+)$/.exec(baseUnit) ?? [];
  const unit = [...memoryUnits, ...timeUnits].find(known => known.name === name);
  return unit && { kind: unit.kind, size: unit.size * Number(count || 1) };
}

/** The hint that the server gives with a wrong unit. */
export function unitsHint(baseUnit: string, major: Major): string {
  const names = unitsFor(baseUnit, major)
    .map(unit => `"${unit.name}"`)
    .reverse();
  return `Valid units for this parameter are ${names.slice(0, -1).join(', ')}, and ${names.at(-1)}.`;
}

const convert = {
  10: truncating,
  12: rounding,
} as const;

/** `value` in `unit`, in base units: convert_to_base_unit in guc.c. 12 and later round, before that it truncates. */
export function toBaseUnit(value: number, unit: string, baseUnit: string, major: Major): number | undefined {
  const units = unitsFor(baseUnit, major);
  const index = units.findIndex(known => known.name === unit);
  return index < 0 ? undefined : sinceMajor(convert, major)!(value, units, index, unitSize(baseUnit)!.size);
}

function truncating(value: number, units: readonly Unit[], index: number, base: number): number {
  return Math.trunc((value * units[index].size) / base);
}

/** A fraction is first rounded to the next smaller unit: 30.1GB is a whole number of MB. */
function rounding(value: number, units: readonly Unit[], index: number, base: number): number {
  const made = value * (units[index].size / base);
  const smaller = units[index + 1];
  if (!smaller) return made;
  const step = smaller.size / base;
  return roundHalfEven(made / step) * step;
}
