import type { SegmentState } from '../../../server/protocol/segment.ts';
import { notification, request } from '../../../server/protocol.ts';

/** What the segment view asks of its custom editor, beside what it asks of the language server. */

/** Opens the session of this editor's file, or joins the one that is open. */
export const openDocument = request<null, SegmentState>('segment/openDocument');

export const copyToClipboard = request<string, null>('segment/copyToClipboard');

/** Opens a segment of that name beside this one. */
export const openNeighbour = notification<string>('segment/openNeighbour');

/** Shows an LSN of this segment on the picture of its cluster. */
export const showOnTimelines = notification<string>('segment/showOnTimelines');

/** Shows the recovery to just before a record. */
export const recoverBefore = notification<{ readonly lsn: string; readonly xid?: number }>(
  'segment/recoverBefore',
);

export const askForLsn = notification<null>('segment/askForLsn');
export const reopenWith = notification<'text' | 'picker'>('segment/reopenWith');

/** To the page: the file is another one now; open it again. */
export const fileChanged = notification<null>('segment/fileChanged');

export type PageCommand = 'focusFilter' | 'copyText' | 'copyJson' | 'toggleDetails';

export const runCommand = notification<PageCommand>('segment/runCommand');

/** To the page: there is an LSN to go to; take it. */
export const lsnWanted = notification<null>('segment/lsnWanted');

/** The LSN that this editor shall go to, once: a page that is not there yet, or hidden, asks when it is. */
export const takeLsn = request<null, string | null>('segment/takeLsn');
