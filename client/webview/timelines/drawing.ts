import { nothing, type SVGTemplateResult, svg } from 'lit';
import { segmentStates } from '../../../server/protocol/archive.ts';
import { axisHeight, type Geometry, labelWidth, laneTop, positionOf, visibleLanes, xOf } from './geometry.ts';
import { placeLabels, type Wanted } from './labels.ts';
import { stripes } from './legend.ts';
import { lsnAt } from './lsn.ts';
import { type Mark, markLabel, marksOf } from './marks.ts';
import { type PreparedLane, wayTo } from './prepared.ts';
import {
  type Lines,
  labelsOf,
  placeMarks,
  type RecoveryEmphasis,
  recoveryWay,
  targetFlag,
} from './recovery/recoveryMarks.ts';
import { lsnTicks, timeLabel, timeTicks } from './scale.ts';
import { cellsOf } from './strip.ts';

/** What is drawn beside the data. */
export interface Emphasis {
  /** The timeline whose way from the beginning is highlighted. */
  readonly timeline: number | undefined;
  /** A place that was searched for. */
  readonly found: { readonly timeline: number; readonly position: number } | undefined;
  readonly recovery: RecoveryEmphasis;
}

/** Width of a branch; one to a timeline that is shorter on the screen is as short. */
const longestCurve = 44;
const shortestCurve = 8;

/** Texts of the axis closer than this to its end would be cut off. */
const axisEdge = 40;

/** What the server writes into a history file, where that is too long to stand beside a timeline. */
const shorterReasons: Readonly<Record<string, string>> = {
  'no recovery target specified': 'promoted, no target',
  'reached consistency': 'promoted once consistent',
};

/** The whole picture, `labelWidth` wider than its scale. */
export function drawing(geometry: Geometry, emphasis: Emphasis): SVGTemplateResult {
  const { scale, height } = geometry;
  const lanes = visibleLanes(geometry);
  const { plan } = emphasis.recovery;
  const labels = labelsOf(geometry, emphasis.recovery);
  const lines: Lines = {
    y: lane => lineY(geometry, lane),
    start: lane => lineStart(geometry, lane),
    branch: lane => branchPath(geometry, lane),
  };
  return svg`
    <defs>
      <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="hatch-ground" width="5" height="5"></rect><path class="hatch-line" d="M0 0V5"></path>
      </pattern>
      <clipPath id="plot"><rect x="0" y=${axisHeight} width=${scale.width} height=${height}></rect></clipPath>
      <clipPath id="rows"><rect x="0" y=${axisHeight} width=${scale.width + labelWidth} height=${height}></rect></clipPath>
    </defs>
    <g transform="translate(${labelWidth} 0)">
      ${axisMarks(geometry)}
      <g clip-path="url(#plot)">
        ${branches(geometry)}
        ${lanes.map(lane => line(geometry, lane))}
        ${plan?.way.length ? recoveryWay(geometry, plan, lines) : way(geometry, emphasis.timeline)}
        ${lanes.map(lane => strip(geometry, lane))}
        ${lanes.map(lane => laneMarks(geometry, lane, labels))}
        ${placeMarks(geometry, emphasis.recovery, lines)}
        ${plan ? targetFlag(geometry, plan, lines) : foundMark(geometry, emphasis.found)}
      </g>
    </g>
    ${scrolled(geometry)}
    <g clip-path="url(#rows)">${lanes.map(lane => laneLabel(geometry, lane, emphasis.timeline))}</g>`;
}

function axisMarks(geometry: Geometry): SVGTemplateResult[] {
  const { axis, scale, height, prepared } = geometry;
  const apart = 118;
  const times = timeTicks(scale, apart);
  const marks = axis === 'lsn' ? lsnTicks(scale, prepared.base, apart) : times.ticks;
  return marks.map(({ value, x }) => {
    const text = axis === 'lsn' ? lsnAt(prepared, value) : timeLabel(value, times.step);
    const place = Math.round(x) + 0.5;
    const anchor = x > scale.width - axisEdge ? 'end' : 'middle';
    return svg`<path class="grid" d="M${place} ${axisHeight}V${axisHeight + height}"></path>
      ${value < 0 && axis === 'lsn' ? nothing : svg`<text class="mono" x=${Math.min(x, scale.width - 4)} y="19" text-anchor=${anchor}>${text}</text>`}`;
  });
}

const rounded = (value: number) => Math.round(value * 10) / 10;

/** Lines are cut off beside the screen: coordinates of a million pixels are drawn badly. */
const near = ({ scale }: Geometry, x: number) => rounded(Math.min(scale.width + 50, Math.max(-50, x)));

function lineY(geometry: Geometry, lane: PreparedLane): number {
  return laneTop(geometry, lane.index) + geometry.room.line;
}

/** Where a lane's own line begins: behind the branch that leads to it. */
function lineStart(geometry: Geometry, lane: PreparedLane): number {
  const x = xOf(geometry, lane, lane.begin);
  return lane.lane.parent === undefined ? x : x + curveOf(geometry, lane);
}

function curveOf(geometry: Geometry, lane: PreparedLane): number {
  const length = xOf(geometry, lane, lane.end) - xOf(geometry, lane, lane.begin);
  return Math.min(longestCurve, Math.max(shortestCurve, length));
}

function line(geometry: Geometry, lane: PreparedLane): SVGTemplateResult {
  const y = lineY(geometry, lane);
  const from = lineStart(geometry, lane);
  const to = Math.max(from, xOf(geometry, lane, lane.end));
  const left = lane.left === undefined || !lane.lane.diverged ? to : xOf(geometry, lane, lane.left);
  return svg`<path class="line" d="M${near(geometry, from)} ${y}H${near(geometry, Math.max(from, left))}"></path>
    ${to > left ? svg`<path class="line diverged" d="M${near(geometry, left)} ${y}H${near(geometry, to)}"></path>` : nothing}`;
}

function branchPath(geometry: Geometry, lane: PreparedLane): string | undefined {
  const { lane: own } = lane;
  const parent = own.parent === undefined ? undefined : geometry.prepared.byTimeline.get(own.parent);
  if (!parent || own.switchAt === undefined) return undefined;
  // the parent's clock may tell another time of the switch point than the first commits behind it
  const left = xOf(geometry, parent, own.switchAt);
  const right = Math.max(left, xOf(geometry, lane, own.switchAt)) + curveOf(geometry, lane);
  if (right < -50 || left > geometry.scale.width + 50) return undefined;
  const [from, to] = [lineY(geometry, parent), lineY(geometry, lane)];
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  if (high < axisHeight || low > axisHeight + geometry.height) return undefined;
  const bend = (right - left) * 0.55;
  return `M${rounded(left)} ${from}C${rounded(left + bend)} ${from} ${rounded(right - bend)} ${to} ${rounded(right)} ${to}`;
}

function branches(geometry: Geometry): SVGTemplateResult {
  const paths = geometry.prepared.lanes.map(lane => branchPath(geometry, lane)).filter(path => path);
  return svg`<path class="line" d=${paths.join('')}></path>`;
}

/** The way to a timeline, drawn over its ancestors. */
function way(geometry: Geometry, timeline: number | undefined): SVGTemplateResult | typeof nothing {
  if (timeline === undefined) return nothing;
  const parts = wayTo(geometry.prepared, timeline).flatMap(({ lane, to }) => {
    const y = lineY(geometry, lane);
    const from = near(geometry, lineStart(geometry, lane));
    return [
      branchPath(geometry, lane) ?? '',
      `M${from} ${y}H${Math.max(from, near(geometry, xOf(geometry, lane, to)))}`,
    ];
  });
  return svg`<path class="way" d=${parts.join('')}></path>`;
}

function strip(geometry: Geometry, lane: PreparedLane): SVGTemplateResult[] {
  const { prepared, room, scale } = geometry;
  const top = laneTop(geometry, lane.index) + room.strip;
  const paths = new Map<string, string>();
  const cells = cellsOf(
    lane.strip,
    scale.width,
    segment => xOf(geometry, lane, segment * prepared.segmentSize),
    x => positionOf(geometry, lane, x) / prepared.segmentSize,
  );
  for (const { state, x, width } of cells)
    paths.set(state, (paths.get(state) ?? '') + cellPath(x, top, width, room.stripHeight));
  return segmentStates
    .filter(state => paths.has(state))
    .map(state => svg`<path class="cell ${state}" fill=${stripes(state)} d=${paths.get(state)}></path>`);
}

/** A rectangle, with round corners where it is wide enough for them. */
function cellPath(x: number, y: number, width: number, height: number): string {
  const left = rounded(x) + 0.5;
  const wide = rounded(width);
  if (width < 5) return `M${left} ${y}h${wide}v${height}h${-wide}z`;
  const r = 1.5;
  const across = rounded(wide - 2 * r);
  const down = height - 2 * r;
  return `M${left + r} ${y}h${across}q${r} 0 ${r} ${r}v${down}q0 ${r} ${-r} ${r}h${-across}q${-r} 0 ${-r} ${-r}v${-down}q0 ${-r} ${r} ${-r}z`;
}

function laneMarks(
  geometry: Geometry,
  lane: PreparedLane,
  labels: ReadonlyMap<string, string>,
): SVGTemplateResult {
  const { room, scale } = geometry;
  const marks = marksOf(geometry, lane);
  const top = laneTop(geometry, lane.index);
  const above: Wanted[] = [];
  const below: Wanted[] = [];
  for (const mark of marks) {
    const found = mark.kind === 'event' && labels.get(`${lane.lane.timeline}/${mark.event.at}`);
    const text = found || markLabel(geometry, mark);
    const common = { x: mark.x, text };
    if (mark.kind === 'backup') above.push({ ...common, weight: 3, className: 'dim-text' });
    else if (mark.kind === 'switch') above.push({ ...common, weight: 1, className: 'mono' });
    else if (mark.kind === 'gap') below.push({ ...common, weight: 3, className: 'dim-text' });
    else if (mark.kind === 'event' && mark.event.kind === 'drop')
      below.push({ ...common, weight: 4, className: 'bad-text' });
    else if (mark.kind === 'event') above.push({ ...common, weight: 2, className: 'point-text' });
  }
  if (lane.lane.diverged && lane.left !== undefined) {
    const middle = (xOf(geometry, lane, lane.left) + xOf(geometry, lane, lane.end)) / 2;
    const x = Math.min(scale.width - 90, Math.max(90, middle));
    below.push({ x, text: 'went on after the fork', weight: 1, className: 'dim-text' });
  }
  const rows = [
    [room.above, above],
    [room.below, below],
  ] as const;
  return svg`${marks.map(mark => markShape(mark, top + room.line, room.icon))}
    ${rows.map(([y, wanted]) =>
      y === undefined
        ? nothing
        : placeLabels(wanted, scale.width).map(
            ({ x, text, anchor, className }) =>
              svg`<text class=${className} x=${rounded(x)} y=${top + y} text-anchor=${anchor}>${text}</text>`,
          ),
    )}`;
}

function markShape(mark: Mark, y: number, icon: number): SVGTemplateResult | typeof nothing {
  const x = rounded(mark.x);
  switch (mark.kind) {
    case 'switch':
      return svg`<circle class="switch" cx=${x} cy=${y} r=${icon > 12 ? 5.5 : 4}></circle>`;
    case 'backup':
      return backupShape(x, y, icon, mark.backup.restorable);
    case 'end':
      return svg`<path class="wal-end" d="M${x} ${y - 6}V${y + 6}"></path>`;
    case 'event':
      return eventShape(mark.event.kind, x, y);
    case 'beyond':
      return svg`<path class="beyond" d="M${mark.right ? x - 4 : x + 4} ${y - 5}l${mark.right ? 7 : -7} 5 ${mark.right ? -7 : 7} 5z"></path>`;
    case 'gap':
      return nothing;
  }
}

function backupShape(x: number, y: number, size: number, restorable: boolean | undefined): SVGTemplateResult {
  const left = rounded(x - size / 2);
  const top = y - size - 7;
  const bars = [0.3, 0.5, 0.7].map(
    share => `M${left + size * 0.24} ${rounded(top + size * share)}h${rounded(size * 0.52)}`,
  );
  return svg`<g class="backup ${restorable === false ? 'broken' : ''}">
    <path class="stem" d="M${x} ${top + size}V${y}"></path>
    <rect x=${left} y=${top} width=${size} height=${size} rx="3"></rect><path d=${bars.join('')}></path>
  </g>`;
}

function eventShape(kind: string, x: number, y: number): SVGTemplateResult {
  switch (kind) {
    case 'drop':
      return svg`<circle class="drop" cx=${x} cy=${y} r="5"></circle>`;
    case 'restorePoint':
      return svg`<path class="point" d="M${x} ${y - 6}l5 6-5 6-5-6z"></path>`;
    default:
      return svg`<path class="tick" d="M${x} ${y - 5}v10"></path>`;
  }
}

function foundMark(geometry: Geometry, found: Emphasis['found']): SVGTemplateResult | typeof nothing {
  const lane = found && geometry.prepared.byTimeline.get(found.timeline);
  if (!found || !lane) return nothing;
  const x = rounded(xOf(geometry, lane, found.position));
  const y = lineY(geometry, lane);
  const place = `${lsnAt(geometry.prepared, found.position)} on timeline ${found.timeline}`;
  return svg`<path class="found" d="M${x} ${y - 30}V${y + 26}"><title>${place}</title></path><path class="found-flag" d="M${x} ${y - 30}l12 5-12 5z"></path>`;
}

/** Which part of the timelines is on screen, where not all are. */
function scrolled({ prepared, room, scale, top, height }: Geometry): SVGTemplateResult | typeof nothing {
  const all = prepared.lanes.length * room.height;
  if (all <= height + room.height / 2) return nothing;
  const length = Math.max(20, (height * height) / all);
  const y = axisHeight + (top / (all - height)) * (height - length);
  return svg`<rect class="scrolled" x=${labelWidth + scale.width - 6} y=${rounded(y)} width="4" height=${rounded(length)} rx="2"></rect>`;
}

function laneLabel(geometry: Geometry, lane: PreparedLane, selected: number | undefined): SVGTemplateResult {
  const { timeline, reason, parent } = lane.lane;
  const y = lineY(geometry, lane);
  const compact = geometry.room.height < 44;
  const origin = parent !== undefined ? '' : timeline === 1 ? 'initial' : 'origin unknown';
  const note = reason === undefined ? origin : (shorterReasons[reason] ?? reason);
  const mark =
    timeline === selected
      ? svg`<path class="selected-mark" d="M2 ${y - 9}v${compact ? 18 : 28}"></path>`
      : nothing;
  return svg`${mark}<text class="lane-name" x="14" y=${compact ? y + 4 : y + 2}>Timeline ${timeline}</text>
    ${compact ? nothing : svg`<text class="dim-text" x="14" y=${y + 18}>${shorten(note, 24)}</text>`}`;
}

function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
