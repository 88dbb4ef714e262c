import { type Major, sinceMajor } from '../../majors.ts';
import { lowerCase, type Setting } from '../catalogue.ts';
import { cutName } from './lists.ts';
import { parseInteger, parseReal } from './number.ts';
import { formatG } from './numberText.ts';
import type { Refusal } from './refusal.ts';

/** A value as the server keeps it: numbers in base units, enumerations by their listed spelling. */
export type SettingValue = boolean | number | string;

export type CheckedValue =
  | { readonly value: SettingValue; readonly refusal?: undefined }
  | { readonly value?: undefined; readonly refusal: Refusal };

/**
 * What a server makes of a value by the setting's type alone, without check hooks: parse_and_validate_value in
 * guc.c. `written` is the name as the file has it, which messages up to 17 repeat.
 */
export function checkByType(setting: Setting, written: string, text: string, major: Major): CheckedValue {
  const name = messageName(setting, written, major);
  switch (setting.type) {
    case 'bool': {
      const value = parseBool(text);
      return value === undefined
        ? { refusal: { message: `parameter "${name}" requires a Boolean value` } }
        : { value };
    }
    case 'enum': {
      const value = enumValue(setting, text);
      return value === undefined ? { refusal: refusedEnum(setting, name, text) } : { value };
    }
    case 'integer':
      return checkNumber(setting, name, text, major, parseInteger(text, setting.unit, major), String);
    case 'real':
      return checkNumber(setting, name, text, major, parseReal(text, setting.unit, major), value =>
        formatG(value, major),
      );
    case 'string':
      return { value: nameSettings.has(setting.name) ? cutName(text) : text };
  }
}

// GUC_IS_NAME: their values are cut like identifiers.
const nameSettings = new Set([
  'application_name',
  'client_encoding',
  'cluster_name',
  'default_table_access_method',
  'default_tablespace',
  'role',
  'session_authorization',
]);

const writtenNames = { 10: true, 18: false } as const;

/** The name that messages about a value use. */
export function messageName(setting: Setting, written: string, major: Major): string {
  return sinceMajor(writtenNames, major) ? written : setting.name;
}

/** The sentence about a value that a check hook refused without own words. */
export function invalidValue(name: string, text: string): string {
  return `invalid value for parameter "${name}": "${text}"`;
}

/** parse_bool in utils/adt/bool.c: prefixes of true false yes no, on, of(f), 1, 0. */
export function parseBool(text: string): boolean | undefined {
  const lower = lowerCase(text);
  if (lower === '') return undefined;
  if (lower === '1' || lower === 'on' || 'true'.startsWith(lower) || 'yes'.startsWith(lower)) return true;
  if (lower === '0' || 'false'.startsWith(lower) || 'no'.startsWith(lower)) return false;
  return lower === 'of' || lower === 'off' ? false : undefined;
}

function enumValue(setting: Setting, text: string): string | undefined {
  const lower = lowerCase(text);
  const listed = setting.values?.find(value => lowerCase(value) === lower);
  return listed ?? setting.hidden?.[lower];
}

function refusedEnum(setting: Setting, name: string, text: string): Refusal {
  return {
    message: invalidValue(name, text),
    hint: `Available values: ${setting.values?.join(', ')}.`,
    dependsOn: setting.optional?.[lowerCase(text)],
  };
}

const noNumber = {
  10: (name: string, _text: string) => `parameter "${name}" requires a numeric value`,
  12: invalidValue,
} as const;

const rangeTexts = {
  10: (value: string, name: string, min: string, max: string, _unit: string) =>
    `${value} is outside the valid range for parameter "${name}" (${min} .. ${max})`,
  12: (value: string, name: string, min: string, max: string, unit: string) =>
    `${value}${unit} is outside the valid range for parameter "${name}" (${min} .. ${max})`,
  17: (value: string, name: string, min: string, max: string, unit: string) =>
    `${value}${unit} is outside the valid range for parameter "${name}" (${min}${unit} .. ${max}${unit})`,
} as const;

function checkNumber(
  setting: Setting,
  name: string,
  text: string,
  major: Major,
  read: { value?: number; hint?: string },
  format: (value: number) => string,
): CheckedValue {
  const { value } = read;
  if (value === undefined) {
    const sentence = setting.type === 'real' ? sinceMajor(noNumber, major)! : invalidValue;
    return { refusal: { message: sentence(name, text), hint: read.hint } };
  }
  const { min, max } = setting;
  if (min === undefined || max === undefined || (value >= min && value <= max)) return { value };
  const unit = setting.unit ? ` ${setting.unit}` : '';
  const message = sinceMajor(rangeTexts, major)!(format(value), name, format(min), format(max), unit);
  return { refusal: { message } };
}
