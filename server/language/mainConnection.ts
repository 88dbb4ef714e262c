import { Console } from 'node:console';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeDecompression } from '../bytes/nodeDecompression.ts';
import { nodeFiles } from '../bytes/nodeFiles.ts';
import { withTarMembers } from '../bytes/tarMembers.ts';
import { archiveOverviewRequests } from './archiveOverviewRequests.ts';
import { archiveRequests } from './archiveRequests.ts';
import { archiveVerifyRequests } from './archiveVerifyRequests.ts';
import { binaryFileRequests } from './binaryFileRequests.ts';
import { segmentRequests } from './segmentRequests.ts';
import { startServer } from './server.ts';

/**
 * Serves the client that the process arguments name: `--stdio`, `--node-ipc`, `--socket=PORT` or `--pipe=NAME`.
 * The process ends when the client does.
 */
export function serveProcess(): void {
  // Standard output carries the protocol and nothing else, whoever writes to the console.
  globalThis.console = new Console(process.stderr, process.stderr);
  const connection = createConnection(ProposedFeatures.all);
  process.on('uncaughtException', error => connection.console.error(error.stack ?? error.message));
  process.on('unhandledRejection', reason => connection.console.error(String(reason)));
  startServer(
    connection,
    { disk: withTarMembers(nodeFiles, nodeDecompression), decompression: nodeDecompression },
    [
      segmentRequests(nodeDecompression),
      archiveRequests(nodeDecompression),
      binaryFileRequests,
      archiveOverviewRequests(nodeDecompression),
      archiveVerifyRequests(nodeDecompression),
    ],
  );
}
