import type { Range } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { parseConf } from '../../postgres/conf/parse.ts';
import type { ConfTree, Span } from '../../postgres/conf/tree.ts';

const trees = new WeakMap<TextDocument, { version: number; tree: ConfTree }>();
const documents = new WeakMap<ConfTree, TextDocument>();

/** The syntax tree of a document as it is now; parsed once for each version. */
export function treeOf(document: TextDocument): ConfTree {
  const known = trees.get(document);
  if (known?.version === document.version) return known.tree;
  const tree = parseConf(document.getText());
  trees.set(document, { version: document.version, tree });
  return tree;
}

/** Where a span of a file lies, open or not. */
export function rangeIn(tree: ConfTree, span: Span): Range {
  let document = documents.get(tree);
  if (!document) {
    document = TextDocument.create('', '', 0, tree.text);
    documents.set(tree, document);
  }
  return { start: document.positionAt(span.start), end: document.positionAt(span.end) };
}
