import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import {
  errorCode,
  type FromWebview,
  isFromWebview,
  isToWebview,
  type ToWebview,
} from '../../client/webview/messages.ts';
import { connectHost, RequestError } from '../../client/webview/rpc.ts';
import { notification, request } from '../../server/protocol.ts';

const double = request<number, number>('double');
const grown = notification<number>('grown');

let sent: FromWebview[];
let state: unknown;
let page: EventTarget;

/** The page's side of a webview: a window that gets messages and VS Code's three functions. */
beforeEach(() => {
  sent = [];
  state = undefined;
  page = new EventTarget();
  Object.assign(globalThis, {
    window: page,
    acquireVsCodeApi: () => ({
      postMessage: (message: FromWebview) => sent.push(message),
      getState: () => state,
      setState: (value: unknown) => {
        state = value;
      },
    }),
  });
});

const receive = (message: unknown) =>
  page.dispatchEvent(Object.assign(new Event('message'), { data: message }));
const receiveFromHost = (message: ToWebview) => receive(message);

test('a request is sent with an id of its own and resolves with the answer to that id', async () => {
  const host = connectHost();
  const first = host.request(double, 1);
  const second = host.request(double, 2);
  assert.deepEqual(
    sent.map(message => ({ ...message, id: undefined })),
    [1, 2].map(params => ({ kind: 'request', id: undefined, method: 'double', params })),
  );
  const [one, two] = sent.map(message => (message.kind === 'request' ? message.id : 0));
  receiveFromHost({ kind: 'result', id: two, result: 4 });
  receiveFromHost({ kind: 'result', id: one, result: 2 });
  assert.deepEqual(await Promise.all([first, second]), [2, 4]);
});

test('an error rejects with its code and text', async () => {
  const asked = connectHost().request(double, 1);
  receiveFromHost({ kind: 'error', id: 1, code: errorCode.methodNotFound, message: 'no such method' });
  await assert.rejects(asked, {
    code: errorCode.methodNotFound,
    message: 'no such method',
    cancelled: false,
  });
});

test('aborting cancels on the other side and rejects at once; a late answer is ignored', async () => {
  const abort = new AbortController();
  const asked = connectHost().request(double, 1, abort.signal);
  abort.abort();
  await assert.rejects(asked, (error: unknown) => error instanceof RequestError && error.cancelled);
  assert.deepEqual(sent.at(-1), { kind: 'cancel', id: 1 });
  receiveFromHost({ kind: 'result', id: 1, result: 2 });
});

test('a request aborted before it is made is not sent; aborting after the answer sends nothing', async () => {
  const host = connectHost();
  await assert.rejects(host.request(double, 1, AbortSignal.abort()));
  assert.deepEqual(sent, []);
  const abort = new AbortController();
  const asked = host.request(double, 1, abort.signal);
  receiveFromHost({ kind: 'result', id: 2, result: 2 });
  assert.equal(await asked, 2);
  abort.abort();
  assert.equal(sent.length, 1);
});

test('notices reach their listeners until these end, and nobody else', () => {
  const host = connectHost();
  const heard: number[] = [];
  const end = host.on(grown, params => heard.push(params));
  receiveFromHost({ kind: 'notice', method: 'grown', params: 3 });
  receiveFromHost({ kind: 'notice', method: 'shrunk', params: 4 });
  end();
  receiveFromHost({ kind: 'notice', method: 'grown', params: 5 });
  assert.deepEqual(heard, [3]);
});

test('state is kept where VS Code keeps it', () => {
  connectHost<{ row: number }>().saveState({ row: 7 });
  assert.deepEqual(connectHost<{ row: number }>().savedState, { row: 7 });
});

test('what is no message of ours is refused on both sides', () => {
  const junk = [null, undefined, 7, 'result', [], {}, { kind: 'request' }, { kind: 'result', id: '1' }];
  for (const value of [...junk, { kind: 'request', id: 1.5, method: 'double' }, { kind: 'notice' }]) {
    assert.equal(isFromWebview(value), false);
    assert.equal(isToWebview(value), false);
  }
  connectHost();
  for (const value of junk) receive(value);
  assert.deepEqual(sent, []);
});
