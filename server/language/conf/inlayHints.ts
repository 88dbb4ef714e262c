import { type InlayHint, InlayHintKind, type Range } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { overridingEntry, placeInWords } from '../../postgres/conf/overridden.ts';
import type { Workspace } from '../features.ts';
import { analyse } from './analysis.ts';
import { entriesOfDocument } from './effectiveValue.ts';

/** Behind a line that has no effect: the value that holds, and where it is set. */
export async function inlayHints(
  workspace: Workspace,
  document: TextDocument,
  range: Range,
): Promise<InlayHint[]> {
  if (!workspace.settings().effectiveValues) return [];
  const analysis = await analyse(workspace, document);
  return entriesOfDocument(analysis).flatMap(judged => {
    const later = overridingEntry(analysis.reading, judged);
    if (!later) return [];
    const { entry } = judged;
    const position = document.positionAt(entry.line.value!.end);
    if (position.line < range.start.line || position.line > range.end.line) return [];
    return {
      position,
      label: `${later.value === '' ? "''" : later.value} holds (${placeInWords(analysis.path, later)})`,
      kind: InlayHintKind.Parameter,
      paddingLeft: true,
    };
  });
}
