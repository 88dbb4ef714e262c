import { nothing, type SVGTemplateResult, svg } from 'lit';
import type { FoundPlace, RecoveryPlan } from '../../../../server/protocol/recovery.ts';
import { type Geometry, xOf } from '../geometry.ts';
import { parseLsn } from '../lsn.ts';
import type { PreparedLane } from '../prepared.ts';

/** What a recovery adds to the picture. */
export interface RecoveryEmphasis {
  readonly places: readonly FoundPlace[];
  readonly chosen: FoundPlace | undefined;
  readonly plan: RecoveryPlan | undefined;
}

/** Where the drawing has its lines. */
export interface Lines {
  y(lane: PreparedLane): number;
  /** Where a lane's line begins, behind the branch that leads to it. */
  start(lane: PreparedLane): number;
  branch(lane: PreparedLane): string | undefined;
}

/** Marks of places closer together than this are one. */
const apart = 6;
const rounded = (value: number) => Math.round(value * 10) / 10;

function placeOf(geometry: Geometry, timeline: number, text: string) {
  const lane = geometry.prepared.byTimeline.get(timeline);
  const lsn = parseLsn(text);
  if (!lane || lsn === undefined) return undefined;
  return { lane, x: xOf(geometry, lane, Number(lsn - geometry.prepared.base)) };
}

/** The names that places have, for events at the same place: by timeline and position. */
export function labelsOf({ prepared }: Geometry, { places, chosen }: RecoveryEmphasis): Map<string, string> {
  const labels = new Map<string, string>();
  for (const place of chosen ? [...places, chosen] : places) {
    const lsn = parseLsn(place.lsn);
    if (lsn !== undefined) labels.set(`${place.timeline}/${Number(lsn - prepared.base)}`, place.label);
  }
  return labels;
}

/** The way that is replayed, from the backup to the stop, as a thick line. */
export function recoveryWay(
  geometry: Geometry,
  plan: RecoveryPlan,
  lines: Lines,
): SVGTemplateResult | typeof nothing {
  const limit = (x: number) => rounded(Math.min(geometry.scale.width + 50, Math.max(-50, x)));
  const parts = plan.way.map(({ timeline, from, to }, at) => {
    const begin = placeOf(geometry, timeline, from);
    const end = placeOf(geometry, timeline, to);
    if (!begin || !end) return '';
    const { lane } = begin;
    const start = at === 0 ? begin.x : lines.start(lane);
    const stroke = end.x > start ? `M${limit(start)} ${lines.y(lane)}H${limit(end.x)}` : '';
    return at === 0 ? stroke : `${lines.branch(lane) ?? ''}${stroke}`;
  });
  return svg`<path class="recovery-way" d=${parts.join('')}></path>`;
}

/** Rings at the places that were found. */
export function placeMarks(
  geometry: Geometry,
  { places, chosen }: RecoveryEmphasis,
  lines: Lines,
): SVGTemplateResult[] {
  const all = chosen && !places.includes(chosen) ? [...places, chosen] : places;
  const taken = new Map<PreparedLane, number[]>();
  return all.flatMap(place => {
    const at = placeOf(geometry, place.timeline, place.lsn);
    if (!at || at.x < -20 || at.x > geometry.scale.width + 20) return [];
    const others = taken.get(at.lane) ?? [];
    if (place !== chosen && others.some(x => Math.abs(x - at.x) < apart)) return [];
    taken.set(at.lane, [...others, at.x]);
    const y = lines.y(at.lane);
    const radius = place === chosen ? 8 : 5.5;
    return [
      svg`<circle class="place ${place.tone}" cx=${rounded(at.x)} cy=${y} r=${radius}><title>${place.title}</title></circle>`,
    ];
  });
}

/** The flag where replay stops, and what lies behind it as a faded stretch. */
export function targetFlag(
  geometry: Geometry,
  plan: RecoveryPlan,
  lines: Lines,
): SVGTemplateResult | typeof nothing {
  const { target, lost } = plan;
  const at = placeOf(geometry, target.timeline, target.lsn);
  if (!at) return nothing;
  const x = rounded(at.x);
  const y = lines.y(at.lane);
  const end = lost && placeOf(geometry, lost.timeline, lost.to);
  const text = `target · ${target.label}`;
  return svg`${end && end.x > at.x ? svg`<path class="lost-way" d="M${x} ${y}H${rounded(Math.min(end.x, geometry.scale.width + 50))}"></path>` : nothing}
    <path class="target" d="M${x} ${y - 36}V${y + 10}"></path>
    <path class="target-flag" d="M${x} ${y - 36}l13 5.5-13 5.5z"></path>
    ${flagText(geometry, x, y, text)}`;
}

/** Above the flag where there is room, else beside it. */
function flagText(
  { room, scale }: Geometry,
  x: number,
  y: number,
  text: string,
): SVGTemplateResult | typeof nothing {
  if (room.height < 56) return nothing;
  const isBeside = room.height < 100;
  const left = x > scale.width - 170;
  const right = x < 110;
  const anchor = left ? 'end' : right || isBeside ? 'start' : 'middle';
  const gap = isBeside ? (left ? -6 : 18) : 0;
  return svg`<text class="target-text" x=${x + gap} y=${isBeside ? y - 28 : y - 42} text-anchor=${anchor}>${text}</text>`;
}
