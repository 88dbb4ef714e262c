import type { Lsn } from '../postgres/lsn.ts';
import { formatSegmentName } from '../postgres/segmentName.ts';
import type { BackupFacts } from './repository.ts';
import type { SegmentRuns } from './segmentRuns.ts';
import { type Stretch, stretches } from './stretches.ts';
import type { TimelineOrigin, TimelineTree } from './timelineTree.ts';

/** How far a backup can be recovered along one timeline. */
export interface Reach {
  readonly timeline: number;
  /** The first LSN that is not there any more. */
  readonly lsn: Lsn;
  /** Nothing that the archive holds of this timeline lies beyond. */
  readonly toTheEnd: boolean;
}

/** A backup together with what the archive holds for it. */
export interface BackupState extends BackupFacts {
  /** First and last segment that a restore to the backup's own end needs, where start and end are known. */
  readonly firstSegment?: string;
  readonly lastSegment?: string;
  /** A backup that this one is restored with, which is not there. */
  readonly missingParent?: string;
  /** Segments among them that are missing. */
  readonly missing: readonly string[];
  /** Whether the backup can be made consistent; undefined where its end is not known. */
  readonly restorable?: boolean;
  readonly reaches: readonly Reach[];
}

/** What a backup cannot be restored without: segments, or the backup that it builds on. */
export function lackedBy({ missing, missingParent }: BackupState): readonly string[] {
  return missingParent === undefined ? missing : [`backup "${missingParent}"`, ...missing];
}

/** At most this many missing segments are named. */
const namedAtMost = 20;

/** The same backup as told by a label, a backup history file and a tool is one: each fact from whoever knows it. */
export function mergeBackups(all: readonly BackupFacts[]): BackupFacts[] {
  const merged = new Map<string, BackupFacts>();
  for (const facts of all) {
    const place =
      facts.startLsn === undefined ? `${facts.path}|${facts.label}` : `${facts.timeline}/${facts.startLsn}`;
    // several backups of a standby begin at the same restartpoint
    const key = facts.fromStandby ? `${place}/${facts.startTime}` : place;
    const known = merged.get(key);
    const given = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
    merged.set(key, known ? { ...known, ...given, label: known.label, path: known.path } : facts);
  }
  return [...merged.values()].sort((a, b) => Number((a.startLsn ?? 0n) - (b.startLsn ?? 0n)));
}

/** Judges a backup by the segments that are present. */
export function judgeBackup(
  facts: BackupFacts,
  tree: TimelineTree,
  present: ReadonlyMap<number, SegmentRuns>,
  segmentSize: number,
): BackupState {
  const { timeline, startLsn, stopLsn } = facts;
  if (timeline === undefined || startLsn === undefined) return { ...facts, missing: [], reaches: [] };
  const size = BigInt(segmentSize);
  const first = Number(startLsn / size);
  // a backup that ends exactly where a segment begins needs nothing of that segment
  const last = stopLsn === undefined ? undefined : Number((stopLsn - 1n) / size);
  const own = tree.path(timeline);
  const holes = last === undefined ? [] : missingOn(own, present, segmentSize, first, last);
  const reaches = reachesOf(facts, tree, present, segmentSize);
  // the end of its own timeline may be there only in the files of one that left it behind the backup
  const way = holes.length && reaches.length ? tree.path(reaches[0].timeline) : own;
  const missing = way === own ? holes : [];
  return {
    ...facts,
    firstSegment: nameOn(way, first, segmentSize),
    lastSegment: last === undefined ? undefined : nameOn(way, last, segmentSize),
    missing: facts.walUnread ? [] : missing.slice(0, namedAtMost),
    restorable: last === undefined || (missing.length && facts.walUnread) ? undefined : missing.length === 0,
    reaches,
  };
}

/** The name of the file that holds segment `number` on a path. */
function nameOn(path: readonly TimelineOrigin[], number: number, segmentSize: number): string {
  const { timeline } = stretches(path, number, segmentSize).at(-1) ?? path[0];
  return formatSegmentName({ timeline, number: BigInt(number) }, segmentSize);
}

/** Missing segments of `from` to `to` on a path, by name. */
function missingOn(
  path: readonly TimelineOrigin[],
  present: ReadonlyMap<number, SegmentRuns>,
  segmentSize: number,
  from: number,
  to: number,
): string[] {
  const names: string[] = [];
  for (const stretch of stretches(path, to, segmentSize)) {
    const start = Math.max(from, stretch.from);
    if (start > stretch.to) continue;
    const holes = present.get(stretch.timeline)?.missing(start, stretch.to) ?? [[start, stretch.to]];
    for (const [first, last] of holes)
      for (let number = first; number <= last && names.length <= namedAtMost; number++)
        names.push(formatSegmentName({ timeline: stretch.timeline, number: BigInt(number) }, segmentSize));
  }
  return names;
}

/** Along each timeline that the backup can follow to its own end: how far the segments go without a hole. */
function reachesOf(
  { timeline, startLsn = 0n, stopLsn = startLsn }: BackupFacts,
  tree: TimelineTree,
  present: ReadonlyMap<number, SegmentRuns>,
  segmentSize: number,
): Reach[] {
  const size = BigInt(segmentSize);
  const first = Number(startLsn / size);
  const reaches: Reach[] = [];
  for (const { timeline: tip } of tree.all()) {
    const path = tree.path(tip);
    const index = path.findIndex(origin => origin.timeline === timeline);
    const last = present.get(tip)?.last;
    if (index < 0 || last === undefined) continue;
    const left = path.slice(index + 1).map(({ switchLsn = 0n }) => switchLsn);
    if (left.some(lsn => lsn <= startLsn || lsn < stopLsn)) continue;
    const stop = firstMissing(stretches(path, last, segmentSize), present, first);
    const lsn = BigInt(stop) * size;
    if (stop > first && lsn >= stopLsn) reaches.push({ timeline: tip, lsn, toTheEnd: stop > last });
  }
  return reaches;
}

/** The first segment number from `from` on that is not there. */
function firstMissing(
  wanted: readonly Stretch[],
  present: ReadonlyMap<number, SegmentRuns>,
  from: number,
): number {
  let next = from;
  for (const { timeline, from: begin, to } of wanted) {
    if (to < next) continue;
    const hole = (present.get(timeline)?.missing(Math.max(begin, next), to) ?? [[next, to]])[0];
    if (hole) return hole[0];
    next = to + 1;
  }
  return next;
}
