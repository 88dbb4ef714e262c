import { isoTime } from '../format.ts';
/** A stretch of an axis (bytes or milliseconds) on so many pixels. */
export interface Scale {
  readonly from: number;
  readonly perPixel: number;
  readonly width: number;
}

/** What an axis can show at all, and how far one may zoom in. */
export interface Extent {
  readonly from: number;
  readonly to: number;
  readonly finest: number;
}

/** Share of the width that is left free on either side of the whole. */
const margin = 0.03;

export const toX = ({ from, perPixel }: Scale, value: number): number => (value - from) / perPixel;
export const toValue = ({ from, perPixel }: Scale, x: number): number => from + x * perPixel;

/** The whole extent with some room around it. */
export function fit({ from, to }: Extent, width: number): Scale {
  const span = Math.max(to - from, 1);
  const perPixel = (span * (1 + 2 * margin)) / Math.max(1, width);
  return { from: from - span * margin, perPixel, width };
}

/** Zooms by `factor` (below 1: in) and keeps what is at `x` there. */
export function zoom(scale: Scale, extent: Extent, x: number, factor: number): Scale {
  const widest = fit(extent, scale.width).perPixel;
  const perPixel = Math.min(widest, Math.max(extent.finest, scale.perPixel * factor));
  return clamp({ ...scale, from: toValue(scale, x) - x * perPixel, perPixel }, extent);
}

export function pan(scale: Scale, extent: Extent, pixels: number): Scale {
  return clamp({ ...scale, from: scale.from + pixels * scale.perPixel }, extent);
}

/** The same stretch on another width. */
export function resize(scale: Scale, extent: Extent, width: number): Scale {
  const perPixel = (scale.perPixel * scale.width) / Math.max(1, width);
  return clamp({ from: scale.from, perPixel, width }, extent);
}

/** Brings `value` to the middle, `perPixel` wide at the most. */
export function centre(scale: Scale, extent: Extent, value: number, perPixel = scale.perPixel): Scale {
  const finer = Math.max(extent.finest, Math.min(scale.perPixel, perPixel));
  return clamp({ ...scale, perPixel: finer, from: value - (finer * scale.width) / 2 }, extent);
}

/** Shows what is between two values, with some room around it. */
export function stretch({ width }: Scale, extent: Extent, from: number, to: number): Scale {
  const scale = fit({ from, to, finest: extent.finest }, width);
  const perPixel = Math.max(extent.finest, scale.perPixel);
  return clamp({ from: (from + to - perPixel * width) / 2, perPixel, width }, extent);
}

/** Never leaves the extent behind. */
function clamp(scale: Scale, extent: Extent): Scale {
  const whole = fit(extent, scale.width);
  if (scale.perPixel >= whole.perPixel) return whole;
  const span = scale.perPixel * scale.width;
  const last = whole.from + whole.perPixel * whole.width - span;
  return { ...scale, from: Math.min(last, Math.max(whole.from, scale.from)) };
}

/** A mark of the axis. */
export interface Tick {
  readonly value: number;
  readonly x: number;
}

/** Multiples of a power of two, at least `apart` pixels from each other; `base` is the LSN of 0. */
export function lsnTicks(scale: Scale, base: bigint, apart: number): Tick[] {
  let step = 1;
  while (step < scale.perPixel * apart) step *= 2;
  return ticks(scale, step, Number(base % BigInt(step)));
}

const second = 1000;
const day = 86_400 * second;
const timeSteps = [
  ...[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5].map(share => share * second),
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800].map(seconds => seconds * second),
  ...[1, 2, 3, 6, 12].map(hours => hours * 3600 * second),
  ...[1, 2, 7, 14, 28, 91, 182, 365, 730, 1825, 3650].map(days => days * day),
];

/** Round times, UTC, and how far they are apart in milliseconds. */
export function timeTicks(scale: Scale, apart: number): { ticks: Tick[]; step: number } {
  const wanted = scale.perPixel * apart;
  const step = timeSteps.find(each => each >= wanted) ?? timeSteps[timeSteps.length - 1];
  return { ticks: ticks(scale, step, 0), step };
}

function ticks(scale: Scale, step: number, offset: number): Tick[] {
  const marks: Tick[] = [];
  const end = scale.from + scale.perPixel * scale.width;
  for (let n = Math.ceil((scale.from + offset) / step); n * step - offset <= end && marks.length < 100; n++)
    marks.push({ value: n * step - offset, x: toX(scale, n * step - offset) });
  return marks;
}

/** What stands at a tick, with as much of the date as the step asks for. */
export function timeLabel(time: number, step: number): string {
  const iso = isoTime(time);
  if (step >= day) return iso.slice(0, 10);
  if (step >= 60 * second) return `${iso.slice(5, 10)} ${iso.slice(11, 16)}`;
  return step >= second ? iso.slice(11, 19) : iso.slice(11, 23);
}
