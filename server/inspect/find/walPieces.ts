import { segmentChains, segmentsInRuns } from '../../archive/chains.ts';
import type { ClusterInventory, TimelineInventory } from '../../archive/inventory.ts';
import { pathOf } from '../../archive/walObject.ts';
import type { Lsn } from '../../postgres/lsn.ts';
import { formatSegmentName, parseSegmentName, segmentStart } from '../../postgres/segmentName.ts';

/** A segment file that holds WAL of a timeline. */
export interface WalPiece {
  /** As its file is named: by a descendant timeline where only that has a copy. */
  readonly name: string;
  readonly path: string;
  /** There is only a `.partial` of it: no server reads it under that name. */
  readonly isPartial: boolean;
  /** It lies in an archive, where segments are complete; one of a server may be the one that it writes. */
  readonly isArchived: boolean;
}

/** Segments that follow each other: one log to be read from `from` up to `to`. */
export interface WalStretch {
  readonly pieces: readonly WalPiece[];
  readonly from: Lsn;
  readonly to: Lsn;
}

/**
 * What there is of a timeline's WAL, from its switch point on, in the order of the log. The segment in which a
 * descendant branched off is taken from the descendant when the timeline itself never archived it whole.
 */
export function stretchesOf(cluster: ClusterInventory, timeline: TimelineInventory): WalStretch[] {
  const { segmentSize } = cluster;
  const own = new Map<bigint, WalPiece>();
  for (const piece of wholeSegments(cluster, timeline.timeline))
    own.set(parseSegmentName(piece.name, segmentSize)!.number, piece);
  const ends = new Map<bigint, Lsn>();
  for (const child of cluster.timelines) {
    if (child.parent !== timeline.timeline || child.switchLsn === undefined) continue;
    const number = child.switchLsn / BigInt(segmentSize);
    const known = own.get(number);
    const before = ends.get(number);
    if (known && (before === undefined || before >= child.switchLsn)) continue;
    const copy = wholeSegments(cluster, child.timeline).find(
      ({ name }) => parseSegmentName(name, segmentSize)!.number === number,
    );
    if (!copy) continue;
    own.set(number, copy);
    ends.set(number, child.switchLsn);
  }
  for (const { name, path } of partialSegments(cluster, timeline.timeline)) {
    const { number } = parseSegmentName(name, segmentSize)!;
    if (!own.has(number)) own.set(number, { name, path, isPartial: true, isArchived: false });
  }
  return runsOf(own, ends, cluster, timeline);
}

function runsOf(
  own: ReadonlyMap<bigint, WalPiece>,
  ends: ReadonlyMap<bigint, Lsn>,
  { segmentSize }: ClusterInventory,
  { timeline, switchLsn = 0n }: TimelineInventory,
): WalStretch[] {
  // by the timeline's own names, so that a borrowed segment stands in its place
  const named = [...own].map(([number, piece]) => ({
    name: formatSegmentName({ timeline, number }, segmentSize),
    number,
    piece,
  }));
  return segmentsInRuns(named, segmentSize)
    .flatMap(run => cutBehind(run, ({ number }) => ends.has(number)))
    .map(run => {
      const last = run[run.length - 1].number;
      const start = segmentStart({ timeline, number: run[0].number }, segmentSize);
      return {
        pieces: run.map(({ piece }) => piece),
        from: start > switchLsn ? start : switchLsn,
        to: ends.get(last) ?? segmentStart({ timeline, number: last + 1n }, segmentSize),
      };
    })
    .filter(({ from, to }) => from < to);
}

/** Cuts a list behind each element that is the last of something. */
function cutBehind<T>(list: readonly T[], isLast: (element: T) => boolean): T[][] {
  const pieces: T[][] = [];
  let from = 0;
  for (const [at, element] of list.entries())
    if (isLast(element) || at === list.length - 1) {
      pieces.push(list.slice(from, at + 1));
      from = at + 1;
    }
  return pieces;
}

const wholes = new WeakMap<ClusterInventory, Map<number, WalPiece[]>>();

/** The segments of a timeline that a server could restore, the best copy of each. */
function wholeSegments(cluster: ClusterInventory, timeline: number): readonly WalPiece[] {
  let byTimeline = wholes.get(cluster);
  if (!byTimeline) {
    byTimeline = new Map();
    for (const { name, copies } of segmentChains(cluster).flat()) {
      const number = Number.parseInt(name.slice(0, 8), 16);
      const list = byTimeline.get(number) ?? [];
      const [best] = copies;
      list.push({ name, path: pathOf(best), isPartial: false, isArchived: best.place === 'archive' });
      byTimeline.set(number, list);
    }
    wholes.set(cluster, byTimeline);
  }
  return byTimeline.get(timeline) ?? [];
}

function partialSegments({ repositories, segmentSize }: ClusterInventory, timeline: number) {
  return repositories
    .flatMap(({ objects }) => objects)
    .filter(
      ({ kind, name, encrypted }) =>
        kind === 'partial' && !encrypted && parseSegmentName(name, segmentSize)?.timeline === timeline,
    )
    .map(object => ({ name: object.name, path: pathOf(object) }));
}
