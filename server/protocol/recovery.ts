import { notification, request } from '../protocol.ts';
import type { ArchiveSessionParams, ClusterParams } from './archive.ts';

/**
 * The requests about recovery to a point in time, of a session that is open in the timelines view: find what happened,
 * plan the recovery to just before it, review what would be written. Nothing is written by the server.
 */

/** A place in the WAL that recovery shall stop just before. */
export interface PlaceBefore {
  readonly timeline: number;
  readonly lsn: string;
  readonly xid?: number;
}

/** Something that was found. */
export interface FoundPlace extends PlaceBefore {
  /** `loss`: something was removed; `point`: a restore point. */
  readonly tone: 'loss' | 'point' | 'plain';
  /** `Table orders dropped`. */
  readonly title: string;
  /** The rest in a line: transaction, time, LSN, timeline. */
  readonly facts: string;
  /** Beside the mark on the picture: `orders dropped · xid 3832`. */
  readonly label: string;
}

/** The places that a text means, the most telling ones first. */
export interface FoundPlaces {
  readonly places: readonly FoundPlace[];
  /** Of so many; only the first ones are sent. */
  readonly count: number;
  /** What may hide others. */
  readonly remarks: readonly string[];
}

/** Finds what a user typed: `drop orders`, a relation, `xid 745`, an LSN, a time, a restore point. Reads WAL. */
export const recoveryFind = request<ClusterParams & { readonly text: string }, FoundPlaces>(
  'walscope/recovery/find',
);

/** One thing that the server will do. */
export interface ForecastLine {
  /** `done`: it goes on; `stop`: here it ends; `note`: to be weighed; `bad`: it fails; `unknown`: files do not tell. */
  readonly mark: 'done' | 'stop' | 'note' | 'bad' | 'unknown';
  readonly text: string;
  /** An LSN, a count, a size. */
  readonly value?: string;
}

/** What the chosen stop leaves out, as a stretch of a timeline. */
export interface LostStretch {
  readonly timeline: number;
  readonly from: string;
  readonly to: string;
  /** In sentences. */
  readonly text: readonly string[];
}

/** Why the server gives up, in its own words, and what to do. */
export interface ForecastFatal {
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly advice: readonly string[];
}

/** A recovery as it would go. */
export interface RecoveryPlan {
  /** `recover orders-prod to just before: table orders dropped`. */
  readonly what: string;
  readonly target: PlaceBefore & {
    /** At the flag on the picture: `09:09:36, exclusive`. */
    readonly label: string;
  };
  /** The timelines that are replayed, the oldest first, each from and to an LSN; empty without a backup. */
  readonly way: readonly { readonly timeline: number; readonly from: string; readonly to: string }[];
  readonly backup?: string;
  readonly major?: number;
  readonly settings: readonly (readonly [name: string, value: string])[];
  /** The settings as lines of the file that they go into. */
  readonly text: string;
  /** The file that asks for recovery, or in 10 and 11 holds the settings too. */
  readonly signalFile: 'recovery.signal' | 'recovery.conf';
  readonly fatal?: ForecastFatal;
  readonly lines: readonly ForecastLine[];
  readonly lost?: LostStretch;
  readonly notes: readonly string[];
  /** All lines of the server's log. */
  readonly log: readonly string[];
}

/** Forecasts a recovery to just before a place. Reads WAL; null when there is no such cluster any more. */
export const recoveryPlan = request<ClusterParams & { readonly place: PlaceBefore }, RecoveryPlan | null>(
  'walscope/recovery/plan',
);

/** How far a find or a plan is. */
export const recoveryProgress = notification<
  ArchiveSessionParams & {
    readonly doing: 'finding' | 'replaying';
    readonly done: number;
    readonly all: number;
  }
>('walscope/recovery/progress');

/** A file as it is and as it would be. */
export interface FileEdit {
  readonly path: string;
  /** Undefined when it is not there. */
  readonly before?: string;
  readonly after: string;
}

/** What would be written into a data directory, or why nothing may be. */
export type RecoveryEdit =
  | { readonly refusal: string }
  | {
      readonly edit: FileEdit;
      /** The empty file that asks for recovery; none in 10 and 11. */
      readonly signalPath?: string;
      /** What to know before it is written. */
      readonly warnings: readonly string[];
    };

/** Looks at a data directory to recover in and tells what would be written there. */
export const recoveryEdit = request<
  ClusterParams & {
    readonly uri: string;
    readonly plan: Pick<RecoveryPlan, 'what' | 'settings' | 'target' | 'major'>;
  },
  RecoveryEdit
>('walscope/recovery/edit');
