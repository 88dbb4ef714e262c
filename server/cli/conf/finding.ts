import type { Configuration } from '../../postgres/conf/configuration.ts';
import type { Problem } from '../../postgres/conf/problem.ts';
import { printable } from '../../postgres/conf/text.ts';
import { type ConfTree, type Span, textOf } from '../../postgres/conf/tree.ts';

/** A problem as `walscope lint` prints it: lines and columns count from 1, columns in UTF-16 units. */
export interface LintFinding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: Problem['severity'];
  readonly kind: Problem['kind'];
  readonly code: string;
  /** As the line has it. */
  readonly setting: string | null;
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly log?: string;
  readonly after?: Problem['after'];
  readonly dependsOn?: string;
  /** What we know besides of a name that the server does not. */
  readonly note?: string;
}

/**
 * The problem at its place. Where the server counts a line less, at an end of file without a newline, the range
 * starts at the end of the line that the server names.
 */
export function lintFinding(
  problem: Problem,
  configuration: Configuration,
  show: (path: string) => string,
): LintFinding {
  const { line, span, serverLine, severity, kind, code, setting, message } = problem;
  const tree = configuration.files.find(({ path }) => path === problem.file)?.tree;
  const start = tree?.lines[line - 1]?.start ?? 0;
  const named = Math.max(1, serverLine ?? line);
  const before = named < line ? tree?.lines[named - 1] : undefined;
  return {
    file: show(problem.file),
    line: named,
    column: before ? before.end - before.start + 1 : span.start - start + 1,
    endLine: line,
    endColumn: span.end - start + 1,
    severity,
    kind,
    code,
    setting: (setting && writtenName(tree, line, span)) ?? setting ?? null,
    message,
    detail: problem.detail,
    hint: problem.hint,
    log: problem.log,
    after: problem.after,
    dependsOn: problem.dependsOn,
  };
}

/** The name that stands on the line of a problem with a setting; none when that is set nowhere, which is an empty span. */
function writtenName(tree: ConfTree | undefined, line: number, { start, end }: Span): string | undefined {
  const { name, fault } = tree?.lines[line - 1] ?? {};
  return tree && name && !fault && end > start ? printable(textOf(tree, name)) : undefined;
}
