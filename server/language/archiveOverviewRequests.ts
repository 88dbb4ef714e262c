import type { CancellationToken } from 'vscode-languageserver';
import { openArchive } from '../archive/openArchive.ts';
import type { DecompressionPlatform } from '../bytes/decompress.ts';
import { archivesOverviewOf } from '../inspect/timelines/overview.ts';
import { type ArchivesOverview, archivesOverview } from '../protocol/archiveOverview.ts';
import type { ServerParts } from './server.ts';
import { pathOfUri } from './uri.ts';

/** First pages that are read unasked of all archives in a workspace: a second or two of reading. */
const mostHeads = 10_000;

/** Answers what the side bar and the Problems panel show of archives. */
export const archiveOverviewRequests =
  (platform: DecompressionPlatform) =>
  ({ connection, disk }: ServerParts): void => {
    connection.onRequest(
      archivesOverview.method,
      async (
        { uris, thorough }: { uris: readonly string[]; thorough: boolean },
        token: CancellationToken,
      ): Promise<ArchivesOverview> => {
        const aborting = new AbortController();
        const listening = token.onCancellationRequested(() => aborting.abort());
        try {
          const inventory = await openArchive(disk, uris.map(pathOfUri), platform, {
            signal: aborting.signal,
            mostHeads: thorough ? Number.POSITIVE_INFINITY : mostHeads,
            tolerant: true,
          });
          return archivesOverviewOf(inventory);
        } finally {
          listening.dispose();
        }
      },
    );
  };
