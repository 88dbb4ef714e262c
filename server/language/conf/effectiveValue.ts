import type { Entry } from '../../postgres/conf/configuration.ts';
import type { ConfLine } from '../../postgres/conf/tree.ts';
import type { JudgedEntry } from '../../postgres/conf/verdict.ts';
import { baseName } from '../uri.ts';
import type { Analysis } from './analysis.ts';

/** The entries of the analysed document, with what became of each; of a line that is read twice the last time counts. */
export function entriesOfDocument({ path, reading }: Analysis): JudgedEntry[] {
  const byLine = new Map<number, JudgedEntry>();
  for (const judged of reading.entries) {
    if (judged.entry.file.path === path) byLine.set(judged.entry.line.number, judged);
  }
  return [...byLine.values()];
}

/** The entry whose value holds in place of this one's; undefined when its own does. */
export function overriding({ reading }: Analysis, judged: JudgedEntry): Entry | undefined {
  if (!judged.setting) return undefined;
  const effective = reading.effective.get(judged.setting.name)?.entry ?? judged.overriddenBy;
  return effective === judged.entry ? undefined : effective;
}

/** The same for a line of the document. */
export function overridingLine(analysis: Analysis, line: ConfLine): Entry | undefined {
  const judged = entriesOfDocument(analysis).find(({ entry }) => entry.line.number === line.number);
  return judged && overriding(analysis, judged);
}

/** `line 12`, or `postgresql.auto.conf, line 3` for another file. */
export function placeInWords({ path }: Analysis, { file, line }: Entry): string {
  return file.path === path ? `line ${line.number}` : `${baseName(file.path)}, line ${line.number}`;
}
