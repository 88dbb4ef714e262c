import type { ArchiveState } from '../../../server/protocol/archive.ts';
import type { RecoveryPlan } from '../../../server/protocol/recovery.ts';
import { notification, request } from '../../../server/protocol.ts';

/** What the timelines view asks of its panel, beside what it asks of the language server. */

/** Opens the panel's folders, or joins the session that is open. */
export const openFolders = request<null, { readonly state: ArchiveState; readonly uris: readonly string[] }>(
  'timelines/openFolders',
);

/** One picture in the formats that the user may choose from. */
export interface SavedPicture {
  readonly name: string;
  readonly svg: string;
  readonly png: Uint8Array;
}

/** Saves a picture where the user says; false when the user gave up. */
export const savePicture = request<SavedPicture, boolean>('timelines/savePicture');

/** Opens a file of the archive, a segment at an LSN. */
export const openFile = notification<{ readonly path: string; readonly lsn?: string }>('timelines/openFile');

/** Lets the user choose folders for this view. */
export const chooseFolders = notification<null>('timelines/chooseFolders');

/** Puts text on the clipboard. */
export const copyText = notification<string>('timelines/copyText');

/** Asks where to recover, shows the change of the settings and writes it when the user says so. */
export const writeRecovery = notification<{ readonly cluster: number; readonly plan: RecoveryPlan }>(
  'timelines/writeRecovery',
);

/** To the page: something on disk changed. */
export const foldersChanged = notification<null>('timelines/foldersChanged');

/** To the page: the view is of other folders now. */
export const foldersChosen = notification<null>('timelines/foldersChosen');

/** A place in the WAL of a cluster. */
export interface WalPlace {
  readonly systemIdentifier?: string;
  readonly timeline: number;
  readonly lsn: string;
  /** Whether the recovery to just before it shall be shown, of a transaction where it ends one. */
  readonly recover?: { readonly xid?: number };
}

/** To the page: there is a place to go to; take it. */
export const placeWanted = notification<null>('timelines/placeWanted');

/** The place that this view shall show, once: a page that is not there yet, or hidden, asks when it is. */
export const takePlace = request<null, WalPlace | null>('timelines/takePlace');
