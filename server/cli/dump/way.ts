import { formatHistoryName, parseHistory } from '../../postgres/files/history.ts';
import { type WayStretch, wayOfHistory } from '../../postgres/timelineWay.ts';
import { DumpRefusal } from './dumpRefusal.ts';
import type { SegmentStore } from './segmentStore.ts';

/** The timelines that lead to `timeline`, as its history file says; timeline 1 needs none. */
export async function wayTo(store: SegmentStore, timeline: number): Promise<WayStretch[]> {
  const text = await store.history(timeline);
  if (text === undefined && timeline > 1) throw new DumpRefusal(store.missing(formatHistoryName(timeline)));
  const { value, problems } = parseHistory(text ?? '', timeline);
  const fatal = problems.find(({ level }) => level === 'FATAL');
  if (fatal) throw new DumpRefusal(fatal.message);
  return wayOfHistory(value);
}
