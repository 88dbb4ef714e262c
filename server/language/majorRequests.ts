import type { Connection, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { chooseMajor, type DocumentMajor, documentMajor, documentMajorChanged } from '../protocol.ts';
import { analyse } from './conf/analysis.ts';
import { documentKind } from './documentKinds.ts';
import type { Workspace } from './features.ts';

interface Parts {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly workspace: Workspace;
}

/** Answers which major a document is read as, takes choices, and tells when the answer changes. */
export function registerMajorRequests({ connection, documents, workspace }: Parts): void {
  const told = new Map<string, string>();

  async function majorOf(uri: string): Promise<DocumentMajor | null> {
    const document = documents.get(uri);
    if (!document || !isConfiguration(document)) return null;
    const { major, majorSource } = await analyse(workspace, document);
    return { uri, major, source: majorSource };
  }

  async function tell(uri: string): Promise<void> {
    const found = await majorOf(uri);
    const text = JSON.stringify(found);
    if (!found || told.get(uri) === text) return;
    told.set(uri, text);
    await connection.sendNotification(documentMajorChanged.method, found);
  }

  connection.onRequest(documentMajor.method, ({ uri }: { uri: string }) => majorOf(uri));
  connection.onRequest(
    chooseMajor.method,
    async ({ uri, major }: { uri: string; major: DocumentMajor['major'] | null }) => {
      const document = documents.get(uri);
      if (!document || !isConfiguration(document)) return null;
      const { configuration } = await analyse(workspace, document);
      if (major === null) workspace.majorChoices.delete(configuration.main.path);
      else workspace.majorChoices.set(configuration.main.path, major);
      workspace.changed();
      for (const open of documents.keys()) await tell(open);
      return majorOf(uri);
    },
  );
  documents.onDidChangeContent(({ document }) => void tell(document.uri));
  documents.onDidClose(({ document }) => told.delete(document.uri));
}

function isConfiguration(document: TextDocument): boolean {
  const kind = documentKind(document.uri, document.languageId);
  return kind === 'configuration' || kind === 'recovery-configuration';
}
