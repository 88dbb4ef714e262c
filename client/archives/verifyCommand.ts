import * as vscode from 'vscode';
import {
  archiveVerify,
  archiveVerifyProgress,
  type VerifyResult,
} from '../../server/protocol/archiveVerify.ts';
import type { LanguageServer } from '../lsp.ts';
import type { ArchiveCheck } from './archiveCheck.ts';
import type { ArchiveNode, TimelinesOfCluster } from './archiveNode.ts';
import { counted } from './clusterLine.ts';

/** Registers the command that reads every record of a cluster, and what it found goes to `check`. */
export function registerVerifyCommand(check: ArchiveCheck, server: LanguageServer): vscode.Disposable {
  let runs = 0;

  async function run(
    { paths, systemIdentifier }: TimelinesOfCluster,
    progress: vscode.Progress<{ message: string; increment: number }>,
    token: vscode.CancellationToken,
  ): Promise<VerifyResult | undefined> {
    const run = ++runs;
    let shown = 0;
    const listening = server.onNotification(archiveVerifyProgress, notice => {
      if (notice.run !== run || notice.all === 0) return;
      const share = Math.min(100, (100 * notice.segments) / notice.all);
      const message = `${notice.segments.toLocaleString('en-US')} of ${counted(notice.all, 'segment')}`;
      progress.report({ message, increment: share - shown });
      shown = share;
    });
    try {
      const uris = paths.map(path => vscode.Uri.file(path).toString());
      return await server.request(archiveVerify, { uris, systemIdentifier, run }, token);
    } catch (error) {
      if (!token.isCancellationRequested) throw error;
      return undefined;
    } finally {
      listening.dispose();
    }
  }

  async function verify(node?: ArchiveNode): Promise<void> {
    if (!node?.timelines) return;
    const { timelines, id } = node;
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: `Reading all WAL of ${timelines.name}`,
      cancellable: true,
    };
    const result = await vscode.window.withProgress(options, (progress, token) =>
      run(timelines, progress, token),
    );
    if (!result) return;
    check.takeVerified(id, result.problems);
    await tell(timelines.name, result);
  }

  return vscode.commands.registerCommand('walscope.archives.verify', verify);
}

async function tell(name: string, { segments, records, found }: VerifyResult): Promise<void> {
  const read = `${name}: ${counted(records, 'record')} in ${counted(segments, 'segment')} read`;
  if (found === 0) {
    void vscode.window.showInformationMessage(`${read}, every page, link and checksum is right.`);
    return;
  }
  const show = 'Show Problems';
  const chosen = await vscode.window.showWarningMessage(`${read}, ${counted(found, 'problem')} found.`, show);
  if (chosen) await vscode.commands.executeCommand('workbench.actions.view.problems');
}
