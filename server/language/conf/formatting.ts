import type { Range, TextEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type ConfLine, type ConfTree, textOf } from '../../postgres/conf/tree.ts';
import { rangeIn, treeOf } from './document.ts';

const tabWidth = 8;

/**
 * Tidies lines without moving anything to another line: one space around `=`, which an include goes without, nothing before a name, nothing behind
 * a line; a comment behind a value stays in its column as far as it can. Faulty lines and comments stay as they are.
 */
export async function formatting(document: TextDocument, range?: Range): Promise<TextEdit[]> {
  const tree = treeOf(document);
  const first = range?.start.line ?? 0;
  const last = range?.end.line ?? Number.POSITIVE_INFINITY;
  return tree.lines
    .filter(({ number }) => number - 1 >= first && number - 1 <= last)
    .flatMap(line => {
      const lineEnd = tree.text[line.end - 1] === '\r' ? line.end - 1 : line.end;
      const written = tree.text.slice(line.start, lineEnd);
      const tidy = tidyLine(tree, line, written);
      return tidy === written
        ? []
        : { range: rangeIn(tree, { start: line.start, end: lineEnd }), newText: tidy };
    });
}

function tidyLine(tree: ConfTree, line: ConfLine, written: string): string {
  const { name, value, comment } = line;
  if (line.fault || !name || !value) return line.fault ? written : written.trimEnd();
  const directive = /^include(?:_if_exists|_dir)?$/i.test(textOf(tree, name));
  const statement = `${textOf(tree, name)}${directive ? ' ' : ' = '}${textOf(tree, value)}`;
  if (!comment) return statement;
  const before = tree.text.slice(line.start, comment.start);
  return statement + gap(before, statement) + textOf(tree, comment).trimEnd();
}

/** The blanks before a comment that keep its column; tabs stay tabs. */
function gap(before: string, statement: string): string {
  const column = width(before);
  const used = width(statement);
  if (used >= column) return ' ';
  if (!/\t$/.test(before)) return ' '.repeat(column - used);
  return '\t'.repeat(Math.max(1, Math.ceil(column / tabWidth) - Math.floor(used / tabWidth)));
}

function width(text: string): number {
  let column = 0;
  for (const character of text)
    column = character === '\t' ? column + tabWidth - (column % tabWidth) : column + 1;
  return column;
}
