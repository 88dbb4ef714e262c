import * as vscode from 'vscode';
import { isWithin, pathOf } from './paths.ts';

const key = 'walscope.archives.folders';

/** Where clusters and archives are looked for: the workspace, and folders that the user added to it. */
export interface ArchiveFolders extends vscode.Disposable {
  all(): readonly vscode.Uri[];
  /** Paths of the user's own folders, in the order in which they were added. */
  added(): readonly string[];
  add(folders: readonly vscode.Uri[]): Promise<void>;
  remove(path: string): Promise<void>;
  readonly onDidChange: vscode.Event<void>;
}

/** The folders of this workspace; those that were added are remembered in `memory`. */
export function archiveFolders(memory: vscode.Memento): ArchiveFolders {
  const changed = new vscode.EventEmitter<void>();
  const added = () => memory.get<readonly string[]>(key, []);
  const workspace = () =>
    (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri).filter(({ scheme }) => scheme === 'file');
  const remember = async (paths: readonly string[]) => {
    await memory.update(key, paths);
    changed.fire();
  };
  const listening = vscode.workspace.onDidChangeWorkspaceFolders(() => changed.fire());
  return {
    onDidChange: changed.event,
    added,
    all: () => [...workspace(), ...added().map(path => vscode.Uri.file(path))],
    async add(folders) {
      const known = new Set([...added(), ...workspace().map(pathOf)]);
      const fresh = folders.map(pathOf).filter(path => !known.has(path));
      await remember([...added(), ...fresh]);
    },
    remove: path => remember(added().filter(folder => !isWithin(path, folder))),
    dispose() {
      listening.dispose();
      changed.dispose();
    },
  };
}
