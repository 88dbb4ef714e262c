import * as vscode from 'vscode';
import type { ArchiveCheck } from './archiveCheck.ts';
import type { ArchiveFolders } from './archiveFolders.ts';
import type { ArchiveIcon, ArchiveNode, Health } from './archiveNode.ts';
import { archiveNodes } from './archiveNodes.ts';
import { counted } from './clusterLine.ts';

export const viewId = 'walscope.archives';

/** A check that is over sooner shows no progress and no button to stop it, in milliseconds. */
const patientMilliseconds = 500;

/** Opens what a node stands for. */
export const openNodeCommand = 'walscope.archives.open';

const colours: Readonly<Record<Health, string>> = {
  error: 'problemsErrorIcon.foreground',
  warning: 'problemsWarningIcon.foreground',
  ok: 'testing.iconPassed',
};

/** The tree "Clusters and archives": shows what `check` knows, and makes it look as soon as the tree is looked at. */
export function registerArchiveTree(check: ArchiveCheck, folders: ArchiveFolders): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  let patience: NodeJS.Timeout | undefined;
  const view = vscode.window.createTreeView<ArchiveNode>(viewId, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: treeItem,
      async getChildren(node) {
        if (node) return [...(node.children ?? [])];
        if (!check.overview) await check.running;
        return check.overview ? [...archiveNodes(check.overview, folders.added())] : [];
      },
    },
    showCollapseAll: true,
  });

  function show(): void {
    const { overview, running, failure } = check;
    const found = overview && archiveNodes(overview, folders.added()).length > 0;
    setContext('state', found ? 'found' : running || !overview ? 'searching' : 'none');
    clearTimeout(patience);
    if (running) patience = setTimeout(showBusy, patientMilliseconds, running);
    else setContext('busy', false);
    view.message = running ? undefined : failure;
    view.badge = badgeOf(check);
    if (!running) changed.fire(undefined);
  }

  function showBusy(running: Promise<void>): void {
    setContext('busy', true);
    void vscode.window.withProgress({ location: { viewId } }, () => running);
  }

  const startIfSeen = () => {
    if (view.visible) check.start();
  };
  setContext('state', 'searching');
  setImmediate(startIfSeen);
  return vscode.Disposable.from(
    view,
    changed,
    new vscode.Disposable(() => clearTimeout(patience)),
    check.onDidChange(show),
    view.onDidChangeVisibility(startIfSeen),
  );
}

function setContext(name: string, value: unknown): void {
  void vscode.commands.executeCommand('setContext', `${viewId}.${name}`, value);
}

function badgeOf({ overview }: ArchiveCheck): vscode.ViewBadge | undefined {
  const value = overview?.clusters.filter(({ summary }) => summary.errors > 0).length ?? 0;
  return value > 0 ? { value, tooltip: `${counted(value, 'cluster')} with errors` } : undefined;
}

function treeItem(node: ArchiveNode): vscode.TreeItem {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const state = !node.children?.length ? None : node.expanded ? Expanded : Collapsed;
  const item = new vscode.TreeItem(node.label, state);
  item.id = node.id;
  item.description = node.description;
  item.tooltip = node.tooltip === undefined ? undefined : new vscode.MarkdownString(node.tooltip);
  item.iconPath = icon(node.icon);
  item.contextValue = contextOf(node);
  if (node.spoken !== undefined) item.accessibilityInformation = { label: node.spoken };
  if (node.opens) item.command = { command: openNodeCommand, title: 'Open', arguments: [node] };
  return item;
}

function icon({ name, health }: ArchiveIcon): vscode.ThemeIcon {
  return new vscode.ThemeIcon(name, health && new vscode.ThemeColor(colours[health]));
}

/** What the menus of package.json go by: the kind and what can be done, a word each. */
function contextOf({ kind, path, timelines, added }: ArchiveNode): string {
  return [kind, path !== undefined && 'path', timelines && 'timelines', added !== undefined && 'added']
    .filter(Boolean)
    .join(' ');
}
