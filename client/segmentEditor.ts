import * as vscode from 'vscode';
import {
  type SegmentState,
  segmentBytes,
  segmentChanged,
  segmentClose,
  segmentFilter,
  segmentFind,
  segmentImage,
  segmentOpen,
  segmentOverview,
  segmentRecord,
  segmentRelations,
  segmentRows,
  segmentState,
  segmentStatistics,
  segmentSuggest,
  segmentText,
  segmentTransactions,
} from '../server/protocol/segment.ts';
import * as commands from './commands.ts';
import type { LanguageServer } from './lsp.ts';
import { watchFile } from './watchFile.ts';
import {
  askForLsn,
  copyToClipboard,
  fileChanged,
  lsnWanted,
  openDocument,
  openNeighbour,
  type PageCommand,
  recoverBefore,
  reopenWith,
  runCommand,
  showOnTimelines,
  takeLsn,
} from './webview/segment/hostRequests.ts';
import { hostWebview, type WebviewHost, type WebviewPage } from './webviewHost.ts';

/** The editor for files that are named like segments, and the same for any other file by "Reopen With". */
const viewTypes = ['walscope.segment', 'walscope.segmentAny'] as const;

const relayed = [
  segmentRows,
  segmentFilter,
  segmentSuggest,
  segmentRecord,
  segmentBytes,
  segmentImage,
  segmentFind,
  segmentOverview,
  segmentStatistics,
  segmentTransactions,
  segmentRelations,
  segmentText,
];

/** A segment that is open in an editor, and its session in the language server. */
interface SegmentDocument extends vscode.CustomDocument {
  /** Opens the session, or joins the one that is open. */
  open(): Promise<SegmentState>;
  readonly session: number | undefined;
  /** Gives the session up; the next `open` reads the file again. */
  forget(): void;
}

/** Registers the segment view, an editor for WAL segments, and its commands. */
export function registerSegmentEditor(extension: vscode.Uri, server: LanguageServer): vscode.Disposable {
  const pages = new Set<OpenPage>();
  /** Where the page of a file shall go, by URI: kept until the page takes it. */
  const wantedLsns = new Map<string, string>();
  const reveal = (uri: vscode.Uri, lsn: string) => {
    wantedLsns.set(uri.toString(), lsn);
    for (const { document, host } of pages)
      if (document.uri.toString() === uri.toString()) host.notify(lsnWanted, null);
  };
  const provider: vscode.CustomReadonlyEditorProvider<SegmentDocument> = {
    openCustomDocument: uri => segmentDocument(uri, server),
    resolveCustomEditor(document, panel) {
      const page = openPage(extension, server, document, panel, wantedLsns);
      pages.add(page);
      panel.onDidDispose(() => {
        pages.delete(page);
        page.dispose();
      });
    },
  };
  const active = () => [...pages].find(page => page.panel.active);
  const command = (name: string, run: (page: OpenPage) => unknown) =>
    vscode.commands.registerCommand(`walscope.segment.${name}`, () => {
      const page = active();
      return page && run(page);
    });
  const pageCommand = (name: PageCommand) => command(name, ({ host }) => host.notify(runCommand, name));
  return vscode.Disposable.from(
    ...viewTypes.map(viewType => vscode.window.registerCustomEditorProvider(viewType, provider)),
    server.onNotification(segmentChanged, state => {
      for (const { document, host } of pages)
        if (document.session === state.session) host.notify(segmentChanged, state);
    }),
    server.onDidRestart(() => {
      for (const { document } of pages) document.forget();
    }),
    pageCommand('focusFilter'),
    pageCommand('copyText'),
    pageCommand('copyJson'),
    pageCommand('toggleDetails'),
    command('goToLsn', ({ document }) => askAndGo(document)),
    vscode.commands.registerCommand(commands.revealRecord, reveal),
    command('previous', ({ document }) => openBeside(document, 'previous')),
    command('next', ({ document }) => openBeside(document, 'next')),
  );
}

function segmentDocument(uri: vscode.Uri, server: LanguageServer): SegmentDocument {
  let opening: Promise<SegmentState> | undefined;
  let session: number | undefined;
  /** Counts how often the session was given up, which may be while it is being opened. */
  let forgotten = 0;

  function forget(): void {
    forgotten++;
    if (session !== undefined) server.request(segmentClose, { session }).catch(() => {});
    session = undefined;
    opening = undefined;
  }

  async function open(): Promise<SegmentState> {
    if (uri.scheme !== 'file')
      throw new Error(`WALScope reads segments from disk only; this one comes from "${uri.scheme}:".`);
    const before = forgotten;
    const state = await server.request(segmentOpen, { uri: uri.toString() });
    if (before === forgotten) session = state.session;
    else server.request(segmentClose, { session: state.session }).catch(() => {});
    return state;
  }

  return {
    uri,
    get session() {
      return session;
    },
    async open() {
      if (session !== undefined) {
        const state = await server.request(segmentState, { session }).catch(() => undefined);
        if (state) return state;
        forget();
      }
      opening ??= open().finally(() => {
        opening = undefined;
      });
      return opening;
    },
    forget,
    dispose: forget,
  };
}

interface OpenPage extends vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly document: SegmentDocument;
  readonly host: WebviewHost;
}

function openPage(
  extension: vscode.Uri,
  server: LanguageServer,
  document: SegmentDocument,
  panel: vscode.WebviewPanel,
  wantedLsns: Map<string, string>,
): OpenPage {
  const key = document.uri.toString();
  const page: WebviewPage = {
    name: 'segment',
    title: 'WAL segment',
    relay: relayed,
    requests: {
      [openDocument.method]: () => document.open(),
      [takeLsn.method]: () => {
        const lsn = wantedLsns.get(key) ?? null;
        wantedLsns.delete(key);
        return lsn;
      },
      [copyToClipboard.method]: async text => {
        await vscode.env.clipboard.writeText(String(text));
        return null;
      },
    },
    notices: {
      [openNeighbour.method]: name => openNamed(document, String(name)),
      [showOnTimelines.method]: lsn => showRecord(document, String(lsn)),
      [recoverBefore.method]: record => {
        const { lsn, xid } = record as { lsn: string; xid?: number };
        return showRecord(document, lsn, { xid });
      },
      [askForLsn.method]: () => askAndGo(document),
      [reopenWith.method]: how => reopen(document, how === 'text' ? 'default' : undefined),
    },
  };
  const host = hostWebview(panel.webview, extension, server, page);
  const watching = watchFile(document.uri, () => {
    document.forget();
    host.notify(fileChanged, null);
  });
  return {
    panel,
    document,
    host,
    dispose() {
      watching.dispose();
      host.dispose();
    },
  };
}

async function askAndGo({ uri }: SegmentDocument): Promise<void> {
  const lsn = await vscode.window.showInputBox({
    title: 'Go to LSN',
    prompt: 'The first record at or behind this LSN',
    placeHolder: '0/3000148',
    validateInput: text =>
      /^\s*[0-9a-f]{1,8}\/[0-9a-f]{1,8}\s*$/i.test(text) ? undefined : 'An LSN looks like 0/3000148.',
  });
  if (lsn !== undefined) await vscode.commands.executeCommand(commands.revealRecord, uri, lsn.trim());
}

async function showRecord(
  document: SegmentDocument,
  lsn: string,
  recover?: { readonly xid?: number },
): Promise<void> {
  const { timeline, systemIdentifier } = await document.open();
  if (timeline === undefined) return;
  const place = { timeline, systemIdentifier, lsn, recover };
  await vscode.commands.executeCommand(commands.showOnTimelines, document.uri, place);
}

async function openBeside(document: SegmentDocument, which: 'previous' | 'next'): Promise<void> {
  const name = (await document.open())[which];
  if (name) await openNamed(document, name);
  else vscode.window.showInformationMessage(`There is no ${which} segment in this folder.`);
}

async function openNamed(document: SegmentDocument, name: string): Promise<void> {
  if (/[/\\]/.test(name)) return;
  const uri = vscode.Uri.joinPath(document.uri, '..', name);
  await vscode.commands.executeCommand('vscode.openWith', uri, viewTypes[0]);
}

/** As text, or by whatever the user picks (a hex editor, if there is one). */
async function reopen(document: SegmentDocument, editor: string | undefined): Promise<void> {
  if (editor) await vscode.commands.executeCommand('vscode.openWith', document.uri, editor);
  else await vscode.commands.executeCommand('workbench.action.reopenWithEditor');
}
