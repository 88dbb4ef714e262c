import type { PictureLane } from '../../../server/protocol/archive.ts';

/** Positions and times that rise together. */
export interface LaneClock {
  readonly positions: readonly number[];
  readonly times: readonly number[];
}

/** The clock of each timeline: its ancestors' up to the switch points, then its own. */
export function laneClocks(lanes: readonly PictureLane[]): Map<number, LaneClock> {
  const byNumber = new Map(lanes.map(lane => [lane.timeline, lane]));
  const clocks = new Map<number, LaneClock>();
  const clockOf = (lane: PictureLane, depth: number): LaneClock => {
    const known = clocks.get(lane.timeline);
    if (known) return known;
    const parent = lane.parent === undefined ? undefined : byNumber.get(lane.parent);
    // a history that leads back to itself is broken; the depth ends it
    const before = parent && depth < lanes.length ? clockOf(parent, depth + 1) : { positions: [], times: [] };
    const clock = append(before, lane.switchAt ?? Number.POSITIVE_INFINITY, lane.clock);
    clocks.set(lane.timeline, clock);
    return clock;
  };
  for (const lane of lanes) clockOf(lane, 0);
  return clocks;
}

function append(before: LaneClock, until: number, own: readonly number[]): LaneClock {
  const positions: number[] = [];
  const times: number[] = [];
  for (const [at, position] of before.positions.entries()) {
    if (position >= until) break;
    positions.push(position);
    times.push(before.times[at]);
  }
  for (let at = 0; at < own.length; at += 2) {
    positions.push(own[at]);
    times.push(Math.max(times.at(-1) ?? own[at + 1], own[at + 1]));
  }
  return { positions, times };
}

/** The time at a position: in proportion between two commits, that of the nearest one outside of them. */
export function timeAt({ positions, times }: LaneClock, position: number): number | undefined {
  return between(positions, times, position);
}

export function positionAt({ positions, times }: LaneClock, time: number): number | undefined {
  return between(times, positions, time);
}

/** Whether a position lies between two commits whose times are known. */
export function isTimed({ positions }: LaneClock, position: number): boolean {
  return positions.length > 0 && position >= positions[0] && position <= positions[positions.length - 1];
}

function between(given: readonly number[], wanted: readonly number[], value: number): number | undefined {
  const last = given.length - 1;
  if (last < 0) return undefined;
  if (value <= given[0]) return wanted[0];
  if (value >= given[last]) return wanted[last];
  let low = 0;
  let high = last;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (given[middle] <= value) low = middle;
    else high = middle;
  }
  const span = given[high] - given[low];
  if (span === 0) return wanted[low];
  return wanted[low] + ((value - given[low]) / span) * (wanted[high] - wanted[low]);
}
