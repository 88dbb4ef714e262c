import {
  type DocumentHighlight,
  DocumentHighlightKind,
  type DocumentLink,
  type Location,
  type Position,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { lowerCase } from '../../postgres/conf/catalogue.ts';
import type { ConfFile, Entry } from '../../postgres/conf/configuration.ts';
import type { Span } from '../../postgres/conf/tree.ts';
import { textOf } from '../../postgres/conf/tree.ts';
import type { Workspace } from '../features.ts';
import { uriOfPath } from '../uri.ts';
import { type Analysis, analyse } from './analysis.ts';
import { rangeIn, treeOf } from './document.ts';
import { placeAt } from './place.ts';

/** From a setting to the line whose value holds; from an include to the files that it brings in. */
export async function definition(
  workspace: Workspace,
  document: TextDocument,
  position: Position,
): Promise<Location[]> {
  const analysis = await analyse(workspace, document);
  const included = inclusionAt(analysis, document, position);
  if (included) return included.paths.map(path => ({ uri: uriOfPath(path), range: fileStart }));
  const name = nameAt(document, position);
  const effective = name && analysis.reading.effective.get(canonical(analysis, name))?.entry;
  return effective ? [locationOf(effective.file, effective.line.name!)] : [];
}

const fileStart = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** Every line of the configuration that sets the same. */
export async function references(
  workspace: Workspace,
  document: TextDocument,
  position: Position,
): Promise<Location[]> {
  const name = nameAt(document, position);
  if (!name) return [];
  const analysis = await analyse(workspace, document);
  return entriesNamed(analysis, name).map(({ file, line }) => locationOf(file, line.name!));
}

/** The same within the document. */
export async function highlights(
  workspace: Workspace,
  document: TextDocument,
  position: Position,
): Promise<DocumentHighlight[]> {
  const name = nameAt(document, position);
  if (!name) return [];
  const analysis = await analyse(workspace, document);
  return entriesNamed(analysis, name)
    .filter(({ file }) => file.path === analysis.path)
    .map(({ file, line }) => ({ range: rangeIn(file.tree, line.name!), kind: DocumentHighlightKind.Write }));
}

/** The files that include lines name. */
export async function links(workspace: Workspace, document: TextDocument): Promise<DocumentLink[]> {
  const { configuration, path } = await analyse(workspace, document);
  return configuration.inclusions
    .filter(({ file, directive, paths }) => file.path === path && directive !== 'include_dir' && paths.length)
    .map(({ file, line, target }) => ({
      range: rangeIn(file.tree, line.value!),
      target: uriOfPath(target),
      tooltip: target,
    }));
}

function inclusionAt({ configuration, path }: Analysis, document: TextDocument, position: Position) {
  const offset = document.offsetAt(position);
  return configuration.inclusions.find(
    ({ file, line }) => file.path === path && line.start <= offset && offset <= line.end,
  );
}

function nameAt(document: TextDocument, position: Position): string | undefined {
  const tree = treeOf(document);
  const place = placeAt(tree, document.offsetAt(position));
  if (!place || place.kind === 'comment') return undefined;
  return place.line.name && textOf(tree, place.line.name);
}

/** The catalogue's name for a name as written, so that old names and other cases are found. */
function canonical({ reading }: Analysis, name: string): string {
  return reading.entries.find(({ entry }) => entry.name === name)?.setting?.name ?? lowerCase(name);
}

function entriesNamed(analysis: Analysis, name: string): Entry[] {
  const wanted = canonical(analysis, name);
  return analysis.reading.entries
    .filter(({ entry, setting }) => (setting?.name ?? lowerCase(entry.name)) === wanted)
    .map(({ entry }) => entry);
}

function locationOf(file: ConfFile, span: Span): Location {
  return { uri: uriOfPath(file.path), range: rangeIn(file.tree, span) };
}
