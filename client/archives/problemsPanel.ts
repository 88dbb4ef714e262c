import * as vscode from 'vscode';
import type { ArchiveCheck } from './archiveCheck.ts';
import { type Loudness, type ProblemMark, problemMarks } from './problemMarks.ts';

/** Explains a code of an archive problem; the Problems panel links to it. */
export const explainCommand = 'walscope.archives.explain';

const severities: Readonly<Record<ProblemMark['severity'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/** Keeps what `check` found in the Problems panel while `walscope.archives.check` allows it, and opens files there. */
export function registerProblemsPanel(extension: vscode.Uri, check: ArchiveCheck): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('walscope.archives');

  function marks(): Map<string, ProblemMark[]> {
    if (!check.overview || !isWorkspaceChecked()) return new Map();
    const configuration = vscode.workspace.getConfiguration('walscope');
    const loudness = configuration.get<Record<string, Loudness>>('diagnostics.severity', {});
    const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.toString()));
    return problemMarks(check.overview, loudness, path => open.has(vscode.Uri.file(path).toString()));
  }

  /** In one step, so that lines that stay keep their place and selection. */
  function show(): void {
    const gone = [...collection].map(([uri]): [vscode.Uri, undefined] => [uri, undefined]);
    const there = [...marks()].map(([path, each]): [vscode.Uri, vscode.Diagnostic[]] => [
      vscode.Uri.file(path),
      each.map(diagnostic),
    ]);
    const kept = new Set(there.map(([uri]) => uri.toString()));
    collection.set([...gone.filter(([uri]) => !kept.has(uri.toString())), ...there]);
  }

  /** The language server has its own say about a history file or a label that is open. */
  function showIfOwn({ languageId }: vscode.TextDocument): void {
    if (languageId.startsWith('postgresql-')) show();
  }

  return vscode.Disposable.from(
    collection,
    check.onDidChange(() => {
      if (!check.running) show();
    }),
    vscode.workspace.onDidOpenTextDocument(showIfOwn),
    vscode.workspace.onDidCloseTextDocument(showIfOwn),
    vscode.workspace.onDidChangeConfiguration(change => {
      if (!change.affectsConfiguration('walscope')) return;
      if (isWorkspaceChecked()) check.start();
      show();
    }),
    vscode.commands.registerCommand(explainCommand, (code: string) =>
      vscode.commands.executeCommand(
        'markdown.showPreview',
        vscode.Uri.joinPath(extension, 'docs', 'archive-problems.md').with({ fragment: code }),
      ),
    ),
  );
}

/** Whether the workspace is checked without being asked. */
export function isWorkspaceChecked(): boolean {
  return vscode.workspace.getConfiguration('walscope').get('archives.check') !== 'off';
}

function diagnostic({ severity, code, message }: ProblemMark): vscode.Diagnostic {
  // a binary file has no lines: its beginning stands for it
  const diagnostic = new vscode.Diagnostic(new vscode.Range(0, 0, 0, 0), message, severities[severity]);
  diagnostic.source = 'WALScope';
  const query = encodeURIComponent(JSON.stringify([code]));
  diagnostic.code = { value: code, target: vscode.Uri.parse(`command:${explainCommand}?${query}`) };
  return diagnostic;
}
