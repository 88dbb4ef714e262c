import type { Connection, TextDocumentIdentifier, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { resolveCompletion } from './conf/completion.ts';
import type { FeaturesOf, LanguageFeatures } from './features.ts';

interface AboutDocument {
  readonly textDocument: TextDocumentIdentifier;
}

/** Answers each language request by handing it to the features of the document's kind. */
export function registerFeatures(
  connection: Connection,
  documents: TextDocuments<TextDocument>,
  featuresOf: FeaturesOf,
): void {
  /**
   * A handler that never fails: editors show a failed request as an error of the user's. What went wrong is told
   * to the log instead.
   */
  function answer<Params extends AboutDocument, Result>(
    otherwise: Result,
    ask: (features: LanguageFeatures, document: TextDocument, params: Params) => Promise<Result> | undefined,
  ): (params: Params) => Promise<Result> {
    return async params => {
      const document = documents.get(params.textDocument.uri);
      const features = document && featuresOf(document);
      if (!features) return otherwise;
      try {
        return (await ask(features, document, params)) ?? otherwise;
      } catch (error) {
        connection.console.error(errorText(error));
        return otherwise;
      }
    };
  }

  connection.onCompletion(
    answer(null, (features, document, { position }) => features.completion?.(document, position)),
  );
  connection.onCompletionResolve(resolveCompletion);
  connection.onHover(
    answer(null, (features, document, { position }) => features.hover?.(document, position)),
  );
  connection.onSignatureHelp(
    answer(null, (features, document, { position }) => features.signatureHelp?.(document, position)),
  );
  connection.onCodeAction(
    answer(null, (features, document, { range, context }) =>
      features.codeActions?.(document, range, context),
    ),
  );
  connection.onDefinition(
    answer(null, (features, document, { position }) => features.definition?.(document, position)),
  );
  connection.onReferences(
    answer(null, (features, document, { position }) => features.references?.(document, position)),
  );
  connection.onDocumentHighlight(
    answer(null, (features, document, { position }) => features.highlights?.(document, position)),
  );
  connection.onDocumentLinks(answer(null, (features, document) => features.links?.(document)));
  connection.onDocumentSymbol(answer(null, (features, document) => features.symbols?.(document)));
  connection.onFoldingRanges(answer(null, (features, document) => features.folding?.(document)));
  connection.onDocumentFormatting(answer(null, (features, document) => features.formatting?.(document)));
  connection.onDocumentRangeFormatting(
    answer(null, (features, document, { range }) => features.formatting?.(document, range)),
  );
  connection.languages.inlayHint.on(
    answer(null, (features, document, { range }) => features.inlayHints?.(document, range)),
  );
  connection.languages.semanticTokens.on(
    answer({ data: [] }, async (features, document) => ({
      data: (await features.semanticTokens?.(document)) ?? [],
    })),
  );
}

/** What the log is told of an error. */
export function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
