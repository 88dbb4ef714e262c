import * as vscode from 'vscode';
import {
  type ArchiveState,
  archiveCancel,
  archiveChanged,
  archiveCleanup,
  archiveClose,
  archiveCompare,
  archiveLocate,
  archiveOpen,
  archivePicture,
  archiveReadWal,
  archiveRefresh,
  archiveState,
} from '../server/protocol/archive.ts';
import * as commands from './commands.ts';
import type { LanguageServer } from './lsp.ts';
import { openAt } from './openAt.ts';
import {
  chooseFolders,
  foldersChanged,
  openFile,
  openFolders,
  savePicture,
  showPlace,
  type WalPlace,
} from './webview/timelines/hostRequests.ts';
import { hostWebview } from './webviewHost.ts';

const viewType = 'walscope.timelines';
const settleMilliseconds = 1000;

const relayed = [
  archiveState,
  archiveRefresh,
  archiveCancel,
  archiveReadWal,
  archivePicture,
  archiveLocate,
  archiveCompare,
  archiveCleanup,
];

/** A timelines view that is open. */
interface OpenTimelines {
  readonly panel: vscode.WebviewPanel;
  /** Whether a file lies in one of its folders. */
  has(file: vscode.Uri): boolean;
  /** Whether these are its folders. */
  isOn(folders: readonly vscode.Uri[]): boolean;
  show(place: WalPlace): void;
}

/** What the tree asks for beside the folders. */
export interface WantedTimelines {
  readonly name: string;
  readonly place?: WalPlace;
}

/** Registers the timelines view, its command and what brings it back after a reload. */
export function registerTimelines(extension: vscode.Uri, server: LanguageServer): vscode.Disposable {
  const views = new Set<OpenTimelines>();
  const fill = (panel: vscode.WebviewPanel, uris: readonly vscode.Uri[]) => {
    const view = fillPanel(panel, uris, extension, server);
    views.add(view);
    panel.onDidDispose(() => views.delete(view));
    return view;
  };
  const open = (
    uris: readonly vscode.Uri[],
    name = uris[0].path.slice(uris[0].path.lastIndexOf('/') + 1),
  ) => {
    const known = [...views].find(view => view.isOn(uris));
    known?.panel.reveal();
    if (known) return known;
    const title = `Timelines: ${name}`;
    return fill(vscode.window.createWebviewPanel(viewType, title, vscode.ViewColumn.Active), uris);
  };
  /** `selected`: all folders that are selected in a tree; `wanted`: what to call it, and where to go in it. */
  const show = async (folder?: vscode.Uri, selected?: readonly vscode.Uri[], wanted?: WantedTimelines) => {
    const uris = selected?.length ? selected : folder ? [folder] : await pickFolders();
    const view = uris?.length ? open(uris, wanted?.name) : undefined;
    if (wanted?.place) view?.show(wanted.place);
  };
  const showOnTimelines = (file: vscode.Uri, place: WalPlace) => {
    const view = [...views].find(each => each.has(file)) ?? open([folderAround(file)]);
    view.panel.reveal();
    view.show(place);
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand('walscope.showTimelines', show),
    vscode.commands.registerCommand(commands.showOnTimelines, showOnTimelines),
    vscode.window.registerWebviewPanelSerializer(viewType, {
      async deserializeWebviewPanel(panel, state: { uris?: readonly string[] } | undefined) {
        fill(
          panel,
          (state?.uris ?? []).map(uri => vscode.Uri.parse(uri)),
        );
      },
    }),
  );
}

/** The workspace folder that a segment lies in, else its archive, else the data directory of its `pg_wal`. */
function folderAround(file: vscode.Uri): vscode.Uri {
  const workspace = vscode.workspace.getWorkspaceFolder(file);
  if (workspace) return workspace.uri;
  const folder = vscode.Uri.joinPath(file, '..');
  return /\/pg_(wal|xlog)$/.test(folder.path) ? vscode.Uri.joinPath(folder, '..') : folder;
}

/** The folder of a workspace of one, else what the user picks. */
async function pickFolders(): Promise<readonly vscode.Uri[] | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 1) return [folders[0].uri];
  return vscode.window.showOpenDialog({
    title: 'Data directories and WAL archives',
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: true,
  });
}

function fillPanel(
  panel: vscode.WebviewPanel,
  folders: readonly vscode.Uri[],
  extension: vscode.Uri,
  server: LanguageServer,
): OpenTimelines {
  let uris = folders;
  let session: number | undefined;
  let place: WalPlace | undefined;
  const close = () => {
    if (session !== undefined) server.request(archiveClose, { session }).catch(() => {});
    session = undefined;
  };
  const open = async (): Promise<ArchiveState> => {
    close();
    const state = await server.request(archiveOpen, { uris: uris.map(String) });
    session = state.session;
    if (place) host.notify(showPlace, place);
    place = undefined;
    return state;
  };
  const host = hostWebview(panel.webview, extension, server, {
    name: 'timelines',
    title: 'Timelines',
    relay: relayed,
    requests: {
      [openFolders.method]: open,
      [savePicture.method]: picture => save(picture as { name: string; content: string }),
    },
    notices: {
      [openFile.method]: file => {
        const { path, lsn } = file as { path: string; lsn?: string };
        void openAt(vscode.Uri.file(path), lsn);
      },
      [chooseFolders.method]: async () => {
        uris = (await pickFolders()) ?? uris;
        host.notify(foldersChanged, null);
      },
    },
  });
  const listening = vscode.Disposable.from(
    host,
    server.onNotification(archiveChanged, state => {
      if (state.session === session) host.notify(archiveChanged, state);
    }),
    ...uris.map(uri => watch(uri, () => host.notify(foldersChanged, null))),
  );
  panel.onDidDispose(() => {
    listening.dispose();
    close();
  });
  return {
    panel,
    isOn: folders => folders.map(String).sort().join() === uris.map(String).sort().join(),
    has: file => uris.some(({ path }) => file.path.startsWith(path.endsWith('/') ? path : `${path}/`)),
    show(wanted) {
      // a page that is not there yet, or hidden, gets it when it opens its folders
      if (session === undefined || !panel.visible) place = wanted;
      else host.notify(showPlace, wanted);
    },
  };
}

/** Calls `changed` some time after the last change below a folder. */
function watch(folder: vscode.Uri, changed: () => void): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(changed, settleMilliseconds);
  };
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '**'));
  watcher.onDidChange(later);
  watcher.onDidCreate(later);
  watcher.onDidDelete(later);
  return vscode.Disposable.from(watcher, new vscode.Disposable(() => clearTimeout(timer)));
}

async function save({ name, content }: { name: string; content: string }): Promise<boolean> {
  const target = await vscode.window.showSaveDialog({
    title: 'Save the picture',
    filters: { 'SVG picture': ['svg'] },
    defaultUri:
      vscode.workspace.workspaceFolders?.[0] &&
      vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, `${name}.svg`),
  });
  if (!target) return false;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(content));
  return true;
}
