import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { after, before, beforeEach, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { build } from 'esbuild';
import { errorCode, type ToWebview } from '../../client/webview/messages.ts';
import type { hostWebview as HostWebview, WebviewHost } from '../../client/webviewHost.ts';
import { inProject } from '../../scripts/lib/project.mjs';
import { EventEmitter } from './vscodeStub.ts';

const folder = mkdtempSync(`${tmpdir()}/walscope-host-`);
let hostWebview: typeof HostWebview;

before(async () => {
  const outfile = `${folder}/webviewHost.mjs`;
  const alias = { vscode: inProject('test/client/vscodeStub.ts') };
  const entryPoints = [inProject('client/webviewHost.ts')];
  await build({ entryPoints, outfile, alias, bundle: true, platform: 'node', format: 'esm' });
  ({ hostWebview } = await import(outfile));
});
after(() => rmSync(folder, { recursive: true }));

interface Call {
  readonly method: string;
  readonly params: unknown;
  readonly token: { readonly isCancellationRequested: boolean };
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

let calls: Call[];
let posted: ToWebview[];
let fromPage: EventEmitter<unknown>;
let restarted: EventEmitter<void>;
let webview: { html: string; options: Record<string, unknown> };
let host: WebviewHost;

/** A page `records` that may ask the server for `rows`, over a server that answers when the test says so. */
beforeEach(() => {
  calls = [];
  posted = [];
  fromPage = new EventEmitter();
  restarted = new EventEmitter();
  webview = Object.assign(
    { html: '', options: {} },
    {
      cspSource: 'https://own.example',
      asWebviewUri: (uri: string) => `https://own.example/${uri}`,
      onDidReceiveMessage: fromPage.event,
      postMessage: (message: ToWebview) => posted.push(message),
    },
  );
  const server = {
    request: ({ method }: { method: string }, params: unknown, token: Call['token']) =>
      new Promise((resolve, reject) => calls.push({ method, params, token, resolve, reject })),
    onDidRestart: restarted.event,
  };
  const page = {
    name: 'records',
    title: 'Records of <3>',
    relay: [{ method: 'rows' }],
    requests: { copy: (text: unknown) => `copied ${text}` },
  };
  host = hostWebview(webview as never, 'extension' as never, server as never, page);
});

test('the page may load its own script and styles and nothing else', () => {
  const policy = /Content-Security-Policy" content="([^"]+)"/.exec(webview.html)?.[1] ?? '';
  const [, nonce] = /script-src 'nonce-([^']+)'/.exec(policy) ?? [];
  assert.equal(
    policy.replace(nonce, 'N'),
    "default-src 'none'; script-src 'nonce-N'; style-src https://own.example; font-src https://own.example; img-src https://own.example",
  );
  assert.ok(nonce.length >= 32);
  assert.deepEqual(webview.html.match(/<script[^>]*>/g), [
    `<script type="module" nonce="${nonce}" src="https://own.example/extension/dist/webview/records.js">`,
  ]);
  assert.doesNotMatch(webview.html, /<style|\sstyle=|<3>/);
  assert.deepEqual(webview.options, {
    enableScripts: true,
    enableForms: false,
    localResourceRoots: ['extension/dist/webview'],
  });
});

test('a request on the list goes to the server unchanged, and its result comes back under its id', async () => {
  fromPage.fire({ kind: 'request', id: 7, method: 'rows', params: { start: 5n } });
  assert.deepEqual([calls[0].method, calls[0].params], ['rows', { start: 5n }]);
  calls[0].resolve(['row']);
  await setImmediate();
  assert.deepEqual(posted, [{ kind: 'result', id: 7, result: ['row'] }]);
});

test('a failure comes back with the code and the text of the server', async () => {
  fromPage.fire({ kind: 'request', id: 1, method: 'rows', params: null });
  calls[0].reject(Object.assign(new Error('no such session'), { code: -32602 }));
  await setImmediate();
  assert.deepEqual(posted, [{ kind: 'error', id: 1, code: -32602, message: 'no such session' }]);
});

test('a request that is not on the list never reaches the server', async () => {
  for (const method of ['bytes', 'constructor', '__proto__'])
    fromPage.fire({ kind: 'request', id: 1, method, params: null });
  await setImmediate();
  assert.deepEqual(calls, []);
  assert.deepEqual(
    posted.map(message => message.kind === 'error' && message.code),
    [errorCode.methodNotFound, errorCode.methodNotFound, errorCode.methodNotFound],
  );
});

test('the extension host answers its own requests', async () => {
  fromPage.fire({ kind: 'request', id: 2, method: 'copy', params: 'text' });
  await setImmediate();
  assert.deepEqual(posted, [{ kind: 'result', id: 2, result: 'copied text' }]);
});

test('cancelling cancels that request in the server', () => {
  for (const id of [1, 2]) fromPage.fire({ kind: 'request', id, method: 'rows', params: id });
  fromPage.fire({ kind: 'cancel', id: 2 });
  assert.deepEqual(
    calls.map(({ token }) => token.isCancellationRequested),
    [false, true],
  );
});

test('closing the page cancels what runs, and nothing is sent any more', async () => {
  fromPage.fire({ kind: 'request', id: 1, method: 'rows', params: null });
  host.dispose();
  assert.equal(calls[0].token.isCancellationRequested, true);
  calls[0].resolve('late');
  restarted.fire();
  fromPage.fire({ kind: 'request', id: 2, method: 'rows', params: null });
  await setImmediate();
  assert.deepEqual([calls.length, posted], [1, []]);
});

test('junk is ignored; a restart of the server is told', () => {
  for (const junk of [null, 'rows', {}, { kind: 'request', id: 'x', method: 'rows' }]) fromPage.fire(junk);
  assert.deepEqual([calls, posted], [[], []]);
  restarted.fire();
  assert.deepEqual(posted, [{ kind: 'notice', method: 'serverRestarted', params: null }]);
});
