import { type BackupState, lackedBy } from '../../archive/backupStates.ts';
import type { ClusterInventory, TimelineInventory } from '../../archive/inventory.ts';
import type { ArchiveProblem } from '../../archive/repository.ts';
import { timelinesInWords } from '../../archive/timelineWords.ts';
import { formatLsn } from '../../postgres/lsn.ts';
import { formatSegmentName } from '../../postgres/segmentName.ts';
import type {
  PictureBackup,
  PictureGap,
  PictureGrowth,
  PictureLane,
  PictureProblem,
  TimelinesPicture,
} from '../../protocol/archive.ts';
import { type Durability, growthOf } from '../durability/durability.ts';
import type { TimelineSegmentEvents } from '../events/archiveEvents.ts';
import { clusterName, serversOf } from './clusterName.ts';
import { pictureDurability, pictureGrowth } from './pictureDurability.ts';
import { pictureClock, pictureEvents } from './pictureEvents.ts';
import { pictureRuns } from './pictureRuns.ts';
import { type Placement, placementOf } from './placement.ts';
import { problemsOfCluster } from './problemFiles.ts';

/** What is sent at the most: problems, errors first; gaps and runs of segments of all timelines together. */
const mostProblems = 1000;
const mostGaps = 10_000;
const mostRuns = 200_000;

/** What a picture is made of. */
export interface PictureSources {
  readonly cluster: ClusterInventory;
  readonly events: readonly TimelineSegmentEvents[];
  readonly durability: readonly Durability[];
}

/** The picture of cluster number `number` of an archive. */
export function pictureOf(number: number, { cluster, events, durability }: PictureSources): TimelinesPicture {
  const placement = placementOf(cluster);
  const byTimeline = groupByTimeline(events);
  const backups = new Map(
    cluster.timelines.flatMap(({ backups }) => backups).map((backup, id) => [backup, id]),
  );
  const left = lastSwitches(cluster.timelines);
  const problems = problemsOfCluster(cluster);
  return {
    cluster: number,
    name: clusterName(cluster),
    systemIdentifier: cluster.systemIdentifier?.toString(),
    major: cluster.major,
    segmentSize: cluster.segmentSize,
    base: formatLsn(placement.base),
    lanes: cluster.timelines.map(timeline =>
      lane(timeline, byTimeline.get(timeline.timeline) ?? [], {
        placement,
        segmentSize: cluster.segmentSize,
        numberOf: backup => backups.get(backup) ?? -1,
        left: left.get(timeline.timeline),
        share: most => Math.ceil(most / cluster.timelines.length),
      }),
    ),
    current: serversOf(cluster)[0]?.checkpoint?.timeline ?? cluster.timelines.at(-1)?.timeline,
    problems: pictureProblems(problems, placement),
    problemCount: problems.length,
    durability: durability.map(each => pictureDurability(each, placement)),
    growth: durability.length ? undefined : archiveGrowth(byTimeline, cluster.segmentSize),
  };
}

function archiveGrowth(
  byTimeline: ReadonlyMap<number, readonly TimelineSegmentEvents[]>,
  segmentSize: number,
): PictureGrowth | undefined {
  for (const [timeline, events] of [...byTimeline].sort(([a], [b]) => b - a)) {
    const growth = growthOf(events, segmentSize);
    if (growth) return pictureGrowth(timeline, growth);
  }
  return undefined;
}

function groupByTimeline(events: readonly TimelineSegmentEvents[]): Map<number, TimelineSegmentEvents[]> {
  const groups = new Map<number, TimelineSegmentEvents[]>();
  for (const each of events) {
    const group = groups.get(each.timeline);
    if (group) group.push(each);
    else groups.set(each.timeline, [each]);
  }
  return groups;
}

/** For each timeline that others branched from: where the last of them did. */
function lastSwitches(timelines: readonly TimelineInventory[]): Map<number, bigint> {
  const left = new Map<number, bigint>();
  for (const { parent, switchLsn } of timelines) {
    if (parent === undefined || switchLsn === undefined) continue;
    const known = left.get(parent);
    if (known === undefined || switchLsn > known) left.set(parent, switchLsn);
  }
  return left;
}

interface LaneContext {
  readonly placement: Placement;
  readonly segmentSize: number;
  readonly numberOf: (backup: BackupState) => number;
  /** Where the last branch left this timeline. */
  readonly left: bigint | undefined;
  /** This lane's part of what a picture holds at the most. */
  readonly share: (most: number) => number;
}

function lane(
  inventory: TimelineInventory,
  events: readonly TimelineSegmentEvents[],
  { placement, segmentSize, numberOf, left, share }: LaneContext,
): PictureLane {
  const { timeline, parent, switchLsn, reason, startLsn, endLsn, segmentCount } = inventory;
  const at = (lsn: bigint | undefined) => (lsn === undefined ? undefined : placement.at(lsn));
  const begin = switchLsn ?? 0n;
  const size = BigInt(segmentSize);
  return {
    timeline,
    parent,
    switchAt: at(switchLsn),
    reason,
    from: at(startLsn),
    to: at(endLsn),
    segments: segmentCount,
    runs: pictureRuns(inventory.runs, inventory.gaps, placement.segment, share(mostRuns)),
    gapCount: inventory.gaps.length,
    gaps: inventory.gaps.slice(0, share(mostGaps)).map((gap): PictureGap => {
      const name = (number: number) => formatSegmentName({ timeline, number: BigInt(number) }, segmentSize);
      return {
        from: placement.at(BigInt(gap.from) * size),
        to: placement.at(BigInt(gap.to + 1) * size),
        segments: gap.to - gap.from + 1,
        firstSegment: name(gap.from),
        lastSegment: name(gap.to),
        cuts: timelinesInWords(gap.cuts),
      };
    }),
    backups: inventory.backups
      .filter(backup => backup.startLsn !== undefined)
      .map(backup => pictureBackup(backup, numberOf(backup), placement)),
    events: pictureEvents(events, placement, begin),
    clock: pictureClock(events, placement, begin),
    // the segment of the switch point itself is there twice and means nothing
    diverged: left !== undefined && endLsn !== undefined && endLsn > (left / size + 1n) * size,
  };
}

function pictureBackup(backup: BackupState, id: number, placement: Placement): PictureBackup {
  const { label, path, type, startTime, stopTime, firstSegment, restorable } = backup;
  return {
    id,
    label,
    path,
    from: placement.at(backup.startLsn ?? placement.base),
    to: backup.stopLsn === undefined ? undefined : placement.at(backup.stopLsn),
    type,
    startTime,
    stopTime,
    firstSegment,
    restorable,
    missing: lackedBy(backup),
    reaches: backup.reaches.map(({ timeline, lsn, toTheEnd }) => ({
      timeline,
      at: placement.at(lsn),
      toTheEnd,
    })),
  };
}

const severities = ['error', 'warning', 'information'];

/** Problems as the client shows them, the worst first. */
export function pictureProblems(
  problems: readonly ArchiveProblem[],
  placement?: Placement,
): PictureProblem[] {
  return [...problems]
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
    .slice(0, mostProblems)
    .map(({ severity, code, message, path, timeline, lsn }) => ({
      severity,
      code,
      message,
      path,
      timeline,
      lsn: lsn === undefined ? undefined : formatLsn(lsn),
      at: lsn === undefined ? undefined : placement?.at(lsn),
    }));
}
