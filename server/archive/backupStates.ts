import type { Lsn } from '../postgres/lsn.ts';
import { formatSegmentName } from '../postgres/segmentName.ts';
import type { BackupFacts } from './repository.ts';
import type { SegmentRuns } from './segmentRuns.ts';
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
  /** Segments among them that are missing. */
  readonly missing: readonly string[];
  /** Whether the backup can be made consistent; undefined where its end is not known. */
  readonly restorable?: boolean;
  readonly reaches: readonly Reach[];
}

/** At most this many missing segments are named. */
const namedAtMost = 20;

/** The same backup as told by a label, a backup history file and a tool is one: each fact from whoever knows it. */
export function mergeBackups(all: readonly BackupFacts[]): BackupFacts[] {
  const merged = new Map<string, BackupFacts>();
  for (const facts of all) {
    const key =
      facts.startLsn === undefined ? `${facts.path}|${facts.label}` : `${facts.timeline}/${facts.startLsn}`;
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
  const name = (number: number) => formatSegmentName({ timeline, number: BigInt(number) }, segmentSize);
  const holes = last === undefined ? [] : missingOn(tree.path(timeline), present, segmentSize, first, last);
  return {
    ...facts,
    firstSegment: name(first),
    lastSegment: last === undefined ? undefined : name(last),
    missing: holes.slice(0, namedAtMost),
    restorable: last === undefined ? undefined : holes.length === 0,
    reaches: reachesOf(timeline, startLsn, tree, present, segmentSize),
  };
}

function missingOn(
  path: readonly TimelineOrigin[],
  present: ReadonlyMap<number, SegmentRuns>,
  segmentSize: number,
  from: number,
  to: number,
): string[] {
  const missing: string[] = [];
  for (let number = from; number <= to && missing.length <= namedAtMost; number++) {
    const timeline = ownerOf(path, number, segmentSize);
    if (!present.get(timeline)?.has(number))
      missing.push(formatSegmentName({ timeline, number: BigInt(number) }, segmentSize));
  }
  return missing;
}

/** The timeline on `path` whose files hold segment `number`. */
function ownerOf(path: readonly TimelineOrigin[], number: number, segmentSize: number): number {
  const size = BigInt(segmentSize);
  const begun = path.filter(origin => Number((origin.switchLsn ?? 0n) / size) <= number);
  return (begun[begun.length - 1] ?? path[0]).timeline;
}

/** Along each timeline that the backup can follow: how far the segments go without a hole. */
function reachesOf(
  timeline: number,
  startLsn: Lsn,
  tree: TimelineTree,
  present: ReadonlyMap<number, SegmentRuns>,
  segmentSize: number,
): Reach[] {
  const size = BigInt(segmentSize);
  const reaches: Reach[] = [];
  for (const { timeline: tip } of tree.all()) {
    const path = tree.path(tip);
    const index = path.findIndex(origin => origin.timeline === timeline);
    const next = path[index + 1];
    const last = present.get(tip)?.last;
    if (index < 0 || last === undefined || (next && (next.switchLsn ?? 0n) <= startLsn)) continue;
    const stop = firstMissing(path, present, segmentSize, Number(startLsn / size), last);
    reaches.push({ timeline: tip, lsn: BigInt(stop) * size, toTheEnd: stop > last });
  }
  return reaches;
}

function firstMissing(
  path: readonly TimelineOrigin[],
  present: ReadonlyMap<number, SegmentRuns>,
  segmentSize: number,
  from: number,
  last: number,
): number {
  let number = from;
  while (number <= last) {
    const runs = present.get(ownerOf(path, number, segmentSize));
    const run = runs?.runs.find(([start, end]) => start <= number && number <= end);
    if (!run) return number;
    const next = path.find(origin => Number((origin.switchLsn ?? 0n) / BigInt(segmentSize)) > number);
    const change = next ? Number((next.switchLsn ?? 0n) / BigInt(segmentSize)) : Number.POSITIVE_INFINITY;
    number = Math.min(run[1] + 1, change);
  }
  return number;
}
