import { SemanticTokensBuilder, type SemanticTokensLegend } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type ConfTree, type Span, type Token, textOf } from '../../postgres/conf/tree.ts';
import type { Workspace } from '../features.ts';
import { type Analysis, analyse, inRecoveryConf } from './analysis.ts';
import { placeholdersOf } from './commandText.ts';
import { treeOf } from './document.ts';
import { settingInFile } from './settingInFile.ts';

const types = [
  'property',
  'keyword',
  'enumMember',
  'number',
  'string',
  'comment',
  'operator',
  'variable',
] as const;
const modifiers = ['defaultLibrary', 'deprecated'] as const;

export const tokenLegend: SemanticTokensLegend = { tokenTypes: [...types], tokenModifiers: [...modifiers] };

interface Coloured extends Span {
  readonly type: (typeof types)[number];
  readonly modifier?: (typeof modifiers)[number];
}

/** What only the catalogue knows: real names against unknown ones, enumerations, old names, placeholders. */
export async function semanticTokens(workspace: Workspace, document: TextDocument): Promise<number[]> {
  const tree = treeOf(document);
  const analysis = await analyse(workspace, document);
  const builder = new SemanticTokensBuilder();
  for (const { start, end, type, modifier } of colours(analysis, tree)) {
    const { line, character } = document.positionAt(start);
    const bits = modifier ? 1 << modifiers.indexOf(modifier) : 0;
    builder.push(line, character, end - start, types.indexOf(type), bits);
  }
  return builder.build().data;
}

function* colours(analysis: Analysis, tree: ConfTree): Generator<Coloured> {
  const recovery = inRecoveryConf(analysis);
  const { major } = analysis;
  for (const line of tree.lines) {
    const { name, value } = line;
    if (!name) continue;
    const written = textOf(tree, name);
    if (/^include(_if_exists|_dir)?$/i.test(written)) {
      yield { start: name.start, end: name.end, type: 'keyword' };
      continue;
    }
    const setting = settingInFile(written, major, recovery);
    if (!setting) continue;
    const old = setting.name.toLowerCase() !== written.toLowerCase();
    yield {
      start: name.start,
      end: name.end,
      type: 'property',
      modifier: old ? 'deprecated' : 'defaultLibrary',
    };
    if (!value) continue;
    if (setting.type === 'enum' || setting.type === 'bool')
      yield { ...insideQuotes(value), type: 'enumMember' };
    else if (setting.type !== 'string') yield { ...insideQuotes(value), type: 'number' };
    else
      yield* placeholders(
        tree,
        value,
        placeholdersOf(setting.name).map(({ text }) => text),
      );
  }
}

function* placeholders(tree: ConfTree, value: Token, known: readonly string[]): Generator<Coloured> {
  if (!known.length) return;
  for (const { 0: text, index } of textOf(tree, value).matchAll(/%./g)) {
    const start = value.start + index;
    if (known.includes(text)) yield { start, end: start + text.length, type: 'variable' };
  }
}

function insideQuotes({ kind, start, end }: Token): Span {
  return kind === 'string' ? { start: start + 1, end: end - 1 } : { start, end };
}
