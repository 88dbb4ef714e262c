import * as vscode from 'vscode';
import type { PictureProblem } from '../../server/protocol/archive.ts';
import { type ArchivesOverview, archivesOverview } from '../../server/protocol/archiveOverview.ts';
import type { LanguageServer } from '../lsp.ts';
import type { ArchiveFolders } from './archiveFolders.ts';
import { pathOf } from './paths.ts';
import { type ChangeKind, isRelevantChange } from './relevantChange.ts';
import { withVerified } from './verified.ts';

/** What is known of the clusters and archives of this window, kept up to date by what changes on disk. */
export interface ArchiveCheck extends vscode.Disposable {
  /** Undefined until the first check has ended. */
  readonly overview: ArchivesOverview | undefined;
  /** Resolves when the running check ends; undefined when none runs. */
  readonly running: Promise<void> | undefined;
  /** Why the last check did not come to its end. */
  readonly failure: string | undefined;
  /** A check began or ended. */
  readonly onDidChange: vscode.Event<void>;
  /** Begins to check and to follow changes, unless that was done before. */
  start(): void;
  /** Checks again at once; `thorough`: looks into each segment, however many there are. */
  refresh(thorough?: boolean): Promise<void>;
  /** Ends the running check; what was known stays. */
  stop(): void;
  /** Takes what reading every record of a cluster found; it holds for each file until that changes. */
  takeVerified(cluster: string, problems: readonly PictureProblem[]): void;
}

/** Pause after the last change on disk, in milliseconds. */
const settleMilliseconds = 1000;
/** A check that takes long comes less often: it gets no more than this share of the time. */
const shareOfTime = 0.1;
/** A thorough check that takes longer than this is not repeated unasked, in milliseconds. */
const longMilliseconds = 10_000;

/** A check of `folders`, not yet begun. */
export function archiveCheck(server: LanguageServer, folders: ArchiveFolders): ArchiveCheck {
  const changed = new vscode.EventEmitter<void>();
  const verified = new Map<string, readonly PictureProblem[]>();
  let overview: ArchivesOverview | undefined;
  let failure: string | undefined;
  let running: { readonly done: Promise<void>; readonly token: vscode.CancellationTokenSource } | undefined;
  let following: vscode.Disposable | undefined;
  let timer: NodeJS.Timeout | undefined;
  let thoroughly = false;
  let endedAt = 0;
  let took = 0;

  async function check(token: vscode.CancellationToken): Promise<void> {
    const begun = Date.now();
    const uris = folders.all().map(String);
    try {
      const found = uris.length
        ? await server.request(archivesOverview, { uris, thorough: thoroughly }, token)
        : { clusters: [], problems: [] };
      if (token.isCancellationRequested) return;
      overview = found;
      failure = undefined;
    } catch (error) {
      if (!token.isCancellationRequested) failure = error instanceof Error ? error.message : String(error);
    } finally {
      endedAt = Date.now();
      took = endedAt - begun;
    }
  }

  function refresh(thorough = false): Promise<void> {
    clearTimeout(timer);
    thoroughly = thorough;
    running?.token.cancel();
    const token = new vscode.CancellationTokenSource();
    const done = check(token.token).finally(() => {
      token.dispose();
      if (running?.token !== token) return;
      running = undefined;
      changed.fire();
    });
    running = { done, token };
    changed.fire();
    return done;
  }

  /** Checks again when things have settled; what a thorough check found is not given up for less, where it is quick. */
  function later(): void {
    clearTimeout(timer);
    const rest = endedAt + took / shareOfTime - Date.now();
    const again = () => (running ? later() : void refresh(thoroughly && took < longMilliseconds));
    timer = setTimeout(again, Math.max(settleMilliseconds, rest));
  }

  function onDiskChange(path: string, kind: ChangeKind): void {
    for (const [cluster, problems] of verified) {
      const left = problems.filter(problem => problem.path !== path);
      if (left.length === problems.length) continue;
      verified.set(cluster, left);
      changed.fire();
    }
    if (isRelevantChange(path, kind, placesOf(overview))) later();
  }

  function start(): void {
    if (following) return;
    let watchers = watchFolders(folders, onDiskChange);
    following = vscode.Disposable.from(
      folders.onDidChange(() => {
        watchers.dispose();
        watchers = watchFolders(folders, onDiskChange);
        void refresh();
      }),
      server.onDidRestart(() => void refresh()),
      new vscode.Disposable(() => watchers.dispose()),
    );
    void refresh();
  }

  return {
    get overview() {
      return overview && withVerified(overview, verified);
    },
    get running() {
      return running?.done;
    },
    get failure() {
      return failure;
    },
    onDidChange: changed.event,
    start,
    refresh(thorough) {
      start();
      return refresh(thorough);
    },
    stop() {
      if (!running) return;
      running.token.cancel();
      running = undefined;
      failure = 'Stopped before the end.';
      changed.fire();
    },
    takeVerified(cluster, problems) {
      verified.set(cluster, problems);
      changed.fire();
    },
    dispose() {
      clearTimeout(timer);
      running?.token.cancel();
      following?.dispose();
      changed.dispose();
    },
  };
}

function placesOf(overview: ArchivesOverview | undefined): readonly string[] {
  return overview?.clusters.flatMap(({ summary }) => summary.places.map(({ path }) => path)) ?? [];
}

/** Calls `changed` for every change on disk. */
function watchFolders(
  folders: ArchiveFolders,
  changed: (path: string, kind: ChangeKind) => void,
): vscode.Disposable {
  const watchers = folders.all().map(folder => {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '**'));
    const on = (kind: ChangeKind) => (uri: vscode.Uri) => changed(pathOf(uri), kind);
    watcher.onDidCreate(on('created'));
    watcher.onDidChange(on('changed'));
    watcher.onDidDelete(on('deleted'));
    return watcher;
  });
  return vscode.Disposable.from(...watchers);
}
