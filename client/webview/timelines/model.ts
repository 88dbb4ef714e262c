import type { ArchiveState, PictureBackup, TimelineComparison } from '../../../server/protocol/archive.ts';
import type { PlaceBefore } from '../../../server/protocol/recovery.ts';
import type { Selection } from '../grid/gridModel.ts';
import type { WalPlace } from './hostRequests.ts';
import type { HoverCard } from './hover.ts';
import type { Axis, Prepared } from './prepared.ts';
import { freshRecovery, type RecoveryModel } from './recovery/recoveryModel.ts';
import type { Scale } from './scale.ts';

/** What survives the tab's being hidden or the window's being reloaded. */
export interface SavedState {
  /** Folders of the view; the panel is made anew from them. */
  readonly uris: readonly string[];
  /** System identifier or name of the cluster that is shown. */
  readonly cluster?: string;
  readonly axis: Axis;
  readonly mode: 'picture' | 'table';
  /** The stretch that is shown; undefined for all. */
  readonly view?: { readonly from: number; readonly to: number };
  readonly top: number;
  readonly timeline?: number;
  readonly compareWith?: number;
  readonly find: string;
  readonly widths: Readonly<Record<string, number>>;
  readonly cardsOpen: boolean;
  /** The place of the recovery that is shown. */
  readonly recovering?: PlaceBefore;
}

const freshState: SavedState = {
  uris: [],
  axis: 'lsn',
  mode: 'picture',
  top: 0,
  find: '',
  widths: {},
  cardsOpen: true,
};

/** What pg_archivecleanup would remove for a backup. */
export interface Cleanup {
  readonly backup: PictureBackup;
  readonly segment: string;
  readonly count: number;
  readonly bytes: number;
}

/** All that the view is made of. */
export interface Model {
  saved: SavedState;
  state: ArchiveState | undefined;
  /** Number of the cluster that is shown. */
  cluster: number;
  prepared: Prepared | undefined;
  /** Why there is nothing to show. */
  failure: string | undefined;
  scale: Scale | undefined;
  /** Height of the plot below the axis. */
  height: number;
  hover: HoverCard | undefined;
  found: { readonly timeline: number; readonly position: number } | undefined;
  /** A place that another view asked for, until the picture that has it is there. */
  wanted: WalPlace | undefined;
  findProblem: string | undefined;
  tableSelection: Selection | undefined;
  comparison: TimelineComparison | null | undefined;
  cleanup: Cleanup | undefined;
  readonly recovery: RecoveryModel;
  /** Said to screen readers. */
  announcement: string;
}

/** The view before anything is known but what was saved of it. */
export function freshModel(saved: Partial<SavedState> | undefined): Model {
  return {
    saved: { ...freshState, ...saved },
    state: undefined,
    cluster: 0,
    prepared: undefined,
    failure: undefined,
    scale: undefined,
    height: 0,
    hover: undefined,
    found: undefined,
    wanted: undefined,
    findProblem: undefined,
    tableSelection: undefined,
    comparison: undefined,
    cleanup: undefined,
    recovery: freshRecovery(),
    announcement: '',
  };
}
