import type { Configuration, Inclusion } from '../../postgres/conf/configuration.ts';
import type { Span } from '../../postgres/conf/tree.ts';
import { baseName } from '../uri.ts';
import type { Analysis, FoundProblem } from './analysis.ts';

/** The code of errors that are in another file than the one shown. */
const elsewhereCode = 'error-in-other-file';

/**
 * The errors that stand in other files of the configuration, at the lines of the document that bring these in; at
 * the document's beginning for files that no line of it names (postgresql.auto.conf, recovery.conf). One a file.
 */
export function problemsElsewhere({ path, configuration, problems }: Analysis): FoundProblem[] {
  if (path !== configuration.main.path) return [];
  const byFile = new Map<string, FoundProblem[]>();
  for (const problem of problems) {
    if (problem.severity !== 'error' || problem.file === path) continue;
    byFile.set(problem.file, [...(byFile.get(problem.file) ?? []), problem]);
  }
  return [...byFile].map(([file, [first, ...more]]) => {
    const place = includingPlace(configuration, file) ?? { line: 1, span: beginningOf(configuration) };
    const others = more.length ? ` (and ${more.length} more)` : '';
    return {
      ...first,
      fixes: undefined,
      code: elsewhereCode,
      file: path,
      ...place,
      log: undefined,
      message: `${baseName(file)}, line ${first.line}: ${first.message}${others}`,
      related: [{ file, span: first.span, line: first.line, message: first.message }],
    };
  });
}

/** The line of the main file through which another file is read. */
function includingPlace(
  { main, inclusions }: Configuration,
  file: string,
): { readonly line: number; readonly span: Span } | undefined {
  let wanted = file;
  const seen = new Set<string>();
  while (!seen.has(wanted)) {
    seen.add(wanted);
    const inclusion: Inclusion | undefined = inclusions.find(({ paths }) => paths.includes(wanted));
    if (!inclusion) return undefined;
    if (inclusion.file.path === main.path)
      return { line: inclusion.line.number, span: inclusion.line.value! };
    wanted = inclusion.file.path;
  }
  return undefined;
}

function beginningOf({ main }: Configuration): Span {
  return { start: 0, end: main.tree.lines[0].end };
}
