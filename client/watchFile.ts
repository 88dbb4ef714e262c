import * as vscode from 'vscode';

/** Milliseconds after the last write: servers write their files all the time. */
const settle = 500;

/** Calls `changed` some time after the file was last written or made anew. */
export function watchFile(uri: vscode.Uri, changed: () => void): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(changed, settle);
  };
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), name);
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  watcher.onDidChange(later);
  watcher.onDidCreate(later);
  return vscode.Disposable.from(watcher, new vscode.Disposable(() => clearTimeout(timer)));
}
