import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { NotificationOf } from '../server/protocol.ts';
import type { LanguageServer } from './lsp.ts';
import {
  errorCode,
  type FromWebview,
  isFromWebview,
  serverRestarted,
  type ToWebview,
} from './webview/messages.ts';

/** A page of ours inside VS Code: `dist/webview/NAME.js` and `NAME.css`, built from `client/webview/NAME/main.ts`. */
export interface WebviewPage {
  readonly name: string;
  /** Read by screen readers when the frame gets the focus. */
  readonly title: string;
  /** Methods of the language server that the page may call; they are passed on unchanged. */
  readonly relay: readonly { readonly method: string }[];
  /** Methods that the extension host answers itself; the answer or its promise goes back to the page. */
  readonly requests?: Readonly<Record<string, (params: unknown, token: vscode.CancellationToken) => unknown>>;
  /** What the page may tell the extension host without an answer. */
  readonly notices?: Readonly<Record<string, (params: unknown) => void>>;
}

export interface WebviewHost extends vscode.Disposable {
  /** Tells the page something. Notices to a hidden page are lost: send states, never steps. */
  notify<Params>(type: NotificationOf<Params>, params: Params): void;
}

/**
 * Loads `page` into `webview` and answers it until disposed: every request gets one result or one error, a cancelled
 * or disposed one is cancelled in the language server too.
 */
export function hostWebview(
  webview: vscode.Webview,
  extension: vscode.Uri,
  server: LanguageServer,
  page: WebviewPage,
): WebviewHost {
  const running = new Map<number, vscode.CancellationTokenSource>();
  let disposed = false;

  const post = (message: ToWebview) => {
    if (!disposed) void webview.postMessage(message);
  };

  function answer(method: string, params: unknown, token: vscode.CancellationToken): unknown {
    if (page.relay.some(allowed => allowed.method === method))
      return server.request({ method }, params, token);
    if (page.requests && Object.hasOwn(page.requests, method)) return page.requests[method](params, token);
    throw Object.assign(new Error(`${page.name} may not call ${method}`), { code: errorCode.methodNotFound });
  }

  async function run(id: number, method: string, params: unknown): Promise<void> {
    const cancellation = new vscode.CancellationTokenSource();
    running.set(id, cancellation);
    try {
      post({ kind: 'result', id, result: await answer(method, params, cancellation.token) });
    } catch (error) {
      post({ kind: 'error', id, ...describeError(error) });
    } finally {
      running.delete(id);
      cancellation.dispose();
    }
  }

  function receive(message: FromWebview): void {
    if (message.kind === 'request') void run(message.id, message.method, message.params);
    else if (message.kind === 'cancel') running.get(message.id)?.cancel();
    else if (page.notices && Object.hasOwn(page.notices, message.method))
      page.notices[message.method](message.params);
  }

  const folder = vscode.Uri.joinPath(extension, 'dist', 'webview');
  webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [folder] };
  const listening = webview.onDidReceiveMessage((message: unknown) => {
    if (isFromWebview(message)) receive(message);
  });
  const notify: WebviewHost['notify'] = ({ method }, params) => post({ kind: 'notice', method, params });
  const restarting = server.onDidRestart(() => notify(serverRestarted, null));
  webview.html = pageHtml(webview, folder, page);

  return {
    notify,
    dispose() {
      disposed = true;
      listening.dispose();
      restarting.dispose();
      for (const cancellation of running.values()) cancellation.cancel();
    },
  };
}

function describeError(error: unknown): { code: number; message: string } {
  const code = (error as { code?: unknown } | undefined)?.code;
  return {
    code: typeof code === 'number' ? code : errorCode.internal,
    message: error instanceof Error ? error.message : String(error),
  };
}

/** No network, no inline script or style, no data in the HTML: the page gets all it shows by message. */
function pageHtml(webview: vscode.Webview, folder: vscode.Uri, { name, title }: WebviewPage): string {
  const nonce = randomBytes(24).toString('base64url');
  const own = webview.cspSource;
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${own}; font-src ${own}; img-src ${own}`;
  const file = (suffix: string) => webview.asWebviewUri(vscode.Uri.joinPath(folder, `${name}.${suffix}`));
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file('css')}">
<title>${title.replace(/[&<>"]/g, mark => `&#${mark.charCodeAt(0)};`)}</title>
</head>
<body><script type="module" nonce="${nonce}" src="${file('js')}"></script></body>
</html>`;
}
