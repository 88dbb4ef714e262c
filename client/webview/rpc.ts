import type { NotificationOf, RequestOf } from '../../server/protocol.ts';
import { errorCode, type FromWebview, isToWebview } from './messages.ts';

/** A request was refused, failed or was cancelled; `code` is one of `errorCode` or the language server's own. */
export class RequestError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
  }

  get cancelled(): boolean {
    return this.code === errorCode.cancelled;
  }
}

/** The extension host, seen from a webview's script. */
export interface Host<State> {
  /** Asks the extension host or, through it, the language server. Rejects with a `RequestError`, never hangs on abort. */
  request<Params, Result>(
    type: RequestOf<Params, Result>,
    params: Params,
    signal?: AbortSignal,
  ): Promise<Result>;
  /** Tells the extension host something; there is no answer. */
  notify<Params>(type: NotificationOf<Params>, params: Params): void;
  /** Calls `handler` for each notice of that name; the result ends it. */
  on<Params>(type: NotificationOf<Params>, handler: (params: Params) => void): () => void;
  /** What `saveState` kept before the tab was hidden or the window was reloaded. */
  readonly savedState: State | undefined;
  saveState(state: State): void;
}

interface VsCodeApi {
  postMessage(message: FromWebview): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

interface Pending {
  resolve(result: unknown): void;
  reject(error: RequestError): void;
}

/** Connects this webview to its host. VS Code allows that once for each page. */
export function connectHost<State = unknown>(): Host<State> {
  const api = acquireVsCodeApi();
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, Set<(params: unknown) => void>>();
  let lastId = 0;

  window.addEventListener('message', event => {
    const message: unknown = event.data;
    if (!isToWebview(message)) return;
    if (message.kind === 'notice') {
      for (const listener of [...(listeners.get(message.method) ?? [])]) listener(message.params);
      return;
    }
    const waiting = pending.get(message.id);
    pending.delete(message.id);
    if (message.kind === 'result') waiting?.resolve(message.result);
    else waiting?.reject(new RequestError(message.code, message.message));
  });

  function request<Params, Result>(
    { method }: RequestOf<Params, Result>,
    params: Params,
    signal?: AbortSignal,
  ): Promise<Result> {
    const id = ++lastId;
    return new Promise<Result>((resolve, reject) => {
      const cancel = () => {
        if (pending.delete(id)) api.postMessage({ kind: 'cancel', id });
        reject(new RequestError(errorCode.cancelled, `${method} was cancelled`));
      };
      if (signal?.aborted) return cancel();
      const settle =
        <Value>(finish: (value: Value) => void) =>
        (value: Value) => {
          signal?.removeEventListener('abort', cancel);
          finish(value);
        };
      pending.set(id, { resolve: settle(result => resolve(result as Result)), reject: settle(reject) });
      signal?.addEventListener('abort', cancel, { once: true });
      api.postMessage({ kind: 'request', id, method, params });
    });
  }

  return {
    request,
    notify: ({ method }, params) => api.postMessage({ kind: 'notice', method, params }),
    on({ method }, handler) {
      const listener = handler as (params: unknown) => void;
      const known = listeners.get(method) ?? new Set();
      listeners.set(method, known.add(listener));
      return () => known.delete(listener);
    },
    savedState: api.getState() as State | undefined,
    saveState: state => api.setState(state),
  };
}
