import { type Major, sinceMajor } from '../../majors.ts';
import { defaultSegmentSize } from '../../segmentName.ts';
import { settingNamed } from '../catalogue.ts';
import type { Entry } from '../configuration.ts';
import type { SettingValue } from '../values/check.ts';
import type { Reading } from '../verdict.ts';
import type { Surroundings } from './surroundings.ts';

/** What a rule may look at. */
export interface RuleContext {
  readonly major: Major;
  readonly reading: Reading;
  readonly surroundings: Surroundings;
  /** Bytes; that of the cluster when pg_control is at hand. */
  readonly segmentSize: number;
  /** The line that takes effect for a setting; undefined when none does or the server refuses it. */
  entry(name: string): Entry | undefined;
  /** The value in effect, the default included: numbers in base units. Undefined for a name that the major lacks. */
  value(name: string): SettingValue | undefined;
}

/** recovery.conf of 10 and 11: its names are no settings there, so its lines are taken as they stand. */
const recoveryFile = /(?:^|\/)recovery\.(?:conf|done)$/;

export function ruleContext(reading: Reading, surroundings: Surroundings): RuleContext {
  const { major } = reading;
  const ownNames = recoveryFile.test(reading.configuration.main.path)
    ? new Map(reading.configuration.entries.map(entry => [entry.name, entry]))
    : new Map<string, Entry>();
  const entry = (name: string) => reading.effective.get(name)?.entry ?? ownNames.get(name);
  return {
    major,
    reading,
    surroundings,
    segmentSize: surroundings.control?.walSegmentSize ?? defaultSegmentSize,
    entry,
    value: name => reading.effective.get(name)?.value ?? ownNames.get(name)?.value ?? defaultOf(name, major),
  };
}

function defaultOf(name: string, major: Major): SettingValue | undefined {
  const setting = settingNamed(name, major);
  if (setting?.default === undefined) return undefined;
  if (setting.type === 'bool') return setting.default === 'on';
  return setting.type === 'integer' || setting.type === 'real' ? Number(setting.default) : setting.default;
}

/** The name of a setting in messages: in double quotes from 17 on. */
export function quotedSince17(name: string, major: Major): string {
  return sinceMajor({ 10: name, 17: `"${name}"` }, major)!;
}

/** A number of base units. */
export function numberOf(context: RuleContext, name: string): number | undefined {
  const value = context.value(name);
  return typeof value === 'number' ? value : undefined;
}

/** A text that is set and not empty. */
export function textOf(context: RuleContext, name: string): string | undefined {
  const value = context.value(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function isOn(context: RuleContext, name: string): boolean {
  return context.value(name) === true;
}

/** Whether WAL segments are archived, by command or library. */
export function archives(context: RuleContext): boolean {
  const mode = context.value('archive_mode');
  return mode === 'on' || mode === 'always';
}
