import type { BinaryFileState } from '../../../server/protocol/binaryFile.ts';
import { notification, request } from '../../../server/protocol.ts';

/** What the decoded view asks of its custom editor, beside what it asks of the language server. */

/** Opens the session of this editor's file, or joins the one that is open. */
export const openBinary = request<null, BinaryFileState>('fields/open');

export const copyText = request<string, null>('fields/copyText');

/** Opens a segment and shows the record at an LSN in it. */
export const openSegment = notification<{ readonly path: string; readonly lsn: string }>(
  'fields/openSegment',
);

export const reopenWith = notification<'text' | 'picker'>('fields/reopenWith');

/** To the page: the file is another one now; open it again. */
export const fileChanged = notification<null>('fields/fileChanged');

export type PageCommand = 'find' | 'copyText' | 'copyJson';

export const runCommand = notification<PageCommand>('fields/runCommand');
