import type { Major } from '../../majors.ts';
import type { Configuration } from '../configuration.ts';
import type { Problem } from '../problem.ts';
import type { SettingValue } from '../values/check.ts';
import { defaultValue } from '../values/checkWithHooks.ts';
import type { JudgedEntry, Reading } from '../verdict.ts';
import type { Surroundings } from './surroundings.ts';

/** What a rule of the start may look at. */
export interface Situation {
  readonly major: Major;
  readonly reading: Reading;
  readonly surroundings: Surroundings;
  /** The value that takes effect, by default too; undefined for a setting that the major lacks. */
  value(name: string): SettingValue | undefined;
  number(name: string): number;
  /** The entry that sets it; undefined when it has its default. */
  entry(name: string): JudgedEntry | undefined;
}

/** What the server says when it gives up, and the settings that have to do with it, the one to blame first. */
export interface StartFault {
  readonly code: string;
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly settings: readonly string[];
  /** The entry to blame, when it is not the one that takes effect. */
  readonly blamed?: JudgedEntry;
  /** The file to blame when no setting is. */
  readonly file?: string;
}

export type StartRule = (situation: Situation) => StartFault | undefined;

export function situationOf(reading: Reading, surroundings: Surroundings): Situation {
  const { major, effective } = reading;
  const value = (name: string) => effective.get(name)?.value ?? defaultValue(name, major);
  return {
    major,
    reading,
    surroundings,
    value,
    number: name => Number(value(name) ?? 0),
    entry: name => effective.get(name),
  };
}

/** The fault as a problem at the line to blame; without one, at the beginning of the file. */
export function startProblem(situation: Situation, fault: StartFault): Problem {
  const { configuration } = situation.reading;
  const set = fault.settings.flatMap(name => situation.entry(name) ?? []);
  const blamed = fault.blamed ?? set[0];
  const place = blamed ? placeOf(blamed) : beginningOf(fault.file ?? configuration.main.path);
  return {
    kind: 'start',
    severity: 'error',
    code: fault.code,
    ...place,
    setting: blamed?.setting?.name ?? fault.settings[0],
    message: fault.message,
    detail: fault.detail,
    hint: fault.hint,
    related: set
      .filter(entry => entry !== blamed)
      .map(entry => ({ ...placeOf(entry), message: `${entry.setting!.name} is set here` })),
  };
}

function placeOf({ entry: { file, line } }: JudgedEntry) {
  return { file: file.path, span: line.value!, line: line.number };
}

function beginningOf(file: Configuration['main']['path']) {
  return { file, span: { start: 0, end: 0 }, line: 1 };
}
