import type { Lsn } from '../../postgres/lsn.ts';
import type { PictureEvent } from '../../protocol/archive.ts';
import type { TimelineSegmentEvents } from '../events/archiveEvents.ts';
import type { WalEvent } from '../events/walEvent.ts';
import { type Placement, unixTime } from './placement.ts';

/** Events of one timeline that are sent at the most; the newest ones are. */
const mostEvents = 2000;

/** Relations that an event names. */
const namedRelations = 4;

/** What happened on a timeline from `from` on, as a picture tells it. */
export function pictureEvents(
  segments: readonly TimelineSegmentEvents[],
  placement: Placement,
  from: Lsn,
): PictureEvent[] {
  return segments
    .flatMap(({ events }) => events)
    .filter(({ lsn }) => lsn >= from)
    .slice(-mostEvents)
    .map(event => ({
      at: placement.at(event.lsn),
      time: event.kind === 'parameters' || event.time === undefined ? undefined : unixTime(event.time),
      ...wording(event),
    }));
}

function wording(event: WalEvent): Pick<PictureEvent, 'kind' | 'text' | 'xid' | 'relations'> {
  switch (event.kind) {
    case 'restorePoint':
      return { kind: 'restorePoint', text: event.name };
    case 'drop':
      return {
        kind: 'drop',
        text:
          event.relations.slice(0, namedRelations).join(', ') +
          (event.relations.length > namedRelations ? ' …' : ''),
        xid: event.xid,
        relations: event.relations.length,
      };
    case 'shutdown':
      return { kind: 'shutdown', text: '' };
    case 'endOfRecovery':
      return { kind: 'promotion', text: `from timeline ${event.previous} to ${event.timeline}` };
    case 'parameters':
      return { kind: 'parameters', text: event.text };
  }
}

/** Marks of one timeline's clock that are sent at the most. */
const mostMarks = 512;

/** Positions and times of commits on a timeline from `from` on, flat and rising. */
export function pictureClock(
  segments: readonly TimelineSegmentEvents[],
  placement: Placement,
  from: Lsn,
): number[] {
  const marks = segments.flatMap(({ clock }) => clock).filter(({ lsn }) => lsn >= from);
  const step = Math.max(1, (marks.length - 1) / (mostMarks - 1));
  const flat: number[] = [];
  let latest = Number.NEGATIVE_INFINITY;
  for (let n = 0; Math.round(n) < marks.length; n += step) {
    const { lsn, time } = marks[Math.round(n)];
    // clocks of servers may run back; an axis may not
    latest = Math.max(latest, unixTime(time));
    flat.push(placement.at(lsn), latest);
  }
  return flat;
}
