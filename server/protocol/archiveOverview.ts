import { request } from '../protocol.ts';
import type { ClusterSummary, PictureProblem } from './archive.ts';

/** What the side bar and the Problems panel show of some folders: every cluster in them, short enough to be sent whole. */
export interface ArchivesOverview {
  readonly clusters: readonly ClusterOverview[];
  /** Problems of folders that belong to no cluster; a folder that cannot be read is one of them. */
  readonly problems: readonly PictureProblem[];
}

export interface ClusterOverview {
  readonly summary: ClusterSummary;
  /** Most of the segments were judged by their names alone: there are too many to look into unasked. */
  readonly byNames: boolean;
  /** Ascending. */
  readonly timelines: readonly OverviewTimeline[];
  /** In the order of their start. */
  readonly backups: readonly OverviewBackup[];
  /** The worst first. `summary` counts those that are left out, too. */
  readonly problems: readonly PictureProblem[];
}

export interface OverviewTimeline {
  readonly timeline: number;
  readonly parent?: number;
  readonly switchLsn?: string;
  readonly reason?: string;
  readonly segments: number;
  /** First byte of the first segment and the one behind the last. */
  readonly startLsn?: string;
  readonly endLsn?: string;
  readonly gapCount: number;
  /** The first of them. */
  readonly gaps: readonly OverviewGap[];
  /** The history file. */
  readonly path?: string;
}

export interface OverviewGap {
  readonly firstSegment: string;
  readonly lastSegment: string;
  readonly segments: number;
  readonly lsn: string;
  /** Timelines that cannot be recovered past it. */
  readonly cuts: readonly number[];
  /** The segment before it. */
  readonly path?: string;
}

export interface OverviewBackup {
  readonly label: string;
  readonly path: string;
  readonly timeline?: number;
  readonly type?: string;
  readonly startLsn?: string;
  readonly stopLsn?: string;
  readonly startTime?: string;
  readonly stopTime?: string;
  readonly restorable?: boolean;
  readonly missing: readonly string[];
  /** Timelines that it can be recovered along, and how far: to the end of what is there, or to an LSN. */
  readonly reaches: readonly {
    readonly timeline: number;
    readonly lsn: string;
    readonly toTheEnd: boolean;
  }[];
}

/**
 * Looks through folders and judges what is there. Beyond a number of segments only samples of their first pages are
 * read, unless `thorough`. Cancellable; nothing stays open behind it.
 */
export const archivesOverview = request<
  { readonly uris: readonly string[]; readonly thorough: boolean },
  ArchivesOverview
>('walscope/archive/overview');
