import type { Major } from '../../majors.ts';
import type { Setting } from '../catalogue.ts';
import type { SettingValue } from './check.ts';
import type { Current } from './checkWithHooks.ts';
import type { Refusal } from './refusal.ts';

export interface HookContext {
  readonly major: Major;
  readonly setting: Setting;
  readonly current: Current;
}

/** A check hook: undefined accepts; what it leaves out of the refusal gets the server's usual sentence. */
export type Hook = (value: SettingValue, context: HookContext) => Partial<Refusal> | undefined;

/** By setting, from which major on which check holds. */
export const hooks: Readonly<Record<string, { readonly [M in Major]?: Hook }>> = {};
