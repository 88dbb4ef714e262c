import type { Axis, Prepared, PreparedLane } from './prepared.ts';
import { axisPosition, axisValue } from './prepared.ts';
import { type Scale, toValue, toX } from './scale.ts';

/** Width of the labels at the left, height of the axis at the top. */
export const labelWidth = 168;
export const axisHeight = 30;

const roomiest = 116;
const tightest = 34;

/** How a lane of some height is laid out; distances from its upper edge. */
export interface LaneRoom {
  readonly height: number;
  readonly line: number;
  readonly strip: number;
  readonly stripHeight: number;
  readonly icon: number;
  /** Baselines of labels; undefined where there is no room for any. */
  readonly above?: number;
  readonly below?: number;
}

export function laneRoom(viewport: number, lanes: number): LaneRoom {
  const height = Math.min(roomiest, Math.max(tightest, Math.floor(viewport / Math.max(1, lanes))));
  if (height >= 84) {
    const line = Math.round(height * 0.5);
    return { height, line, strip: line + 9, stripHeight: 11, icon: 17, above: line - 33, below: line + 35 };
  }
  if (height >= 56) {
    const line = Math.round(height * 0.52);
    const below = height >= 70 ? line + 28 : undefined;
    return { height, line, strip: line + 6, stripHeight: 9, icon: 13, above: line - 19, below };
  }
  const line = Math.round(height * 0.46);
  return { height, line, strip: line + 4, stripHeight: 7, icon: 10 };
}

/** Everything that says where things are on the screen; x from the left edge of the plot. */
export interface Geometry {
  readonly prepared: Prepared;
  readonly axis: Axis;
  readonly scale: Scale;
  readonly room: LaneRoom;
  /** Pixels that are scrolled away above. */
  readonly top: number;
  /** Height of the plot below the axis. */
  readonly height: number;
}

export const xOf = ({ axis, scale }: Geometry, lane: PreparedLane, position: number): number =>
  toX(scale, axisValue(axis, lane, position));

export const positionOf = ({ axis, scale }: Geometry, lane: PreparedLane, x: number): number =>
  axisPosition(axis, lane, toValue(scale, x));

/** Upper edge of a lane. */
export const laneTop = ({ room, top }: Geometry, index: number): number =>
  axisHeight + index * room.height - top;

/** The lanes that are on screen. */
export function visibleLanes(geometry: Geometry): readonly PreparedLane[] {
  const { prepared, room, top, height } = geometry;
  const first = Math.max(0, Math.floor(top / room.height));
  return prepared.lanes.slice(first, Math.ceil((top + height) / room.height) + 1);
}

export function laneAt(geometry: Geometry, y: number): PreparedLane | undefined {
  const index = Math.floor((y - axisHeight + geometry.top) / geometry.room.height);
  return y < axisHeight ? undefined : geometry.prepared.lanes[index];
}
