import { formatLsnOf } from '../postgres/files/controlState.ts';
import type { ExplainedField, ExplainedFile } from '../postgres/files/explained.ts';
import type { FileProblem } from '../postgres/files/problem.ts';
import type { Major } from '../postgres/majors.ts';
import type { BinaryRow } from '../protocol/binaryFile.ts';
import type { WalBeside } from './walBeside.ts';

/** LSNs are written as this major writes them when nothing tells another. */
const usualMajor: Major = 18;

/**
 * The rows of a decoded file: each part with its fields below, and what is wrong beyond all fields at the end. A
 * row's place is its id.
 */
export function binaryRows(
  { fields, problems }: Pick<ExplainedFile, 'fields' | 'problems'>,
  wal: WalBeside,
  major: Major = usualMajor,
): BinaryRow[] {
  const rows: BinaryRow[] = [];
  const untold = new Set(problems);
  const add = (field: ExplainedField, kind: 'section' | 'field', section: number) => {
    const { name, value, meaning, offset, length, wrong } = field;
    const told = kind === 'field' ? problems.filter(problem => liesIn(problem, field)) : [];
    for (const problem of told) untold.delete(problem);
    rows.push({
      id: rows.length,
      kind,
      section,
      name,
      value,
      meaning,
      offset,
      length,
      ...(wrong && { wrong }),
      ...(told.length > 0 && { problem: told.map(problemText).join('; ') }),
      ...(field.wal && { wal: { lsn: formatLsnOf(major, field.wal.lsn), segment: wal.find(field.wal) } }),
    });
  };
  for (const [section, part] of fields.entries()) {
    add(part, 'section', section);
    for (const child of part.children ?? []) add(child, 'field', section);
  }
  for (const problem of untold)
    rows.push({
      id: rows.length,
      kind: 'problem',
      section: -1,
      name: problem.level,
      value: problemText(problem),
      meaning: '',
      offset: problem.offset,
      length: 0,
      problem: problemText(problem),
    });
  return rows;
}

function liesIn({ offset }: FileProblem, field: ExplainedField): boolean {
  return offset >= field.offset && offset < field.offset + field.length;
}

function problemText({ level, message }: FileProblem): string {
  return level === 'ADVICE' ? message : `${level}: ${message}`;
}

/** The rows whose texts hold every word of `filter`, with the parts that they belong to. */
export function filterRows(rows: readonly BinaryRow[], filter: string): readonly BinaryRow[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  const found: BinaryRow[] = [];
  let section: BinaryRow | undefined;
  for (const row of rows) {
    if (row.kind === 'section') section = row;
    else if (holds(row, words)) {
      if (section && row.section === section.section) found.push(section);
      section = undefined;
      found.push(row);
    }
  }
  return found;
}

function holds({ name, value, meaning }: BinaryRow, words: readonly string[]): boolean {
  const text = `${name} ${value} ${meaning}`.toLowerCase();
  return words.every(word => text.includes(word));
}
