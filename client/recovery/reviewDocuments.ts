import * as vscode from 'vscode';
import type { FileEdit } from '../../server/protocol/recovery.ts';

/** Documents of this scheme are files as they would be; nobody can save them. */
export const reviewScheme = 'walscope-recovery';

/** Shows files as they are beside what they would become. */
export interface Reviews extends vscode.Disposable {
  /** Opens the change of a file as a diff; the document that stands for the new content. */
  show(edit: FileEdit): Promise<vscode.Uri>;
}

export function registerReviews(): Reviews {
  const contents = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const provider = vscode.workspace.registerTextDocumentContentProvider(reviewScheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: uri => contents.get(uri.toString()) ?? '',
  });
  const closing = vscode.workspace.onDidCloseTextDocument(({ uri }) => contents.delete(uri.toString()));
  const document = (path: string, side: 'before' | 'after', text: string) => {
    const uri = vscode.Uri.file(path).with({ scheme: reviewScheme, query: side });
    contents.set(uri.toString(), text);
    changed.fire(uri);
    return uri;
  };
  return {
    async show({ path, before, after }) {
      const left = before === undefined ? document(path, 'before', '') : vscode.Uri.file(path);
      const right = document(path, 'after', after);
      const name = path.slice(path.lastIndexOf('/') + 1);
      const title = `${name}: ${before === undefined ? 'not there' : 'now'} ↔ with recovery settings`;
      await vscode.commands.executeCommand('vscode.diff', left, right, title, { preview: false });
      return right;
    },
    dispose() {
      provider.dispose();
      closing.dispose();
      changed.dispose();
    },
  };
}
