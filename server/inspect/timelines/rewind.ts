import type { ClusterInventory } from '../../archive/inventory.ts';
import { FileError, type Files, readWhole } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import { readControl } from '../../postgres/files/control.ts';
import { formatLsn, type Lsn } from '../../postgres/lsn.ts';
import { formatSegmentName } from '../../postgres/segmentName.ts';
import type { Rewind } from '../../protocol/archive.ts';
import { type Branch, segmentsBetween } from './branch.ts';
import { serversOf } from './clusterName.ts';
import { type Fork, timelineAt } from './fork.ts';
import { locateSegment } from './locate.ts';
import { lastCheckpointBefore } from './segmentScan.ts';

/** Segments that are searched backwards for a checkpoint. */
const searched = 64;

/**
 * Whether a server that ended on `branch` can be made to follow `other` by pg_rewind, and which segments of its own
 * that needs: from the last checkpoint before the fork to the end of its WAL.
 * PostgreSQL: findLastCheckpoint in bin/pg_rewind/parsexlog.c, sanityChecks in pg_rewind.c.
 */
export async function rewindOf(
  files: Files,
  platform: DecompressionPlatform,
  cluster: ClusterInventory,
  { timeline, way, end }: Branch,
  fork: Fork,
  other: number,
): Promise<Rewind> {
  const nothing = { timeline, missing: [] };
  if (end <= fork.lsn)
    return {
      ...nothing,
      verdict: 'nothing',
      text: `Timeline ${timeline} has no WAL after the fork: a server on it can follow timeline ${other} as it is.`,
    };
  if (await refusesRewind(files, cluster, timeline))
    return {
      ...nothing,
      verdict: 'missing',
      text: 'pg_rewind refuses this server: target server needs to use either data checksums or "wal_log_hints = on"',
    };
  const found = await checkpointBefore(files, platform, cluster, way, fork.lsn);
  if (typeof found === 'string')
    return {
      timeline,
      missing: [found],
      verdict: 'missing',
      text: `pg_rewind would stop: ${found} cannot be read, where the last checkpoint before the fork is looked for.`,
    };
  if (found === undefined)
    return {
      ...nothing,
      verdict: 'unknown',
      text: `There is no checkpoint in the ${searched} segments before the fork; more were not read.`,
    };
  const { missing } = segmentsBetween(cluster, way, found, end);
  const size = BigInt(cluster.segmentSize);
  const name = (number: bigint) => {
    const owner = timelineAt(way, Number(number), cluster.segmentSize);
    return formatSegmentName({ timeline: owner, number }, cluster.segmentSize);
  };
  const first = found / size;
  const last = (end - 1n) / size;
  return {
    timeline,
    verdict: missing.length ? 'missing' : 'possible',
    text: missing.length
      ? `pg_rewind would stop: ${missing.join(', ')} missing.`
      : `pg_rewind can bring a server on timeline ${timeline} to timeline ${other}; it reads from the checkpoint at ${formatLsn(found)} to ${formatLsn(end)}${elsewhere(cluster, timeline, first, last, name)}.`,
    firstSegment: name(first),
    lastSegment: name(last),
    missing,
  };
}

/** What to say of segments that the server has no more in its own pg_wal, where alone pg_rewind looks unasked. */
function elsewhere(
  cluster: ClusterInventory,
  timeline: number,
  first: bigint,
  last: bigint,
  name: (number: bigint) => string,
): string {
  const server = serverOn(cluster, timeline);
  if (!server) return '';
  const own = new Set(server.objects.map(object => object.name));
  let count = 0;
  for (let number = first; number <= last; number++) if (!own.has(name(number))) count++;
  if (!count) return '';
  const remedy =
    (cluster.major ?? 0) >= 13
      ? 'give it --restore-target-wal and set restore_command there'
      : 'copy them back into it first';
  return `; ${count} of the segments ${count === 1 ? 'is' : 'are'} not in its own pg_wal: ${remedy}`;
}

function serverOn(cluster: ClusterInventory, timeline: number) {
  return serversOf(cluster).find(({ checkpoint }) => checkpoint?.timeline === timeline);
}

/** Whether the data directory that is on `timeline` has neither checksums nor hint bits in WAL. */
async function refusesRewind(files: Files, cluster: ClusterInventory, timeline: number): Promise<boolean> {
  const server = serverOn(cluster, timeline);
  if (!server) return false;
  try {
    const { value } = readControl(await readWhole(files, `${server.root}/global/pg_control`), server.major);
    return value !== undefined && value.dataChecksumVersion === 0 && !value.walLogHints;
  } catch (error) {
    if (!(error instanceof FileError || error instanceof RangeError)) throw error;
    return false;
  }
}

/**
 * The last checkpoint record before `fork` on a way, looked for backwards from the segment of the fork; the name of a
 * segment that cannot be read before it is found; undefined when it is too far back.
 */
async function checkpointBefore(
  files: Files,
  platform: DecompressionPlatform,
  cluster: ClusterInventory,
  way: Branch['way'],
  fork: Lsn,
): Promise<Lsn | string | undefined> {
  const first = Number(fork / BigInt(cluster.segmentSize));
  for (let number = first; number >= 0 && number > first - searched; number--) {
    const timeline = timelineAt(way, number, cluster.segmentSize);
    const name = formatSegmentName({ timeline, number: BigInt(number) }, cluster.segmentSize);
    const path = locateSegment(cluster, name);
    if (!path) return name;
    const found = await lastCheckpointBefore(files, platform, path, name, fork);
    if (found === null) return name;
    if (found !== undefined) return found;
  }
  return undefined;
}
