import { positionAt } from './laneClock.ts';
import { parseLsn, positionOfSegment } from './lsn.ts';
import type { Prepared, PreparedLane } from './prepared.ts';

/** A place of the picture. */
export interface Found {
  readonly timeline: number;
  readonly position: number;
  /** What it is, for screen readers. */
  readonly text: string;
  /** The name is of nothing that is in the WAL. */
  readonly isOutside?: true;
}

/**
 * The places that `text` may mean, the ones on timeline `preferred` first: an LSN, a segment's name, a transaction that
 * removed relations, a restore point, a backup, a timeline, a time. Empty when it means none.
 */
export function search(prepared: Prepared, text: string, preferred: number | undefined): Found[] {
  const words = text.trim();
  if (words === '') return [];
  for (const finder of [bySegment, byLsn, byTimeline, byTransaction, byTime, byName]) {
    const found = finder(prepared, words);
    if (found.length)
      return found.sort((a, b) => Number(b.timeline === preferred) - Number(a.timeline === preferred));
  }
  return [];
}

function bySegment(prepared: Prepared, text: string): Found[] {
  const place = /^[0-9a-f]{24}/i.test(text) ? positionOfSegment(prepared, text) : undefined;
  if (!place || !prepared.byTimeline.has(place.timeline)) return [];
  return [{ ...place, text: `segment ${text}`, isOutside: true }];
}

/** The newest timelines first: an LSN behind a fork is on several. */
function byLsn(prepared: Prepared, text: string): Found[] {
  const lsn = parseLsn(text);
  if (lsn === undefined) return [];
  const position = Number(lsn - prepared.base);
  return lanesAt(prepared, position).map(({ lane }) => ({
    timeline: lane.timeline,
    position,
    text: `${text} on timeline ${lane.timeline}`,
  }));
}

function lanesAt({ lanes }: Prepared, position: number): PreparedLane[] {
  return lanes.filter(({ begin, end }) => begin <= position && position <= end).reverse();
}

function byTimeline(prepared: Prepared, text: string): Found[] {
  const match = /^(?:timeline|tli|tl)\s*(\d+)$/i.exec(text);
  const lane = match && prepared.byTimeline.get(Number(match[1]));
  return lane
    ? [{ timeline: lane.lane.timeline, position: lane.begin, text: `timeline ${match[1]}`, isOutside: true }]
    : [];
}

function byTransaction(prepared: Prepared, text: string): Found[] {
  const match = /^(?:xid\s*[:=]?\s*)?(\d+)$/i.exec(text);
  if (!match) return [];
  const xid = Number(match[1]);
  return prepared.lanes.flatMap(({ lane }) =>
    lane.events
      .filter(event => event.xid === xid)
      .map(({ at }) => ({ timeline: lane.timeline, position: at, text: `transaction ${xid}` })),
  );
}

/** A time in UTC, or in the zone that it names. */
function byTime(prepared: Prepared, text: string): Found[] {
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/i.exec(
    text,
  );
  if (!match) return [];
  const [, date, clock, zone = 'Z'] = match;
  const offset = /^[+-]\d\d$/.test(zone) ? `${zone}:00` : /^(utc|z)$/i.test(zone) ? 'Z' : zone;
  const time = Date.parse(`${date}T${clock}${offset}`);
  return [...prepared.lanes].reverse().flatMap(({ lane, clock: { positions, times }, begin }) => {
    if (!times.length || time < times[0] || time > times[times.length - 1]) return [];
    const position = positionAt({ positions, times }, time);
    if (position === undefined || position < begin) return [];
    return [{ timeline: lane.timeline, position, text: `${text} on timeline ${lane.timeline}` }];
  });
}

function byName(prepared: Prepared, text: string): Found[] {
  const wanted = text.toLowerCase();
  const has = (name: string) => name.toLowerCase().includes(wanted);
  return prepared.lanes.flatMap(({ lane }) => [
    ...lane.events
      .filter(({ kind, text: name }) => kind === 'restorePoint' && has(name))
      .map(({ at, text: name }) => ({
        timeline: lane.timeline,
        position: at,
        text: `restore point ${name}`,
      })),
    ...lane.backups
      .filter(({ label }) => has(label))
      .map(({ from, label }) => ({
        timeline: lane.timeline,
        position: from,
        text: `backup ${label}`,
        isOutside: true as const,
      })),
    ...lane.events
      .filter(({ kind, text: names }) => kind === 'drop' && (has(names) || /^drop/.test(wanted)))
      .map(({ at, xid }) => ({ timeline: lane.timeline, position: at, text: `relations removed by ${xid}` })),
  ]);
}
