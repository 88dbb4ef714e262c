import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type { ClientCapabilities, Diagnostic, InitializeResult } from 'vscode-languageserver';

/** A language server process with a client that a test speaks for. */
export interface TestClient {
  readonly connection: MessageConnection;
  readonly server: ChildProcessWithoutNullStreams;
  readonly initialized: InitializeResult;
  /** Everything that the process wrote to standard output so far. */
  output(): Buffer;
  errors(): string;
  open(uri: string, text: string, languageId?: string): void;
  change(uri: string, version: number, text: string): void;
  /** The next diagnostics that the server sends for a document. */
  diagnostics(uri: string): Promise<Diagnostic[]>;
  stop(): Promise<number | null>;
}

let bundle: Promise<string> | undefined;

/** The server as one file, as it is shipped. */
export function serverBundle(): Promise<string> {
  bundle ??= makeBundle();
  return bundle;
}

async function makeBundle(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'walscope-server-'));
  const outfile = join(folder, 'server.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../../server/language/main.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    outfile,
    logLevel: 'error',
  });
  return outfile;
}

export async function startClient(
  capabilities: ClientCapabilities = {},
  initializationOptions?: unknown,
): Promise<TestClient> {
  const server = spawn(process.execPath, [await serverBundle(), '--stdio']);
  const chunks: Buffer[] = [];
  const errors: Buffer[] = [];
  server.stdout.on('data', chunk => chunks.push(chunk));
  server.stderr.on('data', chunk => errors.push(chunk));
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const waiting = new Map<string, ((diagnostics: Diagnostic[]) => void)[]>();
  connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }) => {
    waiting.get(uri)?.shift()?.(diagnostics);
  });
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('workspace/diagnostic/refresh', () => null);
  connection.listen();
  const initialized: InitializeResult = await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities,
    initializationOptions,
  });
  await connection.sendNotification('initialized', {});

  return {
    connection,
    server,
    initialized,
    output: () => Buffer.concat(chunks),
    errors: () => Buffer.concat(errors).toString(),
    open(uri, text, languageId = 'postgresql-conf') {
      void connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId, version: 1, text },
      });
    },
    change(uri, version, text) {
      void connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      });
    },
    diagnostics: uri =>
      new Promise(resolve => {
        const queue = waiting.get(uri) ?? [];
        waiting.set(uri, [...queue, resolve]);
      }),
    async stop() {
      const ended = new Promise<number | null>(resolve => server.once('exit', resolve));
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      const status = await ended;
      connection.dispose();
      return status;
    },
  };
}

/** Splits what a server wrote into messages; throws at the first byte outside of one. */
export function framedMessages(output: Buffer): unknown[] {
  const messages: unknown[] = [];
  let at = 0;
  while (at < output.length) {
    const header = /^Content-Length: (\d+)\r\n(?:Content-Type: [^\r\n]*\r\n)?\r\n/.exec(
      output.subarray(at, at + 200).toString('latin1'),
    );
    if (!header) throw new Error(`no message at byte ${at}: ${output.subarray(at, at + 80)}`);
    const body = at + header[0].length;
    at = body + Number(header[1]);
    messages.push(JSON.parse(output.subarray(body, at).toString('utf8')));
  }
  return messages;
}

/** A diagnostic's text. */
export function textOf({ message }: Diagnostic): string {
  return typeof message === 'string' ? message : message.value;
}
