import {
  type CodeAction,
  type CodeActionContext,
  CodeActionKind,
  type Diagnostic,
  type Range,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { overridingEntry } from '../../postgres/conf/overridden.ts';
import type { ConfEdit } from '../../postgres/conf/rules/rule.ts';
import { ignoreComment } from '../../postgres/conf/suppression.ts';
import { lineAt, textOf } from '../../postgres/conf/tree.ts';
import type { Workspace } from '../features.ts';
import { uriOfPath } from '../uri.ts';
import { type Analysis, analyse, type FoundProblem, inRecoveryConf } from './analysis.ts';
import { overriddenCode } from './diagnostics.ts';
import { rangeIn } from './document.ts';
import { entriesOfDocument } from './effectiveValue.ts';
import { wrapArchiveCommand } from './fixes/archiveCommand.ts';
import { commentOut, type FixContext, type OfferedFix } from './fixes/fix.ts';
import { fixersByCode } from './fixes/fixersByCode.ts';
import { otherValues } from './fixes/otherValues.ts';
import { recoveryConfMigration } from './recoveryConfMigration.ts';
import { signalFileActions } from './signalFiles.ts';

/** The fix-all action of this server. */
const fixAllKind = `${CodeActionKind.SourceFixAll}.walscope`;

/** Fixes for what is wrong in a range, and rewritings that the lines in it allow. */
export async function codeActions(
  workspace: Workspace,
  document: TextDocument,
  range: Range,
  { diagnostics, only }: CodeActionContext,
): Promise<CodeAction[]> {
  const analysis = await analyse(workspace, document);
  const wanted = (kind: string) =>
    !only || only.some(asked => kind === asked || kind.startsWith(`${asked}.`));
  const actions: CodeAction[] = [];
  if (wanted(CodeActionKind.QuickFix))
    for (const diagnostic of diagnostics) actions.push(...quickFixes(analysis, document, diagnostic));
  if (wanted(CodeActionKind.RefactorRewrite))
    actions.push(...(await rewritings(workspace, analysis, document, range)));
  if (only && wanted(fixAllKind)) actions.push(...fixAll(analysis));
  return actions;
}

function quickFixes(analysis: Analysis, document: TextDocument, diagnostic: Diagnostic): CodeAction[] {
  const context = contextAt(analysis, document, diagnostic.range);
  const code = String(diagnostic.code ?? '');
  if (!context || !code) return [];
  const problem = analysis.problems.find(
    problem =>
      problem.code === code && problem.file === analysis.path && problem.line === context.line.number,
  );
  const fixes = [
    ...offeredFixes(analysis, context, code, problem),
    ...(code === overriddenCode ? commentOutAll(analysis) : []),
    ignored(context, code),
  ];
  return fixes.map(fix => action(analysis, fix, CodeActionKind.QuickFix, diagnostic));
}

/** What a rule brought with its advice, and what we know against what the server says. */
function offeredFixes(
  analysis: Analysis,
  context: FixContext,
  code: string,
  problem: FoundProblem | undefined,
): OfferedFix[] {
  const own = Object.hasOwn(fixersByCode, code) ? fixersByCode[code](context) : [];
  return [...(problem?.fixes ?? []), ...own, ...(problem ? otherValues(analysis, problem, context) : [])];
}

/** Applies every fix that is right without a second thought. */
function fixAll(analysis: Analysis): CodeAction[] {
  const { configuration, path, major } = analysis;
  const file = configuration.files.find(file => file.path === path);
  if (!file) return [];
  const edits = analysis.problems.flatMap(problem => {
    const line = problem.file === path ? file.tree.lines[problem.line - 1] : undefined;
    if (!line) return [];
    const context = { file, line, major, recoveryConf: inRecoveryConf(analysis) };
    return (
      offeredFixes(analysis, context, problem.code, problem).find(({ preferred }) => preferred)?.edits ?? []
    );
  });
  if (!edits.length) return [];
  return [
    action(analysis, { title: 'Fix what has one obvious fix', edits: withoutOverlaps(edits) }, fixAllKind),
  ];
}

function withoutOverlaps(edits: readonly ConfEdit[]): ConfEdit[] {
  const kept: ConfEdit[] = [];
  for (const edit of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    const last = kept[kept.length - 1];
    if (!last || edit.span.start >= last.span.end) kept.push(edit);
  }
  return kept;
}

async function rewritings(
  workspace: Workspace,
  analysis: Analysis,
  document: TextDocument,
  range: Range,
): Promise<CodeAction[]> {
  const context = contextAt(analysis, document, range);
  const wrapped = context && wrapArchiveCommand(context);
  const name = context?.line.name && textOf(context.file.tree, context.line.name);
  return [
    ...(wrapped ? [action(analysis, wrapped, CodeActionKind.RefactorRewrite)] : []),
    ...(await recoveryConfMigration(workspace, analysis)),
    ...(name ? await signalFileActions(workspace, analysis, name, CodeActionKind.RefactorRewrite) : []),
  ];
}

function contextAt(analysis: Analysis, document: TextDocument, range: Range): FixContext | undefined {
  const file = analysis.configuration.files.find(({ path }) => path === analysis.path);
  if (!file) return undefined;
  const line = lineAt(file.tree, document.offsetAt(range.start));
  return { file, line, major: analysis.major, recoveryConf: inRecoveryConf(analysis) };
}

function action(analysis: Analysis, fix: OfferedFix, kind: string, diagnostic?: Diagnostic): CodeAction {
  return {
    title: fix.title,
    kind,
    diagnostics: diagnostic && [diagnostic],
    isPreferred: fix.preferred,
    edit: workspaceEdit(analysis, fix.edits),
  };
}

/** Edits to files of the configuration as the editor takes them. */
function workspaceEdit({ configuration }: Analysis, edits: readonly ConfEdit[]): WorkspaceEdit {
  const changes: Record<string, TextEdit[]> = {};
  for (const { file: path, span, text } of edits) {
    const file = configuration.files.find(file => file.path === path);
    if (!file) continue;
    const uri = uriOfPath(path);
    changes[uri] = [...(changes[uri] ?? []), { range: rangeIn(file.tree, span), newText: text }];
  }
  return { changes };
}

function commentOutAll(analysis: Analysis): OfferedFix[] {
  const edits = entriesOfDocument(analysis)
    .filter(judged => overridingEntry(analysis.reading, judged))
    .map(({ entry }) => commentOut(entry));
  return edits.length < 2 ? [] : [{ title: `Comment out all ${edits.length} lines without effect`, edits }];
}

function ignored({ file, line }: FixContext, code: string): OfferedFix {
  const end = file.tree.text[line.end - 1] === '\r' ? line.end - 1 : line.end;
  const edit = { file: file.path, span: { start: end, end }, text: ` ${ignoreComment(code)}` };
  return { title: `Ignore ${code} on this line`, edits: [edit] };
}
