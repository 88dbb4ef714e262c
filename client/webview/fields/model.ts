import type { BinaryFileState, BinaryRow, BinaryStretch } from '../../../server/protocol/binaryFile.ts';
import type { Selection } from '../grid/gridModel.ts';

/** What survives the tab's being hidden or the window's being reloaded. */
export interface SavedState {
  readonly filter: string;
  /** Id of the row that is shown in the pane. */
  readonly row?: number;
  readonly widths: Readonly<Record<string, number>>;
  readonly paneWidth: number;
}

export const freshState: SavedState = { filter: '', widths: {}, paneWidth: 540 };

/** Bytes that are at hand, and the fields that they are. */
export interface ByteWindow {
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly stretches: readonly BinaryStretch[];
}

/** All that the view is made of. */
export interface Model {
  saved: SavedState;
  state: BinaryFileState | undefined;
  /** Why the file can't be shown. */
  failure: string | undefined;
  /** Rows and fields that the filter leaves. */
  found: { readonly total: number; readonly fields: number } | undefined;
  selection: Selection | undefined;
  /** The row that the pane is about. */
  row: BinaryRow | undefined;
  window: ByteWindow | undefined;
  /** Said to screen readers. */
  announcement: string;
}
