import { type CompletionItem, CompletionItemKind, InsertTextFormat } from 'vscode-languageserver';
import { textOf } from '../../postgres/conf/tree.ts';
import type { Workspace } from '../features.ts';
import { connectionKeyword, connectionKeywords } from './connectionKeywords.ts';
import { rangeIn } from './document.ts';
import type { ValuePlace } from './place.ts';
import type { ValueContext } from './valueContext.ts';
import { closing, opening, replacedSpan } from './valueEdit.ts';

/** Keywords of a connection string, or the values of the one that the cursor is behind. */
export function completeConnection(workspace: Workspace, context: ValueContext): CompletionItem[] {
  const { tree, place, offset, major } = context;
  const before = tree.text.slice(replacedSpan(place).start, offset);
  const valueBegun = /(?:^|\s)([a-z_]+)\s*=\s*([^\s']*)$/.exec(before);
  if (valueBegun) {
    const range = rangeIn(tree, { start: offset - valueBegun[2].length, end: offset });
    return (connectionKeyword(valueBegun[1])?.values ?? []).map(value => ({
      label: value,
      kind: CompletionItemKind.EnumMember,
      textEdit: { range, newText: value },
    }));
  }
  const word = /[a-z_]*$/.exec(before)![0];
  const present = new Set([...textOf(tree, place.inner).matchAll(/([a-z_]+)\s*=/g)].map(match => match[1]));
  const range = rangeIn(tree, { start: offset - word.length, end: offset });
  const { snippets } = workspace.client();
  const write = keywordWriter(place, snippets);
  return connectionKeywords(major)
    .filter(({ name }) => !present.has(name))
    .map(({ name, does }, at) => ({
      label: name,
      kind: CompletionItemKind.Property,
      documentation: does,
      filterText: name,
      sortText: String(at).padStart(3, '0'),
      insertTextFormat: snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
      textEdit: { range, newText: write(name) },
    }));
}

/** Writes a keyword so that its value can be typed at once; quotes are added where they are missing. */
function keywordWriter(place: ValuePlace, snippets: boolean): (name: string) => string {
  const stop = snippets ? '$0' : '';
  if (place.quoted) return name => `${name}=${stop}${closing(place)}`;
  return name => `${opening(place)}'${name}=${stop}'`;
}
