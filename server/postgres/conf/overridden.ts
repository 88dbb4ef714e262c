import type { Entry } from './configuration.ts';
import type { Problem } from './problem.ts';
import type { JudgedEntry, Reading } from './verdict.ts';

/** The entry whose value holds in place of this one's; undefined when its own does. */
export function overridingEntry({ effective }: Reading, judged: JudgedEntry): Entry | undefined {
  if (!judged.setting) return undefined;
  const holds = effective.get(judged.setting.name)?.entry ?? judged.overriddenBy;
  return holds === judged.entry ? undefined : holds;
}

/** Lines whose value does not hold, because a later line sets the same. A line that is read twice counts as the last time. */
export function overriddenLines(reading: Reading): Problem[] {
  const byPlace = new Map<string, JudgedEntry>();
  for (const judged of reading.entries) {
    const { file, line } = judged.entry;
    byPlace.set(`${line.number} ${file.path}`, judged);
  }
  return [...byPlace.values()].flatMap(judged => {
    const later = overridingEntry(reading, judged);
    return later && judged.setting ? overriddenLine(judged.entry, judged.setting.name, later) : [];
  });
}

function overriddenLine({ file, line }: Entry, setting: string, later: Entry): Problem {
  return {
    kind: 'advice',
    severity: 'hint',
    code: 'overridden-setting',
    file: file.path,
    span: { start: line.name!.start, end: line.value!.end },
    line: line.number,
    setting,
    message: `Without effect: ${placeInWords(file.path, later)} sets ${setting} again.`,
    related: [
      {
        file: later.file.path,
        span: { start: later.line.name!.start, end: later.line.value!.end },
        line: later.line.number,
        message: 'This value holds.',
      },
    ],
  };
}

/** `line 12`, or `postgresql.auto.conf, line 3` for a file other than the one at `path`. */
export function placeInWords(path: string, { file, line }: Entry): string {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  return file.path === path ? `line ${line.number}` : `${name}, line ${line.number}`;
}
