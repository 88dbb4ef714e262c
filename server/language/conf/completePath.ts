import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver';
import { FileError } from '../../bytes/byteSource.ts';
import { folderOf, resolvePath } from '../../postgres/conf/paths.ts';
import { type ConfTree, textOf } from '../../postgres/conf/tree.ts';
import type { Workspace } from '../features.ts';
import { isFilePath } from '../uri.ts';
import { rangeIn } from './document.ts';
import type { ValuePlace } from './place.ts';
import { replacedSpan, valueInPlace } from './valueEdit.ts';

/** Files and folders that an include directive may name, seen from the folder of the file at `path`. */
export async function completePath(
  workspace: Workspace,
  path: string,
  tree: ConfTree,
  place: ValuePlace,
  directive: string,
): Promise<CompletionItem[]> {
  if (!isFilePath(path)) return [];
  const typed = textOf(tree, place.inner);
  const prefix = typed.slice(0, typed.lastIndexOf('/') + 1);
  const entries = await workspace.files.list(resolvePath(folderOf(path), prefix || '.')).catch(error => {
    if (error instanceof FileError) return [];
    throw error;
  });
  const range = rangeIn(tree, replacedSpan(place));
  return entries
    .filter(({ kind, name }) => kind === 'folder' || (directive !== 'include_dir' && name.endsWith('.conf')))
    .map(({ kind, name }) => {
      const text = prefix + name;
      return {
        label: text,
        kind: kind === 'folder' ? CompletionItemKind.Folder : CompletionItemKind.File,
        filterText: text,
        textEdit: { range, newText: valueInPlace(place, text) },
      };
    });
}
