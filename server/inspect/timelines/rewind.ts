import type { ClusterInventory } from '../../archive/inventory.ts';
import { FileError, type Files, readWhole } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import { readControl } from '../../postgres/files/control.ts';
import { formatLsn, type Lsn } from '../../postgres/lsn.ts';
import { formatSegmentName } from '../../postgres/segmentName.ts';
import type { Rewind } from '../../protocol/archive.ts';
import { serversOf } from './clusterName.ts';
import { type Branch, segmentsBetween } from './compare.ts';
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
  const checkpoint = await checkpointBefore(files, platform, cluster, way, fork.lsn);
  if (checkpoint === undefined)
    return {
      ...nothing,
      verdict: 'unknown',
      text: 'The last checkpoint before the fork is in no segment that can be read here, so pg_rewind could not start either.',
    };
  const { missing } = segmentsBetween(cluster, way, checkpoint, end);
  const size = BigInt(cluster.segmentSize);
  const name = (lsn: Lsn) => {
    const number = lsn / size;
    const owner = timelineAt(way, Number(number), cluster.segmentSize);
    return formatSegmentName({ timeline: owner, number }, cluster.segmentSize);
  };
  return {
    timeline,
    verdict: missing.length ? 'missing' : 'possible',
    text: missing.length
      ? `pg_rewind would stop: ${missing.join(', ')} missing.`
      : `pg_rewind can bring a server on timeline ${timeline} to timeline ${other}; it reads from the checkpoint at ${formatLsn(checkpoint)} to ${formatLsn(end)}.`,
    firstSegment: name(checkpoint),
    lastSegment: name(end - 1n),
    missing,
  };
}

/** Whether the data directory that is on `timeline` has neither checksums nor hint bits in WAL. */
async function refusesRewind(files: Files, cluster: ClusterInventory, timeline: number): Promise<boolean> {
  const server = serversOf(cluster).find(({ checkpoint }) => checkpoint?.timeline === timeline);
  if (!server) return false;
  try {
    const { value } = readControl(await readWhole(files, `${server.root}/global/pg_control`), server.major);
    return value !== undefined && value.dataChecksumVersion === 0 && !value.walLogHints;
  } catch (error) {
    if (!(error instanceof FileError || error instanceof RangeError)) throw error;
    return false;
  }
}

/** The last checkpoint record before `fork` on a way, looked for backwards; undefined when a segment is missing first. */
async function checkpointBefore(
  files: Files,
  platform: DecompressionPlatform,
  cluster: ClusterInventory,
  way: Branch['way'],
  fork: Lsn,
): Promise<Lsn | undefined> {
  const first = Number((fork - 1n) / BigInt(cluster.segmentSize));
  for (let number = first; number >= 0 && number > first - searched; number--) {
    const timeline = timelineAt(way, number, cluster.segmentSize);
    const name = formatSegmentName({ timeline, number: BigInt(number) }, cluster.segmentSize);
    const path = locateSegment(cluster, name);
    if (!path) return undefined;
    const found = await lastCheckpointBefore(files, platform, path, name, fork);
    if (found === null) return undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
