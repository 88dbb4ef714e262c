import { notification } from '../../server/protocol.ts';

/**
 * What a webview and the extension host say to each other: requests with an id that are answered exactly once
 * (result or error), cancellation of a request, and one-way notices. Plain data only; both sides check it.
 */
export type FromWebview =
  | { readonly kind: 'request'; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'notice'; readonly method: string; readonly params: unknown };

export type ToWebview =
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly code: number; readonly message: string }
  | { readonly kind: 'notice'; readonly method: string; readonly params: unknown };

/** Error codes of an answer, the numbers of JSON-RPC and LSP. */
export const errorCode = {
  methodNotFound: -32601,
  internal: -32603,
  /** The request was cancelled by whoever asked. */
  cancelled: -32800,
  /** The language server or the webview went away before it answered. */
  connectionLost: -32097,
} as const;

/** Notice to every page: the language server is a new process, sessions opened in the old one are gone. */
export const serverRestarted = notification<null>('serverRestarted');

/** Whether `value` is a message a webview may send. Webviews show foreign bytes, so nothing is taken on trust. */
export function isFromWebview(value: unknown): value is FromWebview {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, id, method } = value as Record<string, unknown>;
  if (kind === 'cancel') return Number.isSafeInteger(id);
  if (kind === 'request') return Number.isSafeInteger(id) && typeof method === 'string';
  return kind === 'notice' && typeof method === 'string';
}

/** Whether `value` is a message of the extension host (VS Code's own scripts post to the same window). */
export function isToWebview(value: unknown): value is ToWebview {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, id, method } = value as Record<string, unknown>;
  if (kind === 'result' || kind === 'error') return Number.isSafeInteger(id);
  return kind === 'notice' && typeof method === 'string';
}
