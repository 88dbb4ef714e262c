import * as vscode from 'vscode';
import { openAt } from '../openAt.ts';
import type { WantedTimelines } from '../timelinesPanel.ts';
import type { ArchiveCheck } from './archiveCheck.ts';
import type { ArchiveFolders } from './archiveFolders.ts';
import type { ArchiveNode } from './archiveNode.ts';
import { openNodeCommand, viewId } from './archiveTree.ts';

/** The commands of the tree; those about a node get it from the tree's menus, or do nothing. */
export function registerArchiveCommands(check: ArchiveCheck, folders: ArchiveFolders): vscode.Disposable {
  const command = (name: string, run: (node?: ArchiveNode) => unknown) =>
    vscode.commands.registerCommand(name, run);
  return vscode.Disposable.from(
    command('walscope.addFolder', () => addFolder(folders)),
    command('walscope.archives.removeFolder', node => node?.added && folders.remove(node.added)),
    command('walscope.archives.refresh', () => check.refresh()),
    command('walscope.archives.checkThoroughly', () => check.refresh(true)),
    command('walscope.archives.stop', () => check.stop()),
    command('walscope.archives.showTimelines', node => node && showTimelines(node)),
    command('walscope.archives.reveal', node => node?.path && reveal(vscode.Uri.file(node.path))),
    command('walscope.archives.copyPath', node => node?.path && copy(node.path)),
    command(openNodeCommand, node => node && open(node)),
  );
}

/** Folders outside the workspace, most often; they are looked through at once. */
async function addFolder(folders: ArchiveFolders): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({
    title: 'Add data directories and WAL archives',
    openLabel: 'Add',
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: true,
  });
  if (!chosen?.length) return;
  await folders.add(chosen);
  await vscode.commands.executeCommand(`${viewId}.focus`);
}

async function showTimelines({ timelines }: ArchiveNode): Promise<void> {
  if (!timelines) return;
  const { name, paths, systemIdentifier, place } = timelines;
  const uris = paths.map(path => vscode.Uri.file(path));
  const wanted: WantedTimelines = { name, place: place && { ...place, systemIdentifier } };
  await vscode.commands.executeCommand('walscope.showTimelines', uris[0], uris, wanted);
}

async function open(node: ArchiveNode): Promise<void> {
  if (node.opens === 'timelines') await showTimelines(node);
  else if (node.opens) await openAt(vscode.Uri.file(node.opens.path), node.opens.lsn);
}

/** In the Explorer where that shows it, else in the system's own file manager. */
async function reveal(uri: vscode.Uri): Promise<void> {
  const inside = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  await vscode.commands.executeCommand(inside ? 'revealInExplorer' : 'revealFileInOS', uri);
}

async function copy(path: string): Promise<void> {
  await vscode.env.clipboard.writeText(vscode.Uri.file(path).fsPath);
}
