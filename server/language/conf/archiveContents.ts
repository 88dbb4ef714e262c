import { openArchive } from '../../archive/openArchive.ts';
import { archiveEvents } from '../../inspect/events/archiveEvents.ts';
import type { ArchiveContents } from '../../postgres/conf/rules/surroundings.ts';
import type { Workspace } from '../features.ts';
import { eventCache } from './eventTargets.ts';

interface Known {
  readonly contents?: ArchiveContents;
  /** When it was read, in milliseconds since 1970; undefined while that goes on. */
  readonly at?: number;
}

/** Beyond this many segments an archive is not read through for the sake of a diagnostic. */
const mostSegments = 256;
const goodForMilliseconds = 30_000;

const known = new Map<string, Known>();

/**
 * What the archive in some folders holds, as far as it is known by now. The first time it is read in the background;
 * when that is done everything is looked at again.
 */
export function archiveContents(
  workspace: Workspace,
  folders: readonly string[],
): ArchiveContents | undefined {
  const key = folders.join('\n');
  const state = known.get(key);
  const old = state?.at !== undefined && Date.now() - state.at > goodForMilliseconds;
  if (!state || old) {
    known.set(key, { contents: state?.contents });
    void readContents(workspace, folders)
      .catch(() => undefined)
      .then(contents => {
        known.set(key, { contents, at: Date.now() });
        if (JSON.stringify(contents, replacer) !== JSON.stringify(state?.contents, replacer))
          workspace.changed();
      });
  }
  return state?.contents;
}

/** Undefined for what can not be known: several clusters in one place, or too much to read. */
async function readContents(
  workspace: Workspace,
  folders: readonly string[],
): Promise<ArchiveContents | undefined> {
  const { files, decompression } = workspace;
  const { clusters } = await openArchive(files, folders, decompression, { namesOnly: true });
  const [cluster] = clusters;
  const segments = cluster?.timelines.reduce((sum, { segmentCount }) => sum + segmentCount, 0) ?? 0;
  if (clusters.length !== 1 || segments === 0 || segments > mostSegments) return undefined;
  const restorePoints: string[] = [];
  const commits: number[] = [];
  for await (const { events, clock } of archiveEvents(files, cluster, decompression, { cache: eventCache })) {
    for (const event of events) if (event.kind === 'restorePoint') restorePoints.push(event.name);
    for (const { time } of clock) commits.push(unixMilliseconds(time));
  }
  let lastLsn = 0n;
  for (const { endLsn } of cluster.timelines) if (endLsn !== undefined && endLsn > lastLsn) lastLsn = endLsn;
  return {
    restorePoints,
    firstCommit: commits.length ? Math.min(...commits) : undefined,
    lastCommit: commits.length ? Math.max(...commits) : undefined,
    lastLsn,
  };
}

/** From microseconds since 2000-01-01 UTC. */
function unixMilliseconds(time: bigint): number {
  return Number(time / 1000n) + 946_684_800_000;
}

function replacer(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
