import type { ClusterInventory } from '../../archive/inventory.ts';
import type { Repository } from '../../archive/repository.ts';
import { recogniseWalObject } from '../../archive/walObject.ts';
import type { Files } from '../../bytes/byteSource.ts';
import { archiverQueue } from '../../postgres/files/archiveStatus.ts';
import { invalidationCause } from '../../postgres/files/slotState.ts';
import { compareLsn, type Lsn } from '../../postgres/lsn.ts';
import { parseSegmentName } from '../../postgres/segmentName.ts';
import type { WayStretch } from '../../postgres/timelineWay.ts';
import type { TimelineSegmentEvents } from '../events/archiveEvents.ts';
import { timelineAt, wayTo } from '../timelines/fork.ts';
import { findHeldBack, type HeldBack, readSlots } from './heldBack.ts';

/** What would be lost if the server and its disk were gone now. */
export interface Loss {
  /** WAL behind the last archived segment, in bytes. */
  readonly bytes: number;
  /**
   * Time from the last transaction that ended in archived WAL, where there is one, to the last one of all, in
   * milliseconds; undefined where none ended behind it.
   */
  readonly milliseconds?: number;
  readonly commits: number;
  /** Segments that are not archived, the oldest of them first. */
  readonly segments: number;
  readonly oldest?: string;
}

/** How fast the archive grows, measured on the segments whose times are known. */
export interface Growth {
  readonly bytesPerDay: number;
  /** Shares of the archived bytes, 0 to 1: full-page images, and what switches left empty. */
  readonly imageShare: number;
  readonly paddingShare: number;
  /** Time that was measured over, in milliseconds. */
  readonly measuredMilliseconds: number;
}

/** The archiver's work of one data directory. */
export interface ArchiverState {
  /** Files that wait, in the order in which the server will take them. */
  readonly queue: readonly string[];
  /**
   * .ready files whose file is not in pg_wal: the archiver removes them with a warning; that of 10 and 11 runs
   * archive_command for them until it succeeds.
   */
  readonly orphans: readonly string[];
}

/** Durability of one data directory, seen from its files. */
export interface Durability {
  readonly root: string;
  readonly timeline: number;
  /** Where the last complete record ends. */
  readonly walEnd: Lsn;
  readonly loss: Loss;
  /** Most bytes first. */
  readonly heldBack: readonly HeldBack[];
  readonly archiver: ArchiverState;
  /** Slots that hold nothing any more, and why. */
  readonly invalidSlots: readonly { readonly name: string; readonly cause: string }[];
  readonly growth?: Growth;
}

/** How safe the data of `repository`, a data directory of `cluster`, is. Undefined when its WAL tells no end. */
export async function durabilityOf(
  files: Files,
  cluster: ClusterInventory,
  repository: Repository,
  events: readonly TimelineSegmentEvents[],
): Promise<Durability | undefined> {
  // a directory with a backup_label is a backup: nobody writes to it
  const timeline = repository.backups.length ? undefined : repository.checkpoint?.timeline;
  const own = events.filter(each => each.timeline === timeline && each.records > 0);
  const newest = own[own.length - 1];
  if (timeline === undefined || !newest) return undefined;
  const { segmentSize } = cluster;
  const walEnd = newest.endLsn ?? endOfSegment(newest.segment, segmentSize);
  const slots = await readSlots(files, `${repository.root}/pg_replslot`);
  const queue = archiverQueue(repository.archiveStatus ?? []);
  const numbers = repository.objects.flatMap(({ name, kind }) =>
    kind === 'segment' ? (parseSegmentName(name, segmentSize)?.number ?? []) : [],
  );
  const [first = walEnd / BigInt(segmentSize)] = numbers.sort(compareLsn);
  const oldest = first * BigInt(segmentSize);
  const inPgWal = new Set(repository.objects.map(({ fileName }) => fileName));
  return {
    root: repository.root,
    timeline,
    walEnd,
    loss: lossOf(cluster, timeline, events, walEnd),
    heldBack: await findHeldBack(files, repository, slots, { segmentSize, oldest, end: walEnd }),
    archiver: {
      queue,
      orphans: queue.filter(name => recogniseWalObject(name, '', 'pg_wal') && !inPgWal.has(name)),
    },
    invalidSlots: slots.flatMap(slot => {
      const cause = invalidationCause(slot);
      return cause === undefined ? [] : [{ name: slot.name, cause }];
    }),
    growth: growthOf(own, segmentSize),
  };
}

function endOfSegment(name: string, segmentSize: number): Lsn {
  return ((parseSegmentName(name, segmentSize)?.number ?? 0n) + 1n) * BigInt(segmentSize);
}

function lossOf(
  cluster: ClusterInventory,
  timeline: number,
  events: readonly TimelineSegmentEvents[],
  walEnd: Lsn,
): Loss {
  const { segmentSize } = cluster;
  const way = wayTo(cluster, timeline);
  const from = firstUnarchived(cluster, way, walEnd);
  const numberOf = ({ segment }: TimelineSegmentEvents) =>
    Number(parseSegmentName(segment, segmentSize)?.number ?? -1n);
  const isOnWay = (each: TimelineSegmentEvents) =>
    timelineAt(way, numberOf(each), segmentSize) === each.timeline;
  const lost = events.filter(each => numberOf(each) >= from && each.records > 0 && isOnWay(each));
  const start = BigInt(from) * BigInt(segmentSize);
  const clock = lost.flatMap(each => each.clock);
  const safe = events.filter(each => isOnWay(each) && numberOf(each) < from).flatMap(each => each.clock);
  const since = safe.at(-1) ?? clock[0];
  const spread = clock.length ? Number(clock[clock.length - 1].time - since.time) / 1000 : undefined;
  return {
    bytes: Number(walEnd > start ? walEnd - start : 0n),
    milliseconds: spread,
    commits: lost.reduce((sum, each) => sum + each.commits, 0),
    segments: lost.length,
    oldest: lost[0]?.segment,
  };
}

/** The number from which on the segments on the way to `walEnd` are in a pg_wal only. */
function firstUnarchived(cluster: ClusterInventory, way: readonly WayStretch[], walEnd: Lsn): number {
  const { segmentSize, timelines } = cluster;
  const runsOf = new Map(timelines.map(({ timeline, runs }) => [timeline, runs]));
  const isLocal = (number: number) => {
    const runs = runsOf.get(timelineAt(way, number, segmentSize)) ?? [];
    const state = runs.find(({ from, to }) => from <= number && number <= to)?.state;
    return state === 'local' || state === 'waiting';
  };
  let number = Number((walEnd - 1n) / BigInt(segmentSize));
  while (number >= 0 && isLocal(number)) number--;
  return number + 1;
}

const millisecondsPerDay = 86_400_000;

/** How fast the archive grew while the segments of one timeline, `own`, were written; undefined where no times tell. */
export function growthOf(own: readonly TimelineSegmentEvents[], segmentSize: number): Growth | undefined {
  const timed = own.filter(each => each.clock.length > 0);
  const first = timed[0]?.clock[0];
  const last = timed[timed.length - 1]?.clock.at(-1);
  if (!first || !last || last.time <= first.time) return undefined;
  const milliseconds = Number(last.time - first.time) / 1000;
  // the last segment is being written and costs nothing yet
  const archived = own.slice(0, -1);
  const bytes = archived.length * segmentSize;
  if (!bytes) return undefined;
  const sum = (value: (each: TimelineSegmentEvents) => number) =>
    archived.reduce((all, each) => all + value(each), 0);
  return {
    bytesPerDay: (bytes / milliseconds) * millisecondsPerDay,
    imageShare: sum(each => each.imageBytes) / bytes,
    paddingShare: sum(each => (each.switched ? segmentSize - each.usedBytes : 0)) / bytes,
    measuredMilliseconds: milliseconds,
  };
}

/**
 * The archived segments that `pg_archivecleanup ARCHIVE OLDEST` removes: all whose number, on whatever timeline, is
 * below that of `oldest`, the first segment that a backup needs. PostgreSQL: CleanupPriorWALFiles in
 * bin/pg_archivecleanup/pg_archivecleanup.c.
 */
export function removedByCleanup(names: Iterable<string>, oldest: string): string[] {
  return [...names]
    .filter(name => /^[0-9A-F]{24}(\.partial)?$/.test(name) && name.slice(8, 24) < oldest.slice(8, 24))
    .sort();
}
