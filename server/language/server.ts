import {
  type Connection,
  type Diagnostic,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Files } from '../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../bytes/decompress.ts';
import type { Major } from '../postgres/majors.ts';
import { type ClientAbilities, clientAbilities } from './clientAbilities.ts';
import { clientSettings } from './clientSettings.ts';
import { tokenLegend } from './conf/semanticTokens.ts';
import { answerDiagnostics, pushDiagnostics } from './diagnosticsDelivery.ts';
import { errorText, registerFeatures } from './featureRequests.ts';
import type { Workspace } from './features.ts';
import { languageTable } from './languageTable.ts';
import { registerMajorRequests } from './majorRequests.ts';
import { openFiles } from './openFiles.ts';
import { pathOfUri } from './uri.ts';

/** What a set of custom requests is registered with. */
export interface ServerParts {
  readonly connection: Connection;
  /** Files on disk, without the editor's unsaved changes. */
  readonly disk: Files;
  readonly workspace: Workspace;
}

/** What the server takes from the system that it runs on. */
export interface ServerPlatform {
  readonly disk: Files;
  readonly decompression: DecompressionPlatform;
}

/** Files whose change on disk can change what the server says about an open document. */
const watched = [
  '**/*.conf',
  '**/PG_VERSION',
  '**/global/pg_control',
  '**/*.signal',
  '**/*.history',
  '**/backup_label',
];

/**
 * Wires a language server to a connection and begins to listen. `extensions` register the requests of other areas
 * (WAL segments, timelines) on the same connection.
 */
export function startServer(
  connection: Connection,
  { disk, decompression }: ServerPlatform,
  extensions: readonly ((parts: ServerParts) => void)[] = [],
): void {
  const documents = new TextDocuments(TextDocument);
  const open = new Map<string, TextDocument>();
  let client: ClientAbilities = clientAbilities({});
  let revision = 0;
  let showDiagnostics = () => {};
  const settings = clientSettings(connection, changed);

  const workspace: Workspace = {
    files: openFiles(disk, open),
    decompression,
    open,
    settings: settings.current,
    revision: () => revision,
    changed,
    majorChoices: new Map<string, Major>(),
    client: () => client,
  };
  const featuresOf = languageTable(workspace);
  /** Never fails: a file that can not be judged gets no diagnostics, and the log says why. */
  async function diagnose(document: TextDocument): Promise<Diagnostic[]> {
    await settings.known;
    try {
      return (await featuresOf(document)?.diagnostics(document)) ?? [];
    } catch (error) {
      connection.console.error(errorText(error));
      return [];
    }
  }

  /** Something other than a document changed: whatever was shown may be wrong now. */
  function changed(): void {
    revision++;
    showDiagnostics();
    if (client.refreshesInlayHints) void connection.languages.inlayHint.refresh();
  }

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    client = clientAbilities(params.capabilities, params.clientInfo?.name);
    settings.begin(client, params.initializationOptions);
    showDiagnostics = client.pullsDiagnostics
      ? answerDiagnostics(connection, documents, diagnose)
      : pushDiagnostics(connection, documents, diagnose);
    return { capabilities: capabilities(client), serverInfo: { name: 'walscope' } };
  });

  connection.onInitialized(async () => {
    if (client.registersConfiguration)
      await connection.client.register(DidChangeConfigurationNotification.type, { section: 'walscope' });
    if (client.registersWatchers)
      await connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: watched.map(globPattern => ({ globPattern })),
      });
    await settings.ask();
  });

  connection.onDidChangeWatchedFiles(() => changed());

  documents.onDidOpen(({ document }) => open.set(pathOfUri(document.uri), document));
  documents.onDidChangeContent(() => revision++);
  documents.onDidClose(({ document }) => {
    open.delete(pathOfUri(document.uri));
    revision++;
  });

  registerFeatures(connection, documents, featuresOf);
  registerMajorRequests({ connection, documents, workspace });
  for (const register of extensions) register({ connection, disk, workspace });

  documents.listen(connection);
  connection.listen();
}

function capabilities(client: ClientAbilities): InitializeResult['capabilities'] {
  return {
    textDocumentSync: TextDocumentSyncKind.Incremental,
    completionProvider: { triggerCharacters: ['%', "'", '=', ' ', ','], resolveProvider: true },
    hoverProvider: true,
    signatureHelpProvider: { triggerCharacters: ["'", ',', '('] },
    codeActionProvider: { codeActionKinds: ['quickfix', 'refactor.rewrite', 'source.fixAll.walscope'] },
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    inlayHintProvider: true,
    documentLinkProvider: {},
    documentSymbolProvider: true,
    foldingRangeProvider: true,
    semanticTokensProvider: { legend: tokenLegend, full: true },
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    ...(client.pullsDiagnostics && {
      diagnosticProvider: {
        identifier: 'walscope',
        interFileDependencies: true,
        workspaceDiagnostics: false,
      },
    }),
  };
}
