import {
  type Connection,
  type Diagnostic,
  DocumentDiagnosticReportKind,
  type TextDocuments,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';

type Diagnose = (document: TextDocument) => Promise<Diagnostic[]>;

/** Files include each other, so a change in one document is looked for in the others after this pause. */
const othersAfterMilliseconds = 300;

/** For clients that ask for diagnostics: answers them. Returns what makes them ask again. */
export function answerDiagnostics(
  connection: Connection,
  documents: TextDocuments<TextDocument>,
  diagnose: Diagnose,
): () => void {
  connection.languages.diagnostics.on(async ({ textDocument }) => {
    const document = documents.get(textDocument.uri);
    return { kind: DocumentDiagnosticReportKind.Full, items: document ? await diagnose(document) : [] };
  });
  return () => connection.languages.diagnostics.refresh();
}

/** For clients that wait for diagnostics: sends them after every change. Returns what sends them all again. */
export function pushDiagnostics(
  connection: Connection,
  documents: TextDocuments<TextDocument>,
  diagnose: Diagnose,
): () => void {
  const running = new Set<string>();
  const changed = new Set<string>();
  let others: ReturnType<typeof setTimeout> | undefined;

  /** One run at a time for each document; changes in the meantime end in one more run. */
  async function send(uri: string): Promise<void> {
    changed.add(uri);
    if (running.has(uri)) return;
    running.add(uri);
    while (changed.delete(uri)) {
      const document = documents.get(uri);
      if (!document) continue;
      const version = document.version;
      const diagnostics = await diagnose(document);
      if (documents.get(uri)?.version === version)
        await connection.sendDiagnostics({ uri, version, diagnostics });
    }
    running.delete(uri);
  }

  const sendAll = (except?: string) => {
    for (const uri of documents.keys()) if (uri !== except) void send(uri);
  };

  documents.onDidChangeContent(({ document: { uri } }) => {
    void send(uri);
    clearTimeout(others);
    others = setTimeout(() => sendAll(uri), othersAfterMilliseconds);
  });
  documents.onDidClose(({ document: { uri } }) => {
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  return sendAll;
}
