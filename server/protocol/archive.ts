import type { Major } from '../postgres/majors.ts';
import { notification, request } from '../protocol.ts';

/**
 * The requests about data directories and archives: the timelines view, the tree, the Problems panel. Opening folders
 * starts a session: a picture by file names comes at once, one with what is in the files follows. Positions are bytes
 * from a picture's `base`, exact as numbers; times are milliseconds since 1970, UTC.
 */

/** States of segments; a run of a picture names one by its index. */
export const segmentStates = [
  'archived',
  'local',
  'waiting',
  'partial',
  'damaged',
  'foreign',
  'doubled', // there twice with different content
  'mixed', // neighbours in several states, where there are too many runs to send
  'holed', // the same, some of them missing
  'missing',
] as const;

export type PictureSegmentState = (typeof segmentStates)[number];

export interface PictureGap {
  readonly from: number;
  readonly to: number;
  readonly segments: number;
  readonly firstSegment: string;
  readonly lastSegment: string;
  /** Timelines that cannot be recovered past it: `timelines 1 to 3 and 5`. */
  readonly cuts: string;
}

export interface PictureBackup {
  /** Number of the backup in the picture. */
  readonly id: number;
  readonly label: string;
  readonly path: string;
  readonly from: number;
  /** Where it becomes consistent. */
  readonly to?: number;
  readonly type?: string;
  readonly startTime?: string;
  readonly stopTime?: string;
  readonly firstSegment?: string;
  readonly restorable?: boolean;
  readonly missing: readonly string[];
  readonly reaches: readonly {
    readonly timeline: number;
    readonly at: number;
    readonly toTheEnd: boolean;
  }[];
}

export type PictureEventKind = 'restorePoint' | 'drop' | 'shutdown' | 'promotion' | 'parameters';

/** Something that happened, found in the WAL. */
export interface PictureEvent {
  readonly kind: PictureEventKind;
  readonly at: number;
  readonly time?: number;
  /** Name of the restore point, relations, settings. */
  readonly text: string;
  readonly xid?: number;
  /** How many relations a transaction removed. */
  readonly relations?: number;
}

/** One timeline of a picture. */
export interface PictureLane {
  readonly timeline: number;
  readonly parent?: number;
  /** The switch point on the parent. */
  readonly switchAt?: number;
  readonly reason?: string;
  /** First byte of the first segment that is there and the one behind the last; undefined without segments. */
  readonly from?: number;
  readonly to?: number;
  readonly segments: number;
  /** Index of the state, first and last segment number counted from `base`, and so on; gaps are among them. */
  readonly runs: readonly number[];
  /** The first of `gapCount` gaps. */
  readonly gaps: readonly PictureGap[];
  readonly gapCount: number;
  readonly backups: readonly PictureBackup[];
  readonly events: readonly PictureEvent[];
  /** Position, time, position, time ... of commits on this timeline. */
  readonly clock: readonly number[];
  /** A server wrote on after another timeline had left here. */
  readonly diverged: boolean;
}

/** Everything that the picture of one cluster is drawn from. */
export interface TimelinesPicture {
  readonly cluster: number;
  readonly name: string;
  readonly systemIdentifier?: string;
  readonly major?: Major;
  readonly segmentSize: number;
  /** LSN of position 0, the beginning of a segment. */
  readonly base: string;
  readonly lanes: readonly PictureLane[];
  /** The timeline that a data directory is on, or the newest. */
  readonly current?: number;
  /** The worst of `problemCount` problems. */
  readonly problems: readonly PictureProblem[];
  readonly problemCount: number;
  /** Data directories in the cluster that a server writes to, or did. */
  readonly durability: readonly PictureDurability[];
  /** Of the newest timeline whose WAL tells it, where there is no data directory. */
  readonly growth?: PictureGrowth;
}

export interface PictureProblem {
  readonly severity: 'error' | 'warning' | 'information';
  readonly code: string;
  readonly message: string;
  /** A file to open. */
  readonly path?: string;
  readonly timeline?: number;
  readonly lsn?: string;
  readonly at?: number;
}

/** How safe the data of one data directory is; sizes in bytes, times in milliseconds. */
export interface PictureDurability {
  readonly root: string;
  readonly name: string;
  readonly timeline: number;
  readonly walEnd: string;
  readonly walEndAt: number;
  readonly lostBytes: number;
  readonly lostTime?: number;
  readonly lostCommits: number;
  readonly lostSegments: number;
  readonly oldestLost?: string;
  readonly heldBack: readonly {
    readonly by: 'slot' | 'archiver' | 'keepSize' | 'summarizer';
    /** Of the slot or the setting. */
    readonly name?: string;
    readonly from: string;
    readonly bytes: number;
  }[];
  /** Files that wait for the archiver, the next one first. */
  readonly queue: readonly string[];
  readonly queued: number;
  readonly orphans: readonly string[];
  readonly invalidSlots: readonly { readonly name: string; readonly cause: string }[];
  readonly growth?: PictureGrowth;
}

/** How fast an archive grows, and which shares of it full-page images and switched segments' padding have. */
export interface PictureGrowth {
  readonly timeline: number;
  readonly bytesPerDay: number;
  readonly imageShare: number;
  readonly paddingShare: number;
  readonly measuredTime: number;
}

/** A cluster in a line. */
export interface ClusterSummary {
  readonly name: string;
  readonly systemIdentifier?: string;
  readonly major?: Major;
  readonly segmentSize: number;
  readonly timelines: number;
  readonly segments: number;
  readonly backups: number;
  readonly gaps: number;
  readonly errors: number;
  readonly warnings: number;
  /** Segments that wait for the archiver. */
  readonly waiting: number;
  readonly places: readonly ClusterPlace[];
}

/** A data directory, an archive or a repository of a tool. */
export interface ClusterPlace {
  /** `data directory`, `pgBackRest`, `plain` ... */
  readonly layout: string;
  readonly path: string;
  /** A base backup that no server has started on. */
  readonly isBackup: boolean;
  readonly segments: number;
}

/** How far a session is. */
export interface ArchiveState {
  readonly session: number;
  /** Grows whenever the pictures change. */
  readonly revision: number;
  readonly clusters: readonly ClusterSummary[];
  /** Problems of folders that belong to no cluster. */
  readonly problems: readonly PictureProblem[];
  /** What is being done, or why it ended. `size`: there is more WAL than is read without being asked. */
  readonly phase: 'names' | 'heads' | 'events' | 'done' | 'cancelled' | 'size';
  readonly done: number;
  readonly all: number;
  /** WAL that the events would be read from, in bytes. */
  readonly walBytes: number;
}

export type ArchiveSessionParams = { readonly session: number };
export type ClusterParams = ArchiveSessionParams & { readonly cluster: number };

/** Opens folders and answers with what their names say; rejected when none can be listed. */
export const archiveOpen = request<{ uris: readonly string[] }, ArchiveState>('walscope/archive/open');
export const archiveState = request<ArchiveSessionParams, ArchiveState>('walscope/archive/state');
/** Reads the folders again: something changed. */
export const archiveRefresh = request<ArchiveSessionParams, ArchiveState>('walscope/archive/refresh');
/** Stops reading; what is known stays. */
export const archiveCancel = request<ArchiveSessionParams, null>('walscope/archive/cancel');
/** Reads the WAL for events and times, however much it is. */
export const archiveReadWal = request<ArchiveSessionParams, null>('walscope/archive/readWal');
export const archiveClose = request<ArchiveSessionParams, null>('walscope/archive/close');
export const archiveChanged = notification<ArchiveState>('walscope/archive/changed');

/** Null when there is no such cluster any more. */
export const archivePicture = request<ClusterParams, TimelinesPicture | null>('walscope/archive/picture');

/** The file of a segment, a timeline's history; null when there is none. */
export const archiveLocate = request<
  ClusterParams & { readonly segment?: string; readonly history?: number },
  { readonly path: string } | null
>('walscope/archive/locate');

/** What one timeline has after the fork. */
export interface TimelineSide {
  readonly timeline: number;
  readonly bytes: number;
  readonly end: string;
  readonly segments: number;
  readonly missing: number;
  /** Undefined until the WAL is read. */
  readonly commits?: number;
  /** Undefined where there is more WAL than is read to compare. */
  readonly rollbacks?: number;
  /** Relations with changed blocks, those of the catalogs among them. */
  readonly relations?: number;
  readonly drops?: number;
  readonly relationsDropped?: number;
  readonly firstTime?: number;
  readonly lastTime?: number;
}

/** Whether a server that ended on one timeline can follow the other. */
export interface Rewind {
  readonly timeline: number;
  /** `nothing`: it wrote nothing after the fork and can follow as it is. */
  readonly verdict: 'nothing' | 'possible' | 'missing' | 'unknown';
  readonly text: string;
  /** Segments of its own that pg_rewind reads, from the checkpoint before the fork to its end. */
  readonly firstSegment?: string;
  readonly lastSegment?: string;
  readonly missing: readonly string[];
}

export interface TimelineComparison {
  /** The timeline that both have in common, and where it is left. */
  readonly forkTimeline: number;
  readonly forkLsn: string;
  readonly forkAt: number;
  readonly sides: readonly [TimelineSide, TimelineSide];
  readonly rewinds: readonly Rewind[];
}

/** Null when the two have nothing in common. */
export const archiveCompare = request<
  ClusterParams & { readonly one: number; readonly other: number },
  TimelineComparison | null
>('walscope/archive/compare');

/** What `pg_archivecleanup ARCHIVE FIRST-SEGMENT` would remove, so that a backup stays restorable. */
export const archiveCleanup = request<
  ClusterParams & { readonly backup: number },
  {
    readonly segment: string;
    readonly count: number;
    readonly bytes: number;
    readonly first?: string;
    readonly last?: string;
  } | null
>('walscope/archive/cleanup');
