import { type Major, sinceMajor } from '../../majors.ts';
import { type Setting, settingNamed } from '../catalogue.ts';
import { type CheckedValue, checkByType, invalidValue, messageName, type SettingValue } from './check.ts';
import { checkHooks } from './checkHooks.ts';
import { formatG } from './numberText.ts';

/** The value that a setting has from earlier lines, undefined when none set it. */
export type Current = (setting: string) => SettingValue | undefined;

/**
 * What a starting server makes of a value: by type and range, then by the setting's own check. `written` is the name
 * as the file has it.
 */
export function checkWithHooks(
  setting: Setting,
  written: string,
  text: string,
  major: Major,
  current: Current,
): CheckedValue {
  if (setting.context === 'internal') {
    const name = messageName(setting, written, major);
    return { refusal: { message: `parameter "${name}" cannot be changed` } };
  }
  const checked = checkByType(setting, written, text, major);
  if (checked.refusal) return checked;
  const hook = sinceMajor(checkHooks[setting.name] ?? {}, major);
  const complaint = hook?.(checked.value, {
    major,
    setting: setting.name,
    current: name => current(name) ?? defaultValue(name, major),
  });
  if (!complaint) return checked;
  return { refusal: { message: hookMessage(setting, checked.value, major), ...complaint } };
}

/** The sentence for a value that a check refused without words of its own: call_*_check_hook in guc.c. */
function hookMessage({ name, type }: Setting, value: SettingValue, major: Major): string {
  switch (type) {
    case 'bool':
      return `invalid value for parameter "${name}": ${value ? 1 : 0}`;
    case 'integer':
      return `invalid value for parameter "${name}": ${value}`;
    case 'real':
      return `invalid value for parameter "${name}": ${formatG(value as number, major)}`;
    default:
      return invalidValue(name, String(value));
  }
}

/** The built-in default as the server keeps it. */
export function defaultValue(name: string, major: Major): SettingValue | undefined {
  const setting = settingNamed(name, major);
  if (setting?.default === undefined) return undefined;
  return checkByType(setting, name, setting.default, major).value;
}
