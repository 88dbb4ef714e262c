import { setImmediate } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
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

/** Starts the server once the extension is active; what is asked until then waits. */
export function startLanguageServer(context: vscode.ExtensionContext): LanguageServer {
  const restarted = new vscode.EventEmitter<void>();
  context.subscriptions.push(restarted);
  const starting = start(context.asAbsolutePath('dist/server.cjs'), restarted);

  return {
    async request({ method }, params, token) {
      const client = await starting;
      // an absent token would go to the server as a parameter
      return token ? client.sendRequest(method, params, token) : client.sendRequest(method, params);
    },
    onNotification({ method }, handler) {
      const registered = starting.then(client => client.onNotification(method, handler));
      return { dispose: () => void registered.then(registration => registration.dispose()) };
    },
    onDidRestart: restarted.event,
    restart: async () => (await starting).restart(),
    stop: async () => (await starting).dispose(),
  };
}

/** The client library is large: evaluating it waits until activation has returned to VS Code. */
async function start(module: string, restarted: vscode.EventEmitter<void>): Promise<LanguageClient> {
  await setImmediate();
  const [{ State }, { createLanguageClient }] = await Promise.all([
    import('vscode-languageclient/node'),
    import('./languageClient.ts'),
  ]);
  const client = createLanguageClient(module);
  let runs = 0;
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Running && ++runs > 1) restarted.fire();
  });
  client.start().catch(error => client.error('The language server did not start', error, false));
  return client;
}
