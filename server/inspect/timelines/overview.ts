import { type BackupState, lackedBy } from '../../archive/backupStates.ts';
import type { ClusterInventory, TimelineInventory } from '../../archive/inventory.ts';
import type { ArchiveInventory } from '../../archive/openArchive.ts';
import { pathOf } from '../../archive/walObject.ts';
import { formatHistoryName } from '../../postgres/files/history.ts';
import { formatLsn, type Lsn } from '../../postgres/lsn.ts';
import { formatSegmentName } from '../../postgres/segmentName.ts';
import type {
  ArchivesOverview,
  ClusterOverview,
  OverviewBackup,
  OverviewTimeline,
} from '../../protocol/archiveOverview.ts';
import { pictureProblems } from './picture.ts';
import { problemsOfCluster } from './problemFiles.ts';
import { summaryOf } from './summary.ts';

/** Gaps of one timeline that are told, the first ones. */
const mostGaps = 50;

/** Backups that are told, the newest ones. */
const mostBackups = 500;

/** All clusters that were found, as the side bar and the Problems panel show them. */
export function archivesOverviewOf({ clusters, problems, sampled }: ArchiveInventory): ArchivesOverview {
  return {
    clusters: clusters.map(cluster => clusterOverview(cluster, sampled === true && hasArchive(cluster))),
    problems: pictureProblems(problems),
  };
}

function hasArchive({ repositories }: ClusterInventory): boolean {
  return repositories.some(({ objects }) => objects.some(({ place }) => place === 'archive'));
}

function clusterOverview(cluster: ClusterInventory, byNames: boolean): ClusterOverview {
  const problems = problemsOfCluster(cluster);
  const gapPaths = new Map(
    problems.flatMap(({ code, timeline, lsn, path }) =>
      code === 'gap' ? [[`${timeline}/${lsn}`, path]] : [],
    ),
  );
  const histories = historyPaths(cluster);
  const gapPath = (timeline: number, lsn: Lsn) => gapPaths.get(`${timeline}/${lsn}`);
  return {
    summary: summaryOf(cluster, problems),
    byNames,
    timelines: cluster.timelines.map(timeline =>
      overviewTimeline(
        timeline,
        cluster.segmentSize,
        histories.get(formatHistoryName(timeline.timeline)),
        gapPath,
      ),
    ),
    backups: cluster.timelines
      .flatMap(({ backups }) => backups)
      .sort((a, b) => Number((a.startLsn ?? 0n) - (b.startLsn ?? 0n)))
      .slice(-mostBackups)
      .map(overviewBackup),
    problems: pictureProblems(problems),
  };
}

/** Path of each history file that can be opened, by its name. */
function historyPaths({ repositories }: ClusterInventory): Map<string, string> {
  const paths = new Map<string, string>();
  for (const { objects } of repositories)
    for (const object of objects)
      if (object.kind === 'history' && object.fileName === object.name && !paths.has(object.name))
        paths.set(object.name, pathOf(object));
  return paths;
}

function overviewTimeline(
  { timeline, parent, switchLsn, reason, segmentCount, startLsn, endLsn, gaps }: TimelineInventory,
  segmentSize: number,
  path: string | undefined,
  gapPath: (timeline: number, lsn: Lsn) => string | undefined,
): OverviewTimeline {
  const name = (number: number) => formatSegmentName({ timeline, number: BigInt(number) }, segmentSize);
  return {
    timeline,
    parent,
    switchLsn: text(switchLsn),
    reason,
    segments: segmentCount,
    startLsn: text(startLsn),
    endLsn: text(endLsn),
    gapCount: gaps.length,
    gaps: gaps.slice(0, mostGaps).map(({ from, to, cuts }) => {
      const lsn = BigInt(from) * BigInt(segmentSize);
      return {
        firstSegment: name(from),
        lastSegment: name(to),
        segments: to - from + 1,
        lsn: formatLsn(lsn),
        cuts,
        path: gapPath(timeline, lsn),
      };
    }),
    path,
  };
}

function overviewBackup(backup: BackupState): OverviewBackup {
  const { label, path, timeline, type, startLsn, stopLsn, startTime, stopTime, restorable } = backup;
  return {
    label,
    path,
    timeline,
    type,
    startLsn: text(startLsn),
    stopLsn: text(stopLsn),
    startTime,
    stopTime,
    restorable,
    missing: lackedBy(backup),
    reaches: backup.reaches.map(reach => ({ ...reach, lsn: formatLsn(reach.lsn) })),
  };
}

function text(lsn: Lsn | undefined): string | undefined {
  return lsn === undefined ? undefined : formatLsn(lsn);
}
