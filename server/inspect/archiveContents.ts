import { openArchive } from '../archive/openArchive.ts';
import type { Files } from '../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../bytes/decompress.ts';
import type { ArchiveContents, RequiredValue } from '../postgres/conf/rules/surroundings.ts';
import type { Lsn } from '../postgres/lsn.ts';
import { archiveEvents, type EventOptions } from './events/archiveEvents.ts';

/** Beyond this many segments an archive is not read through for the sake of a diagnostic. */
const mostSegments = 256;

/**
 * What the archive in some folders holds and a configuration has to do with. Undefined for what can not be known:
 * several clusters in one place, or too much to read. FileError when a folder cannot be listed.
 */
export async function readArchiveContents(
  files: Files,
  platform: DecompressionPlatform,
  folders: readonly string[],
  options: EventOptions = {},
): Promise<ArchiveContents | undefined> {
  const { clusters } = await openArchive(files, folders, platform, { namesOnly: true });
  const [cluster] = clusters;
  const segments = cluster?.timelines.reduce((sum, { segmentCount }) => sum + segmentCount, 0) ?? 0;
  if (clusters.length !== 1 || segments === 0 || segments > mostSegments) return undefined;
  const restorePoints: string[] = [];
  let firstCommit: bigint | undefined;
  let lastCommit: bigint | undefined;
  const required: RequiredValue[] = [];
  for await (const { events, clock } of archiveEvents(files, cluster, platform, options)) {
    for (const event of events) {
      if (event.kind === 'restorePoint') restorePoints.push(event.name);
      if (event.kind === 'parameters') required.push(...requiredValues(event.text, event.lsn));
    }
    for (const { time } of clock) {
      if (firstCommit === undefined || time < firstCommit) firstCommit = time;
      if (lastCommit === undefined || time > lastCommit) lastCommit = time;
    }
  }
  let lastLsn = 0n;
  for (const { endLsn } of cluster.timelines) if (endLsn !== undefined && endLsn > lastLsn) lastLsn = endLsn;
  return {
    restorePoints,
    firstCommit,
    lastCommit,
    lastLsn,
    required,
  };
}

/** The text of the record has the settings by their names: `max_connections=100 max_worker_processes=8 ...`. */
function requiredValues(text: string, lsn: Lsn): RequiredValue[] {
  const found = text.matchAll(
    /\b(max_connections|max_worker_processes|max_wal_senders|max_prepared_xacts|max_locks_per_xact)=(\d+)/g,
  );
  return [...found].map(([, name, value]) => ({ setting: settingOf(name), value: Number(value), lsn }));
}

function settingOf(name: string): string {
  return name
    .replace('max_prepared_xacts', 'max_prepared_transactions')
    .replace('_per_xact', '_per_transaction');
}
