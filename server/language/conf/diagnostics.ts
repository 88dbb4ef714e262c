import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ConfFile } from '../../postgres/conf/configuration.ts';
import { manualLink } from '../../postgres/conf/guide/manual.ts';
import { overriddenLines } from '../../postgres/conf/overridden.ts';
import type { Problem } from '../../postgres/conf/problem.ts';
import { noteOn } from '../../postgres/conf/strangeNames.ts';
import { suppressions } from '../../postgres/conf/suppression.ts';
import type { Span } from '../../postgres/conf/tree.ts';
import type { Major } from '../../postgres/majors.ts';
import type { Workspace } from '../features.ts';
import type { Loudness } from '../settings.ts';
import { uriOfPath } from '../uri.ts';
import { type Analysis, analyse } from './analysis.ts';
import { rangeIn } from './document.ts';
import { problemsElsewhere } from './elsewhere.ts';

/** The code of lines that a later one makes void. */
export const overriddenCode = 'overridden-setting';

/** What a diagnostic carries for its fixes. */
export interface ProblemData {
  readonly setting?: string;
  readonly major: Major;
}

const severities: Readonly<Record<Exclude<Loudness, 'off'>, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** All that is wrong with a configuration document, and the lines in it that have no effect. */
export async function diagnostics(workspace: Workspace, document: TextDocument): Promise<Diagnostic[]> {
  const analysis = await analyse(workspace, document);
  const file = analysis.configuration.files.find(({ path }) => path === analysis.path);
  if (!file) return [];
  const silenced = suppressions(file.tree);
  const { loudness } = workspace.settings();
  const shown: Diagnostic[] = [];
  for (const problem of [
    ...analysis.problems,
    ...problemsElsewhere(analysis),
    ...overriddenLines(analysis.reading),
  ]) {
    if (problem.file !== file.path) continue;
    if (silenced(problem.line, problem.code, problem.severity === 'error')) continue;
    const loud = loudness[problem.code] ?? problem.severity;
    if (loud !== 'off') shown.push(diagnostic(analysis, file, problem, severities[loud]));
  }
  return shown;
}

function diagnostic(
  analysis: Analysis,
  file: ConfFile,
  problem: Problem,
  severity: DiagnosticSeverity,
): Diagnostic {
  const { major } = analysis;
  const { setting } = problem;
  const data: ProblemData = { setting, major };
  return {
    range: rangeIn(file.tree, visible(problem.span, file)),
    severity,
    source: `PostgreSQL ${major}`,
    code: problem.code,
    codeDescription: setting ? { href: manualLink(setting, major) } : undefined,
    message: messageOf(problem, major),
    tags: problem.code === overriddenCode ? [DiagnosticTag.Unnecessary] : undefined,
    relatedInformation: relatedOf(analysis, problem),
    data,
  };
}

const afterWords = {
  syntax: 'The server says so once the syntax errors are gone.',
  names: 'The server says so once the unknown names are gone.',
  values: 'The server says so once the refused values are gone.',
  start: 'The server says so once it gets that far.',
} as const;

/** The server's sentence, without the place that the editor shows anyway, and what belongs to it. */
function messageOf(problem: Problem, major: Major): string {
  const { log, message, detail, hint, after, dependsOn } = problem;
  return [
    (log ?? message).replace(/ in file "[^\n]*" line \d+/, ''),
    detail,
    hint,
    noteOn(problem, major),
    after && afterWords[after],
    dependsOn && `Whether the server says so depends on ${dependsOn}.`,
  ]
    .filter(Boolean)
    .join('\n');
}

function relatedOf({ configuration }: Analysis, { related = [] }: Problem): Diagnostic['relatedInformation'] {
  const places = related.flatMap(({ file: path, span, message }) => {
    const file = configuration.files.find(file => file.path === path);
    return file ? { location: { uri: uriOfPath(path), range: rangeIn(file.tree, span) }, message } : [];
  });
  return places.length ? places : undefined;
}

/** An empty span is drawn as the character before it, or as the whole line's end. */
function visible(span: Span, { tree }: ConfFile): Span {
  if (span.end > span.start) return span;
  const before = Math.max(0, span.start - 1);
  return tree.text[before] === '\n' || before === span.start ? span : { start: before, end: span.start };
}
