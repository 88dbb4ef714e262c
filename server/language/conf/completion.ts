import { type CompletionItem, MarkupKind, type Position } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ConfTree } from '../../postgres/conf/tree.ts';
import { majors } from '../../postgres/majors.ts';
import type { Workspace } from '../features.ts';
import { analyse, readAs } from './analysis.ts';
import { completeNames, type ItemData } from './completeNames.ts';
import { completeValue } from './completeValue.ts';
import { rangeIn, treeOf } from './document.ts';
import { type Place, placeAt } from './place.ts';
import { settingInFile } from './settingInFile.ts';
import { settingMarkdown } from './settingText.ts';

/** What may be written at a position of a configuration file. */
export async function completion(
  workspace: Workspace,
  document: TextDocument,
  position: Position,
): Promise<CompletionItem[]> {
  const tree = treeOf(document);
  const offset = document.offsetAt(position);
  const place = placeAt(tree, offset);
  if (!place || spansLines(tree, place)) return [];
  if (place.kind === 'name') return completeNames(workspace, await readAs(workspace, document), tree, place);
  if (place.kind === 'value')
    return completeValue(workspace, await analyse(workspace, document), tree, place, offset);
  return completeComment(tree.text.slice(place.span.start, offset)).map(text => ({
    label: text,
    textEdit: { range: rangeIn(tree, { start: place.span.start, end: offset }), newText: text },
  }));
}

/** A lone carriage return is a blank to the server and a line's end to editors, which take no edit across it. */
function spansLines(tree: ConfTree, { span }: Place): boolean {
  const { start, end } = rangeIn(tree, span);
  return start.line !== end.line;
}

/** Adds the documentation of a setting to an item that `completion` made. */
export function resolveCompletion(item: CompletionItem): CompletionItem {
  const data = item.data as ItemData | undefined;
  const setting = data && settingInFile(data.setting, data.major, data.recovery);
  if (!setting) return item;
  return {
    ...item,
    documentation: { kind: MarkupKind.Markdown, value: settingMarkdown(setting, data.major) },
  };
}

/** The comment that says which major the file is for; proposed once its first letter is typed. */
function completeComment(typed: string): string[] {
  const begun = typed.replace(/^#\s*/, '# ');
  return begun.length < 3
    ? []
    : majors.map(major => `# postgresql: ${major}`).filter(line => line.startsWith(begun));
}
