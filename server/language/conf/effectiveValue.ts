import type { Entry } from '../../postgres/conf/configuration.ts';
import { overridingEntry } from '../../postgres/conf/overridden.ts';
import type { ConfLine } from '../../postgres/conf/tree.ts';
import type { JudgedEntry } from '../../postgres/conf/verdict.ts';
import type { Analysis } from './analysis.ts';

/** The entries of the analysed document, with what became of each; of a line that is read twice the last time counts. */
export function entriesOfDocument({ path, reading }: Analysis): JudgedEntry[] {
  const byLine = new Map<number, JudgedEntry>();
  for (const judged of reading.entries) {
    if (judged.entry.file.path === path) byLine.set(judged.entry.line.number, judged);
  }
  return [...byLine.values()];
}

/** The entry whose value holds in place of that of a line of the document; undefined when its own does. */
export function overridingLine(analysis: Analysis, line: ConfLine): Entry | undefined {
  const judged = entriesOfDocument(analysis).find(({ entry }) => entry.line.number === line.number);
  return judged && overridingEntry(analysis.reading, judged);
}
