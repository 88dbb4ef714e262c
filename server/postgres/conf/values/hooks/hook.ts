import type { Major } from '../../../majors.ts';
import type { SettingValue } from '../check.ts';
import type { Refusal } from '../refusal.ts';

export interface HookContext {
  readonly major: Major;
  /** The setting that is checked, as the catalogue spells it. */
  readonly setting: string;
  /** The value that another setting has from earlier lines or by default. */
  readonly current: (setting: string) => SettingValue | undefined;
}

/** A check hook: undefined accepts; what it leaves out of the refusal gets the server's usual sentence. */
export type Hook = (value: SettingValue, context: HookContext) => Partial<Refusal> | undefined;

/** The check of one setting, by the major from which on it holds. */
export type HookSince = { readonly [M in Major]?: Hook };

export type Hooks = Readonly<Record<string, HookSince>>;

export const accept: Hook = () => undefined;

/** A hook for settings that hold text. */
export function onText(check: (text: string, context: HookContext) => Partial<Refusal> | undefined): Hook {
  return (value, context) => check(value as string, context);
}

/** The same hook for several settings. */
export function forAll(names: readonly string[], hook: HookSince): Hooks {
  return Object.fromEntries(names.map(name => [name, hook]));
}
