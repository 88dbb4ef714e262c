import type { PictureLane, TimelinesPicture } from '../../../server/protocol/archive.ts';
import { type LaneClock, laneClocks, positionAt, timeAt } from './laneClock.ts';
import { type LsnBase, parseLsn } from './lsn.ts';
import type { Extent } from './scale.ts';
import type { Strip } from './strip.ts';

export type Axis = 'lsn' | 'time';

export interface PreparedLane {
  readonly lane: PictureLane;
  readonly index: number;
  readonly strip: Strip;
  readonly clock: LaneClock;
  /** Where the line begins and ends. */
  readonly begin: number;
  readonly end: number;
  /** Position of the last branch that leaves this timeline. */
  readonly left?: number;
}

/** A picture made ready for being drawn often. */
export interface Prepared extends LsnBase {
  readonly picture: TimelinesPicture;
  readonly lanes: readonly PreparedLane[];
  readonly byTimeline: ReadonlyMap<number, PreparedLane>;
  readonly extents: Readonly<Record<Axis, Extent | undefined>>;
}

export function prepare(picture: TimelinesPicture): Prepared {
  const { segmentSize } = picture;
  const clocks = laneClocks(picture.lanes);
  const left = new Map<number, number>();
  for (const { parent, switchAt = 0 } of picture.lanes)
    if (parent !== undefined) left.set(parent, Math.max(left.get(parent) ?? 0, switchAt));
  const ends = lineEnds(picture, left);
  const lanes = picture.lanes.map((lane, index): PreparedLane => {
    const { begin, end } = ends.get(lane.timeline) ?? { begin: 0, end: 0 };
    return {
      lane,
      index,
      strip: lane.runs,
      clock: clocks.get(lane.timeline) ?? { positions: [], times: [] },
      begin,
      end,
      left: left.get(lane.timeline),
    };
  });
  return {
    picture,
    base: parseLsn(picture.base) ?? 0n,
    segmentSize,
    lanes,
    byTimeline: new Map(lanes.map(lane => [lane.lane.timeline, lane])),
    extents: { lsn: positionExtent(lanes, segmentSize), time: timeExtent(lanes) },
  };
}

/** A line covers its segments, backups and whatever branches off it; without segments, what is there instead. */
function lineEnds({ lanes, segmentSize }: TimelinesPicture, left: ReadonlyMap<number, number>) {
  return new Map(
    lanes.map(({ timeline, switchAt, from, to, backups, runs }) => {
      const places = [
        from,
        to,
        switchAt,
        left.get(timeline),
        ...(from === undefined && runs.length
          ? [runs[1] * segmentSize, (runs[runs.length - 1] + 1) * segmentSize]
          : []),
        ...backups.flatMap(each => [each.from, each.to]),
      ];
      const known = places.filter(place => place !== undefined);
      const begin = switchAt ?? Math.min(...known);
      return [
        timeline,
        Number.isFinite(begin) ? { begin, end: Math.max(begin, ...known) } : { begin: 0, end: 0 },
      ] as const;
    }),
  );
}

function positionExtent(lanes: readonly PreparedLane[], segmentSize: number): Extent | undefined {
  if (!lanes.length) return undefined;
  const from = Math.min(...lanes.map(({ begin }) => begin));
  // also what no recovery reads: a .partial file, a segment of a stranger
  const to = Math.max(
    ...lanes.map(({ end, strip }) => Math.max(end, ((strip.at(-1) ?? -1) + 1) * segmentSize)),
  );
  return { from, to: Math.max(to, from + segmentSize), finest: Math.max(1, segmentSize / 16384) };
}

function timeExtent(lanes: readonly PreparedLane[]): Extent | undefined {
  const clocks = lanes.map(({ clock }) => clock.times).filter(times => times.length > 1);
  if (!clocks.length) return undefined;
  const from = Math.min(...clocks.map(times => times[0]));
  const to = Math.max(...clocks.map(times => times[times.length - 1]));
  return to > from ? { from, to, finest: 0.01 } : undefined;
}

/** A position of a lane as a value of the axis. */
export function axisValue(axis: Axis, { clock }: PreparedLane, position: number): number {
  return axis === 'lsn' ? position : (timeAt(clock, position) ?? 0);
}

export function axisPosition(axis: Axis, { clock, begin }: PreparedLane, value: number): number {
  return axis === 'lsn' ? value : (positionAt(clock, value) ?? begin);
}

/** The timelines that lead to `timeline`, the oldest first, each with where the next one leaves it. */
export function wayTo(prepared: Prepared, timeline: number): { lane: PreparedLane; to: number }[] {
  const way: { lane: PreparedLane; to: number }[] = [];
  let lane = prepared.byTimeline.get(timeline);
  let to = lane?.end ?? 0;
  while (lane && !way.some(step => step.lane === lane)) {
    way.unshift({ lane, to });
    to = lane.lane.switchAt ?? 0;
    lane = lane.lane.parent === undefined ? undefined : prepared.byTimeline.get(lane.lane.parent);
  }
  return way;
}
