import type { Major } from '../../majors.ts';

/** What an operator should know of one setting, in our own words. Markdown, no sentence longer than a line or two. */
export interface SettingGuide {
  /** What the setting does. */
  readonly does: string;
  /** What it costs, and when to change it. */
  readonly costs?: string;
  /** What goes wrong with it in practice. */
  readonly goesWrong?: string;
  /** Settings that must, or should, be set together with it. */
  readonly setWith?: readonly string[];
  /** What is different from a major on. */
  readonly since?: { readonly [M in Major]?: string };
}

/** Guides of one theme by setting name, spelled as pg_settings spells it. */
export type SettingGuides = Readonly<Record<string, SettingGuide>>;
