import { formatHistoryName } from '../postgres/files/history.ts';
import type { Lsn } from '../postgres/lsn.ts';
import type { Major } from '../postgres/majors.ts';
import { type BackupState, judgeBackup, mergeBackups } from './backupStates.ts';
import type { ClusterObjects, Contents } from './cluster.ts';
import { gapProblems, keptForBackups } from './gapProblems.ts';
import { findGaps, type Gap } from './gaps.ts';
import { missingParents } from './parents.ts';
import type { ArchiveProblem, Repository } from './repository.ts';
import type { SegmentRuns } from './segmentRuns.ts';
import { type StateRun, segmentStates } from './segmentStates.ts';
import { sizeOfNames } from './sizeOfNames.ts';
import { TimelineTree } from './timelineTree.ts';
import type { WalObject } from './walObject.ts';

/** One timeline with all that is there of it. */
export interface TimelineInventory {
  readonly timeline: number;
  readonly parent?: number;
  readonly switchLsn?: Lsn;
  readonly reason?: string;
  /** First byte of the first segment and the one after the last segment that is present. */
  readonly startLsn?: Lsn;
  readonly endLsn?: Lsn;
  readonly segmentCount: number;
  readonly runs: readonly StateRun[];
  readonly gaps: readonly Gap[];
  readonly backups: readonly BackupState[];
}

/** All that was found of one cluster, told apart from others by its system identifier. */
export interface ClusterInventory {
  /** Undefined when no file told it. */
  readonly systemIdentifier?: bigint;
  readonly major?: Major;
  /** In bytes. */
  readonly segmentSize: number;
  readonly repositories: readonly Repository[];
  readonly timelines: readonly TimelineInventory[];
  readonly problems: readonly ArchiveProblem[];
}

/** Judges one cluster: what is there, what is missing, what each backup is good for. */
export function takeInventory(cluster: ClusterObjects, contents: Contents): ClusterInventory {
  const { sizeAssumed, ...facts } = commonFacts(cluster, contents);
  const { segmentSize } = facts;
  const states = segmentStates(cluster, contents, segmentSize);
  const { present } = states;
  const tree = new TimelineTree(contents.histories, timelinesNamed(cluster, present));
  const gaps = findGaps(tree, states.continuous, segmentSize, lastPartials(states.runs));
  const gapsOf = byTimeline(gaps);
  const told = cluster.repositories.flatMap(repository => repository.backups);
  const missingParent = missingParents(told);
  const backups = mergeBackups(told).map(backup => {
    const judged = judgeBackup(backup, tree, present, segmentSize);
    const parent = missingParent(backup);
    return parent ? { ...judged, restorable: false, missingParent: parent } : judged;
  });
  const size = BigInt(segmentSize);
  const timelines = tree.all().map(({ timeline, parent, switchLsn, reason }): TimelineInventory => {
    const runs = present.get(timeline);
    return {
      timeline,
      parent,
      switchLsn,
      reason,
      startLsn: runs?.first === undefined ? undefined : BigInt(runs.first) * size,
      endLsn: runs?.last === undefined ? undefined : BigInt(runs.last + 1) * size,
      segmentCount: runs?.count ?? 0,
      runs: states.runs.get(timeline) ?? [],
      gaps: gapsOf.get(timeline) ?? [],
      backups: backups.filter(backup => backup.timeline === timeline),
    };
  });
  const problems = [
    ...cluster.repositories.flatMap(repository => repository.problems),
    ...contents.problems,
    ...states.problems,
    ...(sizeAssumed && present.size ? [assumedSize(segmentSize)] : []),
    ...gapProblems(
      gaps,
      segmentSize,
      states.runs,
      keptForBackups(cluster.repositories, backups, segmentSize),
    ),
    // where there is no WAL at all it is kept somewhere else
    ...backups.filter(backup => present.size && backup.restorable === false).map(backupProblem),
    ...orphans(tree, present, cluster.objects),
  ];
  return { ...facts, repositories: cluster.repositories, timelines, problems };
}

function assumedSize(segmentSize: number): ArchiveProblem {
  const message = `Nothing that can be read tells how large the segments are: ${segmentSize / 2 ** 20} MB are assumed, which fits their names.`;
  return { severity: 'information', code: 'segment-size-assumed', message };
}

function commonFacts({ systemIdentifier, repositories, objects }: ClusterObjects, { heads }: Contents) {
  const read = heads.size
    ? objects
        .map(object => heads.get(object))
        .filter(head => typeof head === 'object')
        .filter(head => head.systemIdentifier === systemIdentifier)
    : [];
  const known = repositories.find(repository => repository.segmentSize)?.segmentSize;
  const newest = read.reduce<Major | undefined>(
    (major, head) => (!major || head.major > major ? head.major : major),
    undefined,
  );
  const told = mostFrequent(read.map(head => head.segmentSize)) ?? known;
  const likely = told ?? sizeOfNames(objects);
  return {
    systemIdentifier,
    major: newest ?? repositories.find(repository => repository.major)?.major,
    segmentSize: likely,
    sizeAssumed: told === undefined,
  };
}

/** One file may be a stray of another size: what most say counts. */
function mostFrequent(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

function* timelinesNamed(
  cluster: ClusterObjects,
  present: ReadonlyMap<number, SegmentRuns>,
): Generator<number> {
  yield* present.keys();
  for (const object of cluster.objects)
    if (object.kind === 'partial') yield Number.parseInt(object.name.slice(0, 8), 16);
  for (const { checkpoint, backups } of cluster.repositories) {
    if (checkpoint) yield checkpoint.timeline;
    for (const { timeline } of backups) if (timeline !== undefined) yield timeline;
  }
}

/** The highest number of each timeline of which there is a `.partial` file and no whole one. */
function lastPartials(runs: ReadonlyMap<number, readonly StateRun[]>): Map<number, number> {
  const last = new Map<number, number>();
  for (const [timeline, each] of runs)
    for (const { state, to } of each) if (state === 'partial') last.set(timeline, to);
  return last;
}

function byTimeline(gaps: readonly Gap[]): Map<number, Gap[]> {
  const groups = new Map<number, Gap[]>();
  for (const gap of gaps) {
    const group = groups.get(gap.timeline);
    if (group) group.push(gap);
    else groups.set(gap.timeline, [gap]);
  }
  return groups;
}

function backupProblem(backup: BackupState): ArchiveProblem {
  return {
    severity: 'error',
    code: 'backup-not-restorable',
    message: backup.missingParent
      ? `Backup "${backup.label}" cannot be restored: it needs backup "${backup.missingParent}", which is not there.`
      : `Backup "${backup.label}" cannot be made consistent: ${backup.missing.join(', ')} missing.`,
    path: backup.path,
    timeline: backup.timeline,
    lsn: backup.startLsn,
  };
}

/**
 * Timelines other than 1 whose history file is nowhere. A server's pg_wal need not have those of its ancestors, an
 * archive does. PostgreSQL: existsTimeLineHistory and findNewestTimeLine in access/transam/timeline.c.
 */
function orphans(
  tree: TimelineTree,
  present: ReadonlyMap<number, SegmentRuns>,
  objects: readonly WalObject[],
): ArchiveProblem[] {
  const histories = new Set(objects.filter(({ kind }) => kind === 'history').map(({ name }) => name));
  const without = tree
    .all()
    .filter(({ timeline }) => timeline > 1 && present.has(timeline))
    .map(origin => ({ ...origin, name: formatHistoryName(origin.timeline) }))
    .filter(({ name }) => !histories.has(name));
  if (!without.length) return [];
  const isArchive = ({ place }: WalObject) => place === 'archive';
  const archived = new Set(objects.filter(isArchive).map(({ name }) => name.slice(0, 8)));
  return without
    .filter(({ parent, name }) => parent === undefined || archived.has(name.slice(0, 8)))
    .map(({ timeline, name }) => ({
      severity: 'warning',
      code: 'history-missing',
      message: `${name} is missing: recovery to timeline ${timeline} cannot be asked for, and a promotion may take its number again.`,
      timeline,
    }));
}
