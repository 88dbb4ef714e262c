import type { ClusterInventory } from '../../archive/inventory.ts';
import type { Files } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import { formatLsn, type Lsn } from '../../postgres/lsn.ts';
import { parseSegmentName } from '../../postgres/segmentName.ts';
import type { WayStretch } from '../../postgres/timelineWay.ts';
import type { TimelineComparison, TimelineSide } from '../../protocol/archive.ts';
import { type Branch, segmentsBetween } from './branch.ts';
import { contentsAfter } from './contentsAfter.ts';
import { type Fork, forkOf, timelineAt, wayTo } from './fork.ts';
import type { PictureSources } from './picture.ts';
import { placementOf, unixTime } from './placement.ts';
import { rewindOf } from './rewind.ts';

/** Where two timelines part and what each has from there on; undefined when they have nothing in common. */
export async function compareTimelines(
  files: Files,
  platform: DecompressionPlatform,
  sources: PictureSources,
  one: number,
  other: number,
): Promise<TimelineComparison | undefined> {
  const { cluster } = sources;
  const ways = [wayTo(cluster, one), wayTo(cluster, other)] as const;
  const fork = forkOf(...ways);
  if (!fork) return undefined;
  const branches = ways.map(way => branchOf(sources, way, fork));
  const sides = await Promise.all(branches.map(branch => sideOf(files, platform, cluster, branch, fork)));
  const rewinds = await Promise.all(
    branches.map((branch, at) => rewindOf(files, platform, cluster, branch, fork, branches[1 - at].timeline)),
  );
  return {
    forkTimeline: fork.timeline,
    forkLsn: formatLsn(fork.lsn),
    forkAt: placementOf(cluster).at(fork.lsn),
    sides: [sides[0], sides[1]],
    rewinds,
  };
}

function branchOf({ cluster, events }: PictureSources, way: readonly WayStretch[], fork: Fork): Branch {
  const { timeline } = way[way.length - 1];
  const inventory = cluster.timelines.find(each => each.timeline === timeline);
  const { segmentSize } = cluster;
  const first = Number(fork.lsn / BigInt(segmentSize));
  const own = events.filter(each => {
    const number = Number(parseSegmentName(each.segment, segmentSize)?.number ?? -1n);
    return number >= first && timelineAt(way, number, segmentSize) === each.timeline;
  });
  const last = own.filter(({ records }) => records > 0).at(-1);
  const end = last?.endLsn ?? inventory?.endLsn ?? fork.lsn;
  const begun = end > fork.lsn;
  return { timeline, way, end: begun ? end : fork.lsn, events: own };
}

async function sideOf(
  files: Files,
  platform: DecompressionPlatform,
  cluster: ClusterInventory,
  branch: Branch,
  fork: Fork,
): Promise<TimelineSide> {
  const { timeline, way, end, events } = branch;
  const { present, missing } = segmentsBetween(cluster, way, fork.lsn, end);
  const contents = await contentsAfter(files, platform, cluster, branch, fork.lsn);
  const behind = events.filter(({ segment }) => isBehind(segment, fork.lsn, cluster.segmentSize));
  const drops = events
    .flatMap(each => each.events)
    .filter(each => each.kind === 'drop' && each.lsn >= fork.lsn);
  const clock = events.flatMap(each => each.clock).filter(({ lsn }) => lsn >= fork.lsn);
  const known = events.length > 0;
  return {
    timeline,
    bytes: Number(end - fork.lsn),
    end: formatLsn(end),
    segments: present,
    missing: missing.length,
    commits: contents?.commits ?? (known ? behind.reduce((sum, each) => sum + each.commits, 0) : undefined),
    rollbacks: contents?.rollbacks,
    relations: contents?.relations,
    drops: known ? drops.length : undefined,
    relationsDropped: known
      ? drops.reduce((sum, drop) => sum + (drop.kind === 'drop' ? drop.relations.length : 0), 0)
      : undefined,
    firstTime: clock.length ? unixTime(clock[0].time) : undefined,
    lastTime: clock.length ? unixTime(clock[clock.length - 1].time) : undefined,
  };
}

/** Whether all of a segment is behind `lsn`. */
function isBehind(segment: string, lsn: Lsn, segmentSize: number): boolean {
  const number = parseSegmentName(segment, segmentSize)?.number ?? 0n;
  return number * BigInt(segmentSize) >= lsn;
}
