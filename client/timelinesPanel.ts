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
import { recoveryFind, recoveryPlan, recoveryProgress } from '../server/protocol/recovery.ts';
import * as commands from './commands.ts';
import type { LanguageServer } from './lsp.ts';
import { openAt } from './openAt.ts';
import type { WantedRecovery } from './recovery/writeRecovery.ts';
import {
  chooseFolders,
  copyText,
  foldersChanged,
  foldersChosen,
  openFile,
  openFolders,
  placeWanted,
  type SavedPicture,
  savePicture,
  takePlace,
  type WalPlace,
  writeRecovery,
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
  recoveryFind,
  recoveryPlan,
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
  return folders.length === 1 ? [folders[0].uri] : askForFolders();
}

function askForFolders(): Thenable<readonly vscode.Uri[] | undefined> {
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
  const open = async (): Promise<{ state: ArchiveState; uris: readonly string[] }> => {
    close();
    const state = await server.request(archiveOpen, { uris: uris.map(String) });
    session = state.session;
    return { state, uris: uris.map(String) };
  };
  const host = hostWebview(panel.webview, extension, server, {
    name: 'timelines',
    title: 'Timelines',
    relay: relayed,
    requests: {
      [openFolders.method]: open,
      [takePlace.method]: () => {
        const taken = place ?? null;
        place = undefined;
        return taken;
      },
      [savePicture.method]: picture => save(picture as SavedPicture),
    },
    notices: {
      [openFile.method]: file => {
        const { path, lsn } = file as { path: string; lsn?: string };
        void openAt(vscode.Uri.file(path), lsn);
      },
      [copyText.method]: text => void vscode.env.clipboard.writeText(String(text)),
      [writeRecovery.method]: wanted => {
        const { cluster, plan } = wanted as Omit<WantedRecovery, 'session'>;
        const recovery: WantedRecovery = { session: () => session, cluster, plan };
        void vscode.commands.executeCommand(commands.writeRecovery, recovery);
      },
      [chooseFolders.method]: async () => {
        const chosen = await askForFolders();
        if (!chosen) return;
        uris = chosen;
        watching.dispose();
        watching = watchFolders();
        host.notify(foldersChosen, null);
      },
    },
  });
  const watchFolders = () => watch(uris, () => host.notify(foldersChanged, null));
  let watching = watchFolders();
  const listening = vscode.Disposable.from(
    host,
    server.onNotification(archiveChanged, state => {
      if (state.session === session) host.notify(archiveChanged, state);
    }),
    server.onNotification(recoveryProgress, progress => {
      if (progress.session === session) host.notify(recoveryProgress, progress);
    }),
  );
  panel.onDidDispose(() => {
    listening.dispose();
    watching.dispose();
    close();
  });
  return {
    panel,
    isOn: folders => folders.map(String).sort().join() === uris.map(String).sort().join(),
    has: file => uris.some(({ path }) => file.path.startsWith(path.endsWith('/') ? path : `${path}/`)),
    show(wanted) {
      place = wanted;
      host.notify(placeWanted, null);
    },
  };
}

/** What changes in a data directory and around it all the time and is not in the picture. */
const beside =
  /\/(base\/\d+\/[^/]+|pg_(xact|multixact|subtrans|commit_ts|notify|serial|stat|stat_tmp|logical)\/.*|log\/.*|\.(git|vscode)\/.*)$/;

/** Calls `changed` some time after a change below folders, once for all changes meanwhile. */
function watch(folders: readonly vscode.Uri[], changed: () => void): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const later = ({ path }: vscode.Uri) => {
    if (beside.test(path)) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      changed();
    }, settleMilliseconds);
  };
  const watchers = folders.map(folder => {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '**'));
    watcher.onDidChange(later);
    watcher.onDidCreate(later);
    watcher.onDidDelete(later);
    return watcher;
  });
  return vscode.Disposable.from(...watchers, new vscode.Disposable(() => clearTimeout(timer)));
}

async function save({ name, svg, png }: SavedPicture): Promise<boolean> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    title: 'Save the picture',
    filters: { 'PNG picture': ['png'], 'SVG picture': ['svg'] },
    defaultUri: folder && vscode.Uri.joinPath(folder, `${name}.png`),
  });
  if (!target) return false;
  const content = /\.svg$/i.test(target.path) ? new TextEncoder().encode(svg) : png;
  await vscode.workspace.fs.writeFile(target, content);
  return true;
}
