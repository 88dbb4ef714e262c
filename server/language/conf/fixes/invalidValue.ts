import type { Setting } from '../../../postgres/conf/catalogue.ts';
import { valueText } from '../../../postgres/conf/load.ts';
import { recoveryParameters } from '../../../postgres/conf/recoveryConf.ts';
import { textOf } from '../../../postgres/conf/tree.ts';
import { checkWithHooks } from '../../../postgres/conf/values/checkWithHooks.ts';
import { unitsFor } from '../../../postgres/conf/values/units.ts';
import type { Major } from '../../../postgres/majors.ts';
import { fileQuantity } from '../humanValue.ts';
import { writeValue } from '../quote.ts';
import { settingInFile } from '../settingInFile.ts';
import { commentedOut, type FixContext, type Fixer, type OfferedFix, replace } from './fix.ts';
import { nearbyTexts } from './invalidText.ts';
import { nearest } from './nearest.ts';

/** For a value that the server refuses: values near it that the server takes. */
export const fixInvalidValue: Fixer = context => {
  const { file, line, major, recoveryConf } = context;
  const value = valueText(file.tree, line);
  const setting = line.name && settingInFile(textOf(file.tree, line.name), major, recoveryConf);
  if (!setting || value === undefined || !line.value) return [];
  const accepted = candidates(setting, value, major).filter(text => isTaken(setting, text, context));
  const unique = [...new Set(accepted)].slice(0, mostOffered);
  const changes = unique.map(
    (text): OfferedFix => ({
      title: `Change to ${text}`,
      edits: [replace(context, line.value!, writeValue(text))],
      preferred: unique.length === 1,
    }),
  );
  return [...changes, commentedOut(context)];
};

const mostOffered = 4;

/** By all that is known without the other lines of the file. */
function isTaken(setting: Setting, text: string, { major, recoveryConf }: FixContext): boolean {
  if (recoveryConf) return !recoveryParameters[setting.name]?.(text, major);
  return !checkWithHooks(setting, setting.name, text, major, () => undefined).refusal;
}

function candidates(setting: Setting, value: string, major: Major): string[] {
  switch (setting.type) {
    case 'bool':
      return booleans(value);
    case 'enum':
      return [value.trim(), ...nearest(value.trim(), setting.values ?? []), ...(setting.values ?? [])];
    case 'integer':
    case 'real':
      return numbers(setting, value.trim(), major);
    case 'string':
      return nearbyTexts(setting, value, major);
  }
}

const meantAsOn = /^(enabled?|active|an|ja|y(es)?|t(rue)?|on|1|always)$/i;
const meantAsOff = /^(disabled?|inactive|aus|nein|none|never|n(o)?|f(alse)?|off|0)$/i;

function booleans(value: string): string[] {
  const word = value.trim();
  if (meantAsOn.test(word)) return ['on'];
  if (meantAsOff.test(word)) return ['off'];
  return ['on', 'off'];
}

/** Units in another spelling, separators left out, a whole number, or the end of the range that was passed. */
function numbers(setting: Setting, value: string, major: Major): string[] {
  const match = /^([-+]?[\d.,_]+)\s*([A-Za-z]*)$/.exec(value);
  if (!match) return [];
  const plain = match[1].replace(/[_,]/g, '');
  const units = unitsFor(setting.unit, major).map(({ name }) => name);
  const unit = spelledUnits(match[2], units);
  const whole = String(Math.round(Number(plain)));
  const { min, max } = setting;
  const passed = [min, max].flatMap(end => (end === undefined ? [] : fileQuantity(end, setting.unit, major)));
  const meant = [...unit.map(name => plain + name), ...unit.map(name => whole + name)];
  return [...meant, ...(match[2] === '' || units.includes(match[2]) ? passed : [])];
}

const otherSpellings: Readonly<Record<string, string>> = {
  b: 'B',
  k: 'kB',
  kb: 'kB',
  kib: 'kB',
  m: 'MB',
  mb: 'MB',
  mib: 'MB',
  g: 'GB',
  gb: 'GB',
  gib: 'GB',
  t: 'TB',
  tb: 'TB',
  tib: 'TB',
  sec: 's',
  secs: 's',
  second: 's',
  seconds: 's',
  mins: 'min',
  minute: 'min',
  minutes: 'min',
  hour: 'h',
  hours: 'h',
  hr: 'h',
  day: 'd',
  days: 'd',
  msec: 'ms',
  usec: 'us',
};

function spelledUnits(written: string, units: readonly string[]): string[] {
  if (written === '') return [''];
  const lower = written.toLowerCase();
  const meant = lower === 'm' && units.includes('min') ? 'min' : otherSpellings[lower];
  const same = units.find(unit => unit.toLowerCase() === lower) ?? meant;
  return same === undefined || !units.includes(same) ? (units.length ? [] : ['']) : [same];
}
