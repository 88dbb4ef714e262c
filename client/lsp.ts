import * as vscode from 'vscode';
import { LanguageClient, RevealOutputChannelOn, State, TransportKind } from 'vscode-languageclient/node';
import type { NotificationOf, RequestOf } from '../server/protocol.ts';

/** The language server process, as the rest of the client sees it. */
export interface LanguageServer {
  /** Waits for the server to be up. Rejects with the server's error, or when it is cancelled or stopped. */
  request<Params, Result>(
    type: RequestOf<Params, Result>,
    params: Params,
    token?: vscode.CancellationToken,
  ): Promise<Result>;
  onNotification<Params>(type: NotificationOf<Params>, handler: (params: Params) => void): vscode.Disposable;
  /** The server came back as a new process: sessions opened in the old one are gone. */
  readonly onDidRestart: vscode.Event<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Languages whose documents are sent to the server. */
const languages = [
  'postgresql-conf',
  'postgresql-history',
  'postgresql-backup-label',
  'postgresql-tablespace-map',
  'postgresql-signal',
];

/** Begins to start the server and returns at once; requests wait for it. */
export function startLanguageServer(context: vscode.ExtensionContext): LanguageServer {
  const module = context.asAbsolutePath('dist/server.cjs');
  const client = new LanguageClient(
    'walscope',
    'WALScope',
    {
      run: { module, transport: TransportKind.ipc },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6017'] } },
    },
    {
      documentSelector: languages.map(language => ({ language })),
      revealOutputChannelOn: RevealOutputChannelOn.Never,
    },
  );
  const restarted = new vscode.EventEmitter<void>();
  let runs = 0;
  context.subscriptions.push(
    restarted,
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running && ++runs > 1) restarted.fire();
    }),
  );
  client.start().catch(error => client.error('The language server did not start', error, false));

  return {
    request: ({ method }, params, token) => client.sendRequest(method, params, token),
    onNotification: ({ method }, handler) => client.onNotification(method, handler),
    onDidRestart: restarted.event,
    restart: () => client.restart(),
    stop: () => client.dispose(),
  };
}
