import type { Major } from '../../majors.ts';
import { defaultSegmentSize } from '../../segmentName.ts';
import type { Entry } from '../configuration.ts';
import type { SettingValue } from '../values/check.ts';
import { defaultValue } from '../values/checkWithHooks.ts';
import type { Reading } from '../verdict.ts';
import type { AdviceSurroundings } from './surroundings.ts';

/** What a rule may look at. */
export interface RuleContext {
  readonly major: Major;
  readonly reading: Reading;
  readonly surroundings: AdviceSurroundings;
  /** Bytes; that of the cluster when pg_control is at hand. */
  readonly segmentSize: number;
  /** The line that takes effect for a setting; undefined when none does or the server refuses it. */
  entry(name: string): Entry | undefined;
  /** The value in effect, the default included: numbers in base units. Undefined for a name that the major lacks. */
  value(name: string): SettingValue | undefined;
}

const recoveryFile = /(?:^|\/)recovery\.(?:conf|done)$/;

export function ruleContext(reading: Reading, surroundings: AdviceSurroundings): RuleContext {
  const { major } = reading;
  // The names of recovery.conf are no settings in 10 and 11, so its lines are taken as they stand.
  const own = recoveryFile.test(reading.configuration.main.path) ? reading.configuration.entries : [];
  const ownNames = new Map(own.map(entry => [entry.name, entry]));
  return {
    major,
    reading,
    surroundings,
    segmentSize: surroundings.control?.walSegmentSize ?? defaultSegmentSize,
    entry: name => reading.effective.get(name)?.entry ?? ownNames.get(name),
    value: name =>
      reading.effective.get(name)?.value ?? ownNames.get(name)?.value ?? defaultValue(name, major),
  };
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

/** Whether a signal file makes the next start a recovery from the archive; undefined when nobody looked. */
export function recoversNext({ major, surroundings }: RuleContext): boolean | undefined {
  const { recoverySignal, standbySignal, recoveryConf, names } = surroundings;
  if (!names) return undefined;
  return major < 12 ? recoveryConf !== undefined : !!(recoverySignal || standbySignal);
}
