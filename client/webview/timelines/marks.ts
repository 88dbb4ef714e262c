import type { PictureBackup, PictureEvent, PictureGap } from '../../../server/protocol/archive.ts';
import { plural } from '../format.ts';
import { type Geometry, xOf } from './geometry.ts';
import { lsnAt } from './lsn.ts';
import type { PreparedLane } from './prepared.ts';

/** Something on a lane that can be pointed at. */
export type Mark =
  | { readonly kind: 'switch'; readonly x: number; readonly to: PreparedLane }
  | { readonly kind: 'backup'; readonly x: number; readonly backup: PictureBackup }
  | { readonly kind: 'event'; readonly x: number; readonly event: PictureEvent; readonly more: number }
  /** The whole timeline is beside the screen, to the left or to the right. */
  | { readonly kind: 'beyond'; readonly x: number; readonly right: boolean }
  | { readonly kind: 'gap'; readonly x: number; readonly gap: PictureGap }
  | { readonly kind: 'end'; readonly x: number; readonly server: string; readonly at: number };

/** Marks closer together than this are one. */
const apart = 9;

/** From the side of the plot to the mark of a timeline that is beyond it. */
const edge = 14;

/** How much an event says: the one that says more stands for its neighbours. */
const importance = { drop: 4, restorePoint: 3, promotion: 2, shutdown: 1, parameters: 0 };

/** What is to be seen of a lane besides its line and its segments. */
export function marksOf(geometry: Geometry, lane: PreparedLane): Mark[] {
  const { prepared, scale } = geometry;
  const near = (x: number) => x > -40 && x < scale.width + 40;
  const [begin, end] = [xOf(geometry, lane, lane.begin), xOf(geometry, lane, lane.end)];
  if (end < 0) return [{ kind: 'beyond', x: edge, right: false }];
  if (begin > scale.width) return [{ kind: 'beyond', x: scale.width - edge, right: true }];
  const marks: Mark[] = [];
  for (const child of prepared.lanes) {
    if (child.lane.parent !== lane.lane.timeline || child.lane.switchAt === undefined) continue;
    const x = xOf(geometry, lane, child.lane.switchAt);
    if (near(x)) marks.push({ kind: 'switch', x, to: child });
  }
  for (const gap of lane.lane.gaps) {
    const x = xOf(geometry, lane, (gap.from + gap.to) / 2);
    const last = marks.at(-1);
    if (near(x) && !(last?.kind === 'gap' && x - last.x < apart)) marks.push({ kind: 'gap', x, gap });
  }
  for (const { timeline, walEndAt, name } of prepared.picture.durability) {
    const x = xOf(geometry, lane, walEndAt);
    if (timeline === lane.lane.timeline && near(x))
      marks.push({ kind: 'end', x, server: name, at: walEndAt });
  }
  marks.push(...eventMarks(geometry, lane, near));
  for (const backup of lane.lane.backups) {
    const x = xOf(geometry, lane, backup.from);
    if (near(x)) marks.push({ kind: 'backup', x, backup });
  }
  return marks;
}

function eventMarks(geometry: Geometry, lane: PreparedLane, near: (x: number) => boolean): Mark[] {
  const marks: (Mark & { kind: 'event' })[] = [];
  const begin = xOf(geometry, lane, lane.begin);
  for (const event of lane.lane.events) {
    const x = xOf(geometry, lane, event.at);
    // the branch itself tells of the promotion and of what comes with it
    const isBranch = lane.lane.parent !== undefined && importance[event.kind] <= importance.promotion;
    if (!near(x) || (isBranch && x - begin < apart)) continue;
    const last = marks.at(-1);
    if (!last || x - last.x >= apart) {
      marks.push({ kind: 'event', x, event, more: 0 });
    } else {
      const stronger = importance[event.kind] > importance[last.event.kind];
      const kept = stronger ? { ...last, x, event } : last;
      marks[marks.length - 1] = { ...kept, more: last.more + 1 };
    }
  }
  return marks;
}

/** The text beside a mark. */
export function markLabel(geometry: Geometry, mark: Mark): string {
  switch (mark.kind) {
    case 'switch':
      return lsnAt(geometry.prepared, mark.to.lane.switchAt ?? 0);
    case 'backup':
      return mark.backup.label;
    case 'gap':
      return plural(mark.gap.segments, 'segment missing', 'segments missing');
    case 'end':
    case 'beyond':
      return '';
    case 'event':
      return eventLabel(mark.event);
  }
}

export function eventLabel({ kind, text, xid, relations = 0 }: PictureEvent): string {
  switch (kind) {
    case 'drop':
      return `${plural(relations, 'file')} dropped · xid ${xid}`;
    case 'restorePoint':
      return text;
    default:
      return '';
  }
}
