import * as vscode from 'vscode';
import type { LanguageServer } from '../lsp.ts';
import { archiveCheck } from './archiveCheck.ts';
import { registerArchiveCommands } from './archiveCommands.ts';
import { archiveFolders } from './archiveFolders.ts';
import { registerArchiveTree } from './archiveTree.ts';
import { registerProblemPlaces } from './problemPlaces.ts';
import { isWorkspaceChecked, registerProblemsPanel } from './problemsPanel.ts';
import { registerVerifyCommand } from './verifyCommand.ts';

/** Registers the side bar's tree of clusters and archives, and what of them goes into the Problems panel. */
export function registerArchives(
  context: vscode.ExtensionContext,
  server: LanguageServer,
): vscode.Disposable {
  const folders = archiveFolders(context.workspaceState);
  const check = archiveCheck(server, folders);
  const registered = vscode.Disposable.from(
    registerProblemsPanel(context.extensionUri, check),
    registerProblemPlaces(check),
    registerArchiveTree(check, folders),
    registerArchiveCommands(check, folders),
    registerVerifyCommand(check, server),
    check,
    folders,
  );
  // activation is over before anything is looked at
  setImmediate(() => isWorkspaceChecked() && check.start());
  return registered;
}
