import * as vscode from 'vscode';
import { registerArchives } from './archives/archives.ts';
import { registerBinaryEditor } from './binaryEditor.ts';
import { type LanguageServer, startLanguageServer } from './lsp.ts';
import { registerMajorStatus } from './majorStatus.ts';
import { registerRecoveryWriting } from './recovery/writeRecovery.ts';
import { registerSegmentEditor } from './segmentEditor.ts';
import { registerTimelines } from './timelinesPanel.ts';

let server: LanguageServer | undefined;

/** Registers everything and returns at once: nothing here waits for the language server. */
export function activate(context: vscode.ExtensionContext): void {
  const started = startLanguageServer(context);
  server = started;
  context.subscriptions.push(
    registerMajorStatus(started),
    registerSegmentEditor(context.extensionUri, started),
    registerBinaryEditor(context.extensionUri, started),
    registerTimelines(context.extensionUri, started),
    registerArchives(context, started),
    registerRecoveryWriting(started),
    vscode.commands.registerCommand('walscope.restartServer', () => started.restart()),
  );
}

export async function deactivate(): Promise<void> {
  await server?.stop();
  server = undefined;
}
