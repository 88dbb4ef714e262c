import {
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentSymbol,
  type Location,
  MarkupKind,
  SymbolKind,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Span } from '../../postgres/conf/tree.ts';
import type { FileProblem } from '../../postgres/files/problem.ts';
import type { LanguageFeatures, Workspace } from '../features.ts';
import { pathOfUri, uriOfPath } from '../uri.ts';
import { type Around, lookAround } from './around.ts';

/** A piece of a small file that means something. */
export interface Part extends Span {
  /** What it means, in Markdown. */
  readonly says?: string;
  /** The path of the file that it stands for, when that is near. */
  readonly target?: string;
  /** Its line in the outline. */
  readonly title?: string;
}

export interface PartsRead {
  readonly parts: readonly Part[];
  readonly problems: readonly FileProblem[];
}

/** Takes the text of one kind of file apart. */
export type ReadParts = (text: string, around: Around) => Promise<PartsRead>;

/** Hover, links, outline and diagnostics of a small file, all from the same reading. `code` names its problems. */
export function partFeatures(workspace: Workspace, code: string, read: ReadParts): LanguageFeatures {
  async function readDocument(document: TextDocument): Promise<PartsRead & { around: Around }> {
    const around = await lookAround(workspace, pathOfUri(document.uri));
    return { around, ...(await read(document.getText(), around)) };
  }

  async function partAt(document: TextDocument, offset: number, wanted: (part: Part) => boolean) {
    const { parts } = await readDocument(document);
    return parts.find(part => part.start <= offset && offset <= part.end && wanted(part));
  }

  return {
    async diagnostics(document) {
      const { around, problems } = await readDocument(document);
      const { loudness } = workspace.settings();
      if (loudness[code] === 'off') return [];
      return problems.map(problem => diagnosticOf(document, around, code, problem));
    },

    async hover(document, position) {
      const part = await partAt(document, document.offsetAt(position), ({ says }) => says !== undefined);
      if (!part?.says) return null;
      return { range: rangeOf(document, part), contents: { kind: MarkupKind.Markdown, value: part.says } };
    },

    async definition(document, position): Promise<Location | null> {
      const part = await partAt(document, document.offsetAt(position), ({ target }) => target !== undefined);
      if (!part?.target) return null;
      const beginning = { line: 0, character: 0 };
      return { uri: uriOfPath(part.target), range: { start: beginning, end: beginning } };
    },

    async links(document) {
      const { parts } = await readDocument(document);
      return parts.flatMap(part =>
        part.target === undefined
          ? []
          : { range: rangeOf(document, part), target: uriOfPath(part.target), tooltip: part.target },
      );
    },

    async symbols(document): Promise<DocumentSymbol[]> {
      const { parts } = await readDocument(document);
      return parts.flatMap(part => {
        if (part.title === undefined) return [];
        const range = rangeOf(document, part);
        return { name: part.title, kind: SymbolKind.Field, range, selectionRange: range };
      });
    },
  };
}

const severities: Readonly<Record<FileProblem['level'], DiagnosticSeverity>> = {
  PANIC: DiagnosticSeverity.Error,
  FATAL: DiagnosticSeverity.Error,
  ERROR: DiagnosticSeverity.Error,
  WARNING: DiagnosticSeverity.Warning,
  LOG: DiagnosticSeverity.Information,
  ADVICE: DiagnosticSeverity.Warning,
};

function diagnosticOf(
  document: TextDocument,
  { major }: Around,
  code: string,
  { level, message, detail, hint, line = 1 }: FileProblem,
): Diagnostic {
  const start = document.offsetAt({ line: line - 1, character: 0 });
  const text = document.getText({ start: { line: line - 1, character: 0 }, end: { line, character: 0 } });
  return {
    range: rangeOf(document, { start, end: start + text.trimEnd().length }),
    severity: severities[level],
    source: level === 'ADVICE' ? 'WALScope' : `PostgreSQL ${major}`,
    code,
    message: [message, detail, hint].filter(Boolean).join('\n'),
  };
}

function rangeOf(document: TextDocument, { start, end }: Span) {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}
