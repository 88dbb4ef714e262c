import * as vscode from 'vscode';
import {
  chooseMajor,
  type DocumentMajor,
  documentMajor,
  documentMajorChanged,
  knownMajors,
  type MajorSource,
} from '../server/protocol.ts';
import type { LanguageServer } from './lsp.ts';

const command = 'walscope.chooseMajor';

const reasons: Record<MajorSource, string> = {
  choice: 'You chose it',
  PG_VERSION: 'PG_VERSION says so',
  pg_control: 'pg_control says so',
  comment: 'A comment in the file says so',
  'recovery.conf': 'Only servers up to 11 read a recovery.conf',
  folder: 'The name of its folder says so',
  setting: 'The setting walscope.postgresql.major says so',
  default: 'Nothing tells its major, so the newest one is taken',
};

/** Shows in the status bar which major the active configuration file is read as; a click chooses another. */
export function registerMajorStatus(server: LanguageServer): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('walscope.major', vscode.StatusBarAlignment.Right, 100);
  item.name = 'PostgreSQL Major Version';
  item.command = command;

  function show(known: DocumentMajor | null): void {
    if (!known) {
      item.hide();
      return;
    }
    const { major, source } = known;
    item.text = `PostgreSQL ${major}`;
    item.tooltip = `Read as PostgreSQL ${major}. ${reasons[source]}.`;
    item.accessibilityInformation = { label: `${item.text}. ${reasons[source]}. Choose another major.` };
    item.show();
  }

  async function update(): Promise<void> {
    const uri = activeConfiguration()?.uri.toString();
    // A server that stops while it is asked says nothing about the file: the next start asks again.
    const known = uri ? await server.request(documentMajor, { uri }).catch(() => null) : null;
    if (uri === activeConfiguration()?.uri.toString()) show(known);
  }

  async function choose(): Promise<void> {
    const uri = activeConfiguration()?.uri.toString();
    if (!uri) {
      void vscode.window.showInformationMessage('Open a PostgreSQL configuration file first.');
      return;
    }
    const automatic = { label: 'Automatic', description: 'from the files around it', major: null };
    const choices = [...knownMajors].reverse().map(major => ({ label: `PostgreSQL ${major}`, major }));
    const picked = await vscode.window.showQuickPick([automatic, ...choices], {
      title: 'Read This Configuration As',
      placeHolder: 'Major version of the server that reads it',
    });
    if (picked) show(await server.request(chooseMajor, { uri, major: picked.major }));
  }

  void update();
  return vscode.Disposable.from(
    item,
    vscode.commands.registerCommand(command, choose),
    vscode.window.onDidChangeActiveTextEditor(() => void update()),
    server.onDidRestart(() => void update()),
    server.onNotification(documentMajorChanged, changed => {
      if (changed.uri === activeConfiguration()?.uri.toString()) show(changed);
    }),
  );
}

function activeConfiguration(): vscode.TextDocument | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === 'postgresql-conf' ? document : undefined;
}
