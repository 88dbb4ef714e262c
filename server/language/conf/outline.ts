import { type DocumentSymbol, type FoldingRange, FoldingRangeKind, SymbolKind } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { valueText } from '../../postgres/conf/load.ts';
import { type ConfLine, type ConfTree, textOf } from '../../postgres/conf/tree.ts';
import { rangeIn, treeOf } from './document.ts';

/** A headline of the sample file: rules of dashes around a title, or `# - Title -`. */
interface Section {
  readonly title: string;
  /** 1 for a part, 2 for a group within it. */
  readonly level: 1 | 2;
  readonly from: number;
  /** Index of its last line; white space at the end is not part of it. */
  to: number;
}

/** Settings below the headlines that the sample file has. */
export async function symbols(document: TextDocument): Promise<DocumentSymbol[]> {
  const tree = treeOf(document);
  const all: DocumentSymbol[] = [];
  const open: { section: Section; symbol: DocumentSymbol }[] = [];
  const sections = sectionsOf(tree);
  tree.lines.forEach((line, index) => {
    while (open.length && open[open.length - 1].section.to < index) open.pop();
    const siblings = () => open[open.length - 1]?.symbol.children ?? all;
    for (const section of sections.filter(({ from }) => from === index)) {
      const symbol = sectionSymbol(tree, section);
      siblings().push(symbol);
      open.push({ section, symbol });
    }
    const symbol = settingSymbol(tree, line);
    if (symbol) siblings().push(symbol);
  });
  return all;
}

/** Sections, and comments of several lines. */
export async function folding(document: TextDocument): Promise<FoldingRange[]> {
  const tree = treeOf(document);
  const sections = sectionsOf(tree).map(({ from, to }) => ({ from, to, kind: FoldingRangeKind.Region }));
  const comments = commentBlocks(tree).map(block => ({ ...block, kind: FoldingRangeKind.Comment }));
  return [...sections, ...comments]
    .filter(({ from, to }) => to > from)
    .map(({ from, to, kind }) => ({ startLine: from, endLine: to, kind }));
}

function sectionSymbol(tree: ConfTree, { title, from, to }: Section): DocumentSymbol {
  const range = rangeIn(tree, { start: tree.lines[from].start, end: tree.lines[to].end });
  const selectionRange = rangeIn(tree, tree.lines[from]);
  return { name: title, kind: SymbolKind.Namespace, range, selectionRange, children: [] };
}

function settingSymbol(tree: ConfTree, line: ConfLine): DocumentSymbol | undefined {
  if (!line.name) return undefined;
  const range = rangeIn(tree, { start: line.name.start, end: line.value?.end ?? line.name.end });
  return {
    name: textOf(tree, line.name),
    detail: valueText(tree, line) ?? '',
    kind: SymbolKind.Property,
    range,
    selectionRange: rangeIn(tree, line.name),
  };
}

function sectionsOf(tree: ConfTree): Section[] {
  const sections: Section[] = [];
  const comment = (index: number) => {
    const line = tree.lines[index];
    return line?.tokens.length === 1 && line.comment ? textOf(tree, line.comment).trimEnd() : '';
  };
  const isRule = (text: string) => /^#\s*[-=#*]{8,}$/.test(text);
  for (let index = 0; index < tree.lines.length; index++) {
    const text = comment(index);
    const group = /^#\s*-\s+(\S.*?)\s+-$/.exec(text)?.[1];
    const title =
      isRule(text) && isRule(comment(index + 2)) ? /^#+\s*(\S.*)$/.exec(comment(index + 1))?.[1] : undefined;
    if (group) sections.push({ title: group, level: 2, from: index, to: 0 });
    if (!title) continue;
    sections.push({ title, level: 1, from: index, to: 0 });
    index += 2;
  }
  sections.forEach((section, at) => {
    const next = sections.slice(at + 1).find(({ level }) => level <= section.level);
    section.to = lastWritten(tree, section.from, (next?.from ?? tree.lines.length) - 1);
  });
  return sections;
}

function lastWritten(tree: ConfTree, from: number, to: number): number {
  let last = to;
  while (last > from && !tree.lines[last].tokens.length) last--;
  return last;
}

function commentBlocks(tree: ConfTree): { from: number; to: number }[] {
  const blocks: { from: number; to: number }[] = [];
  tree.lines.forEach((line, index) => {
    if (line.tokens.length !== 1 || !line.comment) return;
    const last = blocks[blocks.length - 1];
    if (last?.to === index - 1) last.to = index;
    else blocks.push({ from: index, to: index });
  });
  return blocks;
}
