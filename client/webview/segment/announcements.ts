import { type SegmentState, segmentText } from '../../../server/protocol/segment.ts';
import { formatCount, plural } from '../format.ts';
import type { Selection } from '../grid/gridModel.ts';
import type { Host } from '../rpc.ts';
import { copyToClipboard } from './hostRequests.ts';

/** What is said when a segment has been read. */
export function summary({ records, end }: SegmentState): string {
  const why = end && end.kind !== 'segment' ? ` ${end.message}` : '';
  return `${plural(records, 'record')} read.${why}`;
}

/** Copies the selected rows of the current view and returns what to say about it. */
export async function copyRows(
  host: Host<unknown>,
  state: SegmentState,
  { from, to }: Selection,
  format: 'text' | 'json',
): Promise<string> {
  const count = Math.abs(to - from) + 1;
  const params = { session: state.session, view: state.view.id, start: Math.min(from, to), count, format };
  const { text, rows } = await host.request(segmentText, params);
  await host.request(copyToClipboard, text);
  return `Copied ${rows < count ? `the first ${formatCount(rows)} records` : plural(rows, 'record')}`;
}
