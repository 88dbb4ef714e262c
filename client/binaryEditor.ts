import * as vscode from 'vscode';
import {
  type BinaryFileState,
  binaryBytes,
  binaryClose,
  binaryOpen,
  binaryRow,
  binaryRows,
  binaryText,
} from '../server/protocol/binaryFile.ts';
import type { LanguageServer } from './lsp.ts';
import { openAt } from './openAt.ts';
import { watchFile } from './watchFile.ts';
import {
  copyText,
  fileChanged,
  openBinary,
  openSegment,
  type PageCommand,
  reopenWith,
  runCommand,
} from './webview/fields/hostRequests.ts';
import { hostWebview, type WebviewHost } from './webviewHost.ts';

/** The editor for files that are named as PostgreSQL names them, and the same for any other by "Reopen With". */
const viewTypes = ['walscope.binaryFile', 'walscope.binaryFileAny'] as const;

const relayed = [binaryRows, binaryRow, binaryBytes, binaryText];

interface OpenPage extends vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly host: WebviewHost;
}

/** Registers the decoded view of PostgreSQL's binary files, and its commands. */
export function registerBinaryEditor(extension: vscode.Uri, server: LanguageServer): vscode.Disposable {
  const pages = new Set<OpenPage>();
  const provider: vscode.CustomReadonlyEditorProvider = {
    openCustomDocument: uri => ({ uri, dispose() {} }),
    resolveCustomEditor({ uri }, panel) {
      const page = openPage(extension, server, uri, panel);
      pages.add(page);
      panel.onDidDispose(() => {
        pages.delete(page);
        page.dispose();
      });
    },
  };
  const command = (name: PageCommand) =>
    vscode.commands.registerCommand(`walscope.binary.${name}`, () =>
      [...pages].find(({ panel }) => panel.active)?.host.notify(runCommand, name),
    );
  return vscode.Disposable.from(
    ...viewTypes.map(viewType => vscode.window.registerCustomEditorProvider(viewType, provider)),
    command('find'),
    command('copyText'),
    command('copyJson'),
  );
}

function openPage(
  extension: vscode.Uri,
  server: LanguageServer,
  uri: vscode.Uri,
  panel: vscode.WebviewPanel,
): OpenPage {
  let session: number | undefined;
  let disposed = false;

  /** Goes on with another session, or with none. */
  function change(next: number | undefined): void {
    if (session !== undefined) server.request(binaryClose, { session }).catch(() => {});
    session = next;
  }

  /** Reads the file as it is now. */
  async function open(): Promise<BinaryFileState> {
    if (uri.scheme !== 'file')
      throw new Error(`WALScope reads files from disk only; this one comes from "${uri.scheme}:".`);
    const state = await server.request(binaryOpen, { uri: uri.toString() });
    change(state.session);
    if (disposed) change(undefined);
    return state;
  }

  const host = hostWebview(panel.webview, extension, server, {
    name: 'fields',
    title: 'Decoded file',
    relay: relayed,
    requests: {
      [openBinary.method]: open,
      [copyText.method]: async text => {
        await vscode.env.clipboard.writeText(String(text));
        return null;
      },
    },
    notices: {
      [openSegment.method]: place => {
        const { path, lsn } = place as { path: string; lsn: string };
        void openAt(vscode.Uri.file(path), lsn);
      },
      [reopenWith.method]: how => void reopen(uri, how === 'text'),
    },
  });
  const watching = watchFile(uri, () => host.notify(fileChanged, null));
  return {
    panel,
    host,
    dispose() {
      watching.dispose();
      host.dispose();
      disposed = true;
      change(undefined);
    },
  };
}

/** As text, or by whatever the user picks (a hex editor, if there is one). */
async function reopen(uri: vscode.Uri, asText: boolean): Promise<void> {
  if (asText) await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
  else await vscode.commands.executeCommand('workbench.action.reopenWithEditor');
}
