import type { PictureEvent, PictureSegmentState } from '../../../server/protocol/archive.ts';
import type { FoundPlace } from '../../../server/protocol/recovery.ts';
import { dateAndTime, formatBytes, isoTime, plural } from '../format.ts';
import { type Geometry, labelWidth, laneAt, laneTop, positionOf, xOf } from './geometry.ts';
import { isTimed, timeAt } from './laneClock.ts';
import { lsnAt, segmentAt } from './lsn.ts';
import { eventLabel, type Mark, marksOf } from './marks.ts';
import type { PreparedLane } from './prepared.ts';
import { stateAt } from './strip.ts';

/** What a click would open. */
export type Target =
  | { readonly kind: 'segment'; readonly timeline: number; readonly segment: string; readonly lsn: string }
  | { readonly kind: 'history'; readonly timeline: number }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'place'; readonly place: FoundPlace }
  | { readonly kind: 'lane' | 'beyond'; readonly timeline: number };

/** The card beside the pointer. */
export interface HoverCard {
  readonly x: number;
  readonly y: number;
  readonly title: string;
  readonly lines: readonly string[];
  /** What a click does. */
  readonly action?: string;
  readonly target?: Target;
}

/** Pixels around a mark that count as on it. */
const reach = 9;

export const stateWords: Readonly<Record<PictureSegmentState, string>> = {
  archived: 'archived',
  local: 'in pg_wal only',
  waiting: 'waiting for the archiver (.ready)',
  partial: 'only a .partial file',
  damaged: 'damaged: not the segment that its name says',
  foreign: 'of another cluster',
  doubled: 'there are two copies that differ',
  mixed: 'in several states: there are too many here to tell them apart',
  holed: 'some are missing: there are too many here to tell them apart',
  missing: 'missing',
};

export const timeText = (time: number) => dateAndTime(isoTime(time));

/** What is at a place of the picture, `x` and `y` from its corner. */
export function cardAt(geometry: Geometry, x: number, y: number): HoverCard | undefined {
  const lane = laneAt(geometry, y);
  if (!lane) return undefined;
  const place = { x, y };
  if (x < labelWidth) return { ...place, ...laneCard(geometry, lane) };
  const within = x - labelWidth;
  const line = laneTop(geometry, lane.index) + geometry.room.line;
  const mark = markAt(geometry, lane, within, y - line);
  if (mark) return { ...place, ...markCard(geometry, lane, mark) };
  if (y < line - reach || y > line - geometry.room.line + geometry.room.strip + geometry.room.stripHeight + 5)
    return undefined;
  return segmentCard(geometry, lane, within, place);
}

function markAt(geometry: Geometry, lane: PreparedLane, x: number, below: number): Mark | undefined {
  const { icon } = geometry.room;
  const candidates = marksOf(geometry, lane).filter(mark => {
    const middle =
      mark.kind === 'backup'
        ? -icon / 2 - 7
        : mark.kind === 'gap'
          ? geometry.room.strip - geometry.room.line
          : 0;
    const high = mark.kind === 'gap' ? 12 : reach;
    return mark.kind !== 'gap' && Math.abs(mark.x - x) <= reach && Math.abs(below - middle) <= high;
  });
  return candidates.sort((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x))[0];
}

function laneCard(geometry: Geometry, { lane, clock }: PreparedLane): Omit<HoverCard, 'x' | 'y'> {
  const { timeline, parent, switchAt, reason, segments, gapCount, from, to } = lane;
  const [first, last] = [clock.times[0], clock.times.at(-1)];
  return {
    title: `Timeline ${timeline}`,
    lines: [
      parent === undefined
        ? ''
        : `branched from timeline ${parent} at ${lsnAt(geometry.prepared, switchAt ?? 0)}`,
      reason ?? '',
      segments && from !== undefined && to !== undefined
        ? `${plural(segments, 'segment')}, ${lsnAt(geometry.prepared, from)} to ${lsnAt(geometry.prepared, to)}`
        : 'no segment is here',
      gapCount ? plural(gapCount, 'gap') : '',
      first !== undefined && last !== undefined
        ? `commits from ${timeText(first)} to ${timeText(last)} UTC`
        : '',
    ].filter(text => text !== ''),
    action: 'Click to follow its way from the beginning',
    target: { kind: 'lane', timeline },
  };
}

function markCard(geometry: Geometry, { lane }: PreparedLane, mark: Mark): Omit<HoverCard, 'x' | 'y'> {
  const { prepared } = geometry;
  switch (mark.kind) {
    case 'switch': {
      const { timeline, reason, switchAt = 0 } = mark.to.lane;
      return {
        title: `Timeline ${timeline} begins here`,
        lines: [`at ${lsnAt(prepared, switchAt)} of timeline ${lane.timeline}`, reason ?? ''],
        action: 'Click to open its history file',
        target: { kind: 'history', timeline },
      };
    }
    case 'backup': {
      const { label, type, from, to, startTime, stopTime, restorable, missing, reaches, path } = mark.backup;
      const furthest = reaches.map(
        each =>
          `timeline ${each.timeline} to ${lsnAt(prepared, each.at)}${each.toTheEnd ? ' (its end)' : ', then a gap'}`,
      );
      return {
        title: `Backup ${label}`,
        lines: [
          `${type ?? 'backup'}, starts at ${lsnAt(prepared, from)}`,
          to === undefined ? 'its end is not known' : `consistent at ${lsnAt(prepared, to)}`,
          startTime ? `${startTime}${stopTime ? ` – ${stopTime}` : ''}` : '',
          restorable === undefined
            ? ''
            : restorable
              ? 'all WAL that it needs is here'
              : `cannot be restored: ${missing.join(', ')} missing`,
          ...furthest.slice(0, 6).map(text => `reaches ${text}`),
        ].filter(text => text !== ''),
        action: 'Click to open what describes it',
        target: { kind: 'path', path },
      };
    }
    case 'beyond':
      return {
        title: `Timeline ${lane.timeline} is further to the ${mark.right ? 'right' : 'left'}`,
        lines: [],
        action: 'Click to show it',
        target: { kind: 'beyond', timeline: lane.timeline },
      };
    case 'gap':
      return { title: 'Gap', lines: [] };
    case 'end':
      return {
        title: `The WAL of ${mark.server} ends here`,
        lines: [`at ${lsnAt(prepared, mark.at)}, after the last complete record`],
        ...segmentTarget(geometry, lane.timeline, mark.at - 1),
      };
    case 'event':
      return eventCard(geometry, lane.timeline, mark);
  }
}

export const eventTitles = {
  drop: 'Relations removed',
  restorePoint: 'Restore point',
  promotion: 'End of recovery',
  shutdown: 'Shutdown checkpoint',
  parameters: 'Settings changed',
} as const;

function eventCard(
  geometry: Geometry,
  timeline: number,
  { event, more }: Mark & { kind: 'event' },
): Omit<HoverCard, 'x' | 'y'> {
  const { kind, at, time, text, xid, relations } = event;
  return {
    title: kind === 'restorePoint' ? `Restore point ${text}` : eventTitles[kind],
    lines: [
      `at ${lsnAt(geometry.prepared, at)}${time === undefined ? '' : `, ${timeText(time)} UTC`}`,
      kind === 'drop'
        ? `transaction ${xid} removed the files of ${plural(relations ?? 0, 'relation')} when it committed: DROP, TRUNCATE or a rewrite`
        : '',
      kind === 'drop' || kind === 'parameters' || kind === 'promotion' ? text : '',
      more ? `and ${plural(more, 'other event')} beside it; zoom in` : '',
    ].filter(line => line !== ''),
    ...(kind === 'drop' || kind === 'restorePoint'
      ? placeTarget(geometry, timeline, event)
      : segmentTarget(geometry, timeline, at)),
  };
}

/** What one may recover to just before. */
function placeTarget({ prepared }: Geometry, timeline: number, event: PictureEvent) {
  const { kind, at, time, text, xid } = event;
  const lsn = lsnAt(prepared, at);
  const facts = [
    xid === undefined ? '' : `transaction ${xid}`,
    time === undefined ? '' : `${timeText(time)} UTC`,
    `${lsn} on timeline ${timeline}`,
  ];
  const place: FoundPlace = {
    timeline,
    lsn,
    xid,
    tone: kind === 'drop' ? 'loss' : 'point',
    title: kind === 'drop' ? eventTitles.drop : `Restore point ${text}`,
    facts: facts.filter(fact => fact !== '').join(' · '),
    label: eventLabel(event),
  };
  return {
    action: 'Click to recover to just before it, or to open it',
    target: { kind: 'place', place } as const,
  };
}

function segmentTarget({ prepared }: Geometry, timeline: number, position: number) {
  const lsn = lsnAt(prepared, position);
  return {
    action: `Click to open the segment at ${lsn}`,
    target: { kind: 'segment', timeline, segment: segmentAt(prepared, timeline, position), lsn } as const,
  };
}

function segmentCard(
  geometry: Geometry,
  lane: PreparedLane,
  x: number,
  place: { x: number; y: number },
): HoverCard | undefined {
  const { prepared } = geometry;
  const position = positionOf(geometry, lane, x);
  const number = Math.floor(position / prepared.segmentSize);
  const state = stateAt(lane.strip, number);
  if (state === undefined || xOf(geometry, lane, position) < -1) return undefined;
  const { timeline } = lane.lane;
  const segment = segmentAt(prepared, timeline, position);
  const time = isTimed(lane.clock, position) ? timeAt(lane.clock, position) : undefined;
  const start = number * prepared.segmentSize;
  const range = `${lsnAt(prepared, start)} – ${lsnAt(prepared, start + prepared.segmentSize)}`;
  const common = { ...place, title: segment };
  if (state === 'missing') {
    const gap = lane.lane.gaps.find(each => each.from <= position && position < each.to);
    return {
      ...common,
      lines: [
        stateWords.missing,
        gap && gap.segments > 1 ? `one of ${gap.segments}: ${gap.firstSegment} to ${gap.lastSegment}` : '',
        gap ? `recovery cannot go past it on ${gap.cuts}` : '',
      ].filter(text => text !== ''),
    };
  }
  return {
    ...common,
    lines: [
      stateWords[state],
      `${range}, ${formatBytes(prepared.segmentSize)}`,
      time === undefined ? '' : `about ${timeText(time)} UTC`,
    ].filter(text => text !== ''),
    ...segmentTarget(geometry, timeline, position),
  };
}
