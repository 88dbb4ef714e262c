import type { Major } from '../majors.ts';
import { lowerCase, type Setting, settingNamed } from './catalogue.ts';
import type { Configuration, Entry, ReadFault } from './configuration.ts';
import { isCertain } from './load.ts';
import type { Problem } from './problem.ts';
import { printable } from './text.ts';
import type { Span } from './tree.ts';
import type { SettingValue } from './values/check.ts';
import { type Current, checkWithHooks } from './values/checkWithHooks.ts';
import type { Refusal } from './values/refusal.ts';

/** An entry of the configuration with what became of it. */
export interface JudgedEntry {
  readonly entry: Entry;
  /** Undefined for custom and unknown names. */
  readonly setting?: Setting;
  /** A later entry of the very same name: the server does not look at this one's value. */
  readonly overriddenBy?: Entry;
  /** The value as the server keeps it; undefined when it refuses it or does not look. */
  readonly value?: SettingValue;
}

/** What a server of one major makes of a configuration when it reads it. */
export interface Reading {
  readonly major: Major;
  readonly configuration: Configuration;
  readonly entries: readonly JudgedEntry[];
  /** By the catalogue's name, the entry that takes effect. */
  readonly effective: ReadonlyMap<string, JudgedEntry>;
  /** In the order in which the server would report them. */
  readonly problems: readonly Problem[];
}

/**
 * Reads a configuration as the starting server does: syntax and inclusions first, then every name, then the values
 * of entries that nothing overrides (ProcessConfigFileInternal in guc.c). A stage with errors hides those after it;
 * what they would say comes as warnings.
 */
export function readAsServer(configuration: Configuration, major: Major): Reading {
  const syntax = configuration.faults.map(faultProblem);
  const found = findSettings(configuration.entries, major);
  const names = found.filter(isUnknown).map(({ entry }) => unknownName(entry));
  const values = checkValues(found, major);
  const nameStage = configuration.faults.some(isCertain) ? 'syntax' : undefined;
  const valueStage = nameStage ?? (names.some(({ kind }) => kind === 'rejected') ? 'names' : undefined);
  return {
    major,
    configuration,
    entries: values.entries,
    effective: values.effective,
    problems: [
      ...syntax,
      ...names.map(problem => hiddenAfter(problem, nameStage)),
      ...values.problems.map(problem => hiddenAfter(problem, valueStage)),
    ].map(withPrintableWords),
  };
}

/** The same problem when the server stops before it comes to it. */
export function hiddenAfter(problem: Problem, stage: Problem['after']): Problem {
  return stage ? { ...problem, kind: 'advice', severity: 'warning', after: stage } : problem;
}

function withPrintableWords(problem: Problem): Problem {
  const { message, detail, log } = problem;
  return {
    ...problem,
    message: printable(message),
    detail: detail && printable(detail),
    log: log && printable(log),
  };
}

/** A fault of syntax or inclusion as a problem. */
export function faultProblem({ file, line, message, log, placed, dependsOn }: ReadFault): Problem {
  const token: Span = line.fault?.token ?? line.value ?? { start: line.end, end: line.end };
  const serverLine = line.fault?.serverLine ?? line.number;
  return {
    ...(dependsOn ? uncertain : certain),
    dependsOn,
    code: line.fault ? 'syntax-error' : 'include-failed',
    file: placed?.file ?? file.path,
    span: placed ? { start: 0, end: 0 } : token,
    line: placed?.line ?? line.number,
    serverLine: placed || serverLine === line.number ? undefined : serverLine,
    message,
    log,
  };
}

const certain = { kind: 'rejected', severity: 'error' } as const;
const uncertain = { kind: 'advice', severity: 'warning' } as const;

interface FoundEntry {
  readonly entry: Entry;
  readonly setting?: Setting;
  overriddenBy?: Entry;
}

/**
 * Looks every name up, and marks entries that a later one overrides. Only byte-wise equal names override each other:
 * `Work_Mem` and `work_mem` are both looked at.
 */
function findSettings(entries: readonly Entry[], major: Major): FoundEntry[] {
  const lastByName = new Map<string, FoundEntry>();
  return entries.map(entry => {
    const found: FoundEntry = { entry, setting: settingNamed(entry.name, major) };
    if (found.setting) {
      const earlier = lastByName.get(entry.name);
      if (earlier) earlier.overriddenBy = entry;
      lastByName.set(entry.name, found);
    }
    return found;
  });
}

/** Names with a dot are custom: the server takes them all. */
function isUnknown({ entry, setting }: FoundEntry): boolean {
  return !setting && !entry.name.includes('.');
}

// Names that packagers add to some majors.
const packagersNames: Readonly<Record<string, string>> = { extension_destdir: "Debian's own builds" };

function unknownName(entry: Entry): Problem {
  const { name, file, line } = entry;
  const message = 'unrecognized configuration parameter';
  const dependsOn = packagersNames[lowerCase(name)];
  return {
    ...(dependsOn ? uncertain : certain),
    dependsOn,
    code: 'unknown-setting',
    file: file.path,
    span: line.name!,
    line: line.number,
    setting: name,
    message,
    log: `${message} "${name}" in file "${file.shown}" line ${line.number}`,
  };
}

function checkValues(found: readonly FoundEntry[], major: Major) {
  const current = new Map<string, SettingValue>();
  const effective = new Map<string, JudgedEntry>();
  const problems: Problem[] = [];
  let ended = false;
  const look: Current = name => current.get(name);
  const entries = found.map(({ entry, setting, overriddenBy }): JudgedEntry => {
    if (!setting || overriddenBy) return { entry, setting, overriddenBy };
    const checked = checkWithHooks(setting, entry.name, entry.value, major, look);
    if (checked.refusal) {
      const problem = refusedValue(entry, setting, checked.refusal);
      problems.push(ended ? hiddenAfter(problem, 'values') : problem);
      ended ||= checked.refusal.ends === true;
      return { entry, setting };
    }
    const judged = { entry, setting, value: checked.value };
    current.set(setting.name, checked.value);
    effective.set(setting.name, judged);
    return judged;
  });
  return { entries, effective, problems };
}

function refusedValue({ file, line }: Entry, setting: Setting, refusal: Refusal): Problem {
  const { dependsOn, ends: _, ...words } = refusal;
  const internal = setting.context === 'internal';
  return {
    ...(dependsOn ? uncertain : certain),
    code: internal ? 'internal-setting' : dependsOn ? 'value-may-be-invalid' : 'invalid-value',
    file: file.path,
    span: internal ? line.name! : line.value!,
    line: line.number,
    setting: setting.name,
    ...words,
    dependsOn,
  };
}
