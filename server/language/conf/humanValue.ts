import { unitSize, unitsFor } from '../../postgres/conf/values/units.ts';
import type { Major } from '../../postgres/majors.ts';

/** The newest rules for units serve for showing: every unit there is. */
const everyUnit: Major = 19;

/** `16384` of unit `8kB` as `128 MB`, `300` of unit `s` as `5 min`; a number without unit as it is. */
export function humanQuantity(value: number, baseUnit: string | undefined): string {
  const base = baseUnit === undefined ? undefined : unitSize(baseUnit);
  if (!base || value === 0) return String(value);
  const size = Math.abs(value) * base.size;
  const units = unitsFor(baseUnit, everyUnit);
  const unit = units.find(unit => unit.size <= size) ?? units[units.length - 1];
  return `${value < 0 ? '-' : ''}${Math.round((size / unit.size) * 100) / 100} ${unit.name}`;
}

/** A value in base units exactly as a file would have it, such as `128MB`; without unit the number itself. */
export function fileQuantity(value: number, baseUnit: string | undefined, major: Major): string {
  const base = baseUnit === undefined ? undefined : unitSize(baseUnit);
  if (!base || value <= 0) return String(value);
  const size = value * base.size;
  const unit = unitsFor(baseUnit, major).find(unit => size % unit.size === 0);
  return unit ? `${size / unit.size}${unit.name}` : String(value);
}

const words: Readonly<Record<string, string>> = {
  B: 'bytes (a unit from 11 on)',
  kB: '1024 bytes; the `k` is small, the `B` is large',
  MB: '1024 kB',
  GB: '1024 MB',
  TB: '1024 GB',
  us: 'microseconds (a unit from 12 on)',
  ms: 'milliseconds',
  s: 'seconds',
  min: 'minutes; `m` is no unit',
  h: 'hours',
  d: 'days',
};

/** What a unit stands for; undefined for what is no unit. */
export function unitInWords(unit: string): string | undefined {
  return Object.hasOwn(words, unit) ? words[unit] : undefined;
}
