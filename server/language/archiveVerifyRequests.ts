import type { CancellationToken } from 'vscode-languageserver';
import { openArchive } from '../archive/openArchive.ts';
import type { DecompressionPlatform } from '../bytes/decompress.ts';
import { countToVerify, type SegmentFinding, verifyWal } from '../inspect/verify/verifyWal.ts';
import { formatLsn } from '../postgres/lsn.ts';
import type { PictureProblem } from '../protocol/archive.ts';
import {
  archiveVerify,
  archiveVerifyProgress,
  type VerifyParams,
  type VerifyResult,
} from '../protocol/archiveVerify.ts';
import type { ServerParts } from './server.ts';
import { pathOfUri } from './uri.ts';

/** Findings that are sent, the first ones. */
const mostFindings = 1000;

/** Milliseconds between two notices of progress. */
const noticeEvery = 200;

/** Answers requests to read all WAL of a cluster. */
export const archiveVerifyRequests =
  (platform: DecompressionPlatform) =>
  ({ connection, disk }: ServerParts): void => {
    connection.onRequest(
      archiveVerify.method,
      async ({ uris, systemIdentifier, run }: VerifyParams, token: CancellationToken) => {
        const aborting = new AbortController();
        const listening = token.onCancellationRequested(() => aborting.abort());
        const { signal } = aborting;
        try {
          const { clusters } = await openArchive(disk, uris.map(pathOfUri), platform, { signal });
          const wanted = clusters.filter(each => each.systemIdentifier?.toString() === systemIdentifier);
          const all = wanted.reduce((sum, cluster) => sum + countToVerify(cluster), 0);
          let told = 0;
          return await collect(
            wanted.map(cluster => verifyWal(disk, cluster, platform, { signal })),
            segments => {
              if (Date.now() - told < noticeEvery) return;
              told = Date.now();
              void connection.sendNotification(archiveVerifyProgress.method, { run, segments, all });
            },
          );
        } finally {
          listening.dispose();
        }
      },
    );
  };

async function collect(
  verdicts: readonly ReturnType<typeof verifyWal>[],
  progress: (segments: number) => void,
): Promise<VerifyResult> {
  const problems: PictureProblem[] = [];
  let segments = 0;
  let records = 0;
  let found = 0;
  for (const each of verdicts)
    for await (const verdict of each) {
      segments++;
      records += verdict.records;
      found += verdict.findings.length;
      problems.push(...verdict.findings.slice(0, mostFindings - problems.length).map(problemOf));
      progress(segments);
    }
  return { segments, records, found, problems };
}

function problemOf({ severity, code, path, segment, lsn, message }: SegmentFinding): PictureProblem {
  const timeline = Number.parseInt(segment.slice(0, 8), 16);
  return { severity, code, message, path, timeline, lsn: lsn === undefined ? undefined : formatLsn(lsn) };
}
