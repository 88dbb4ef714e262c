import type { Lsn } from '../postgres/lsn.ts';
import type { Major } from '../postgres/majors.ts';
import type { WalObject } from './walObject.ts';

/** The tool or arrangement that laid out a folder. */
export type LayoutName =
  | 'data directory'
  | 'pg_wal'
  | 'plain'
  | 'pgBackRest'
  | 'WAL-G'
  | 'Barman'
  | 'Barman Cloud'
  | 'pg_probackup'
  | 'pgmoneta'
  | 'pg_basebackup tar';

/** What a tool, a label or a backup history file says of one backup. */
export interface BackupFacts {
  /** Label or identifier, for people. */
  readonly label: string;
  /** The file that says so. */
  readonly path: string;
  readonly timeline?: number;
  readonly startLsn?: Lsn;
  /** Replay has to reach it before the backup is consistent; undefined while the backup runs or where nothing says it. */
  readonly stopLsn?: Lsn;
  /** As written, in the writer's time zone. */
  readonly startTime?: string;
  readonly stopTime?: string;
  /** `full`, `incremental`, `differential`, or the tool's own word. */
  readonly type?: string;
  /** Taken from a standby: it may have begun where another one did. */
  readonly fromStandby?: boolean;
  /** The backup may bring WAL along that was not looked for. */
  readonly walUnread?: boolean;
  /** Of the cluster that it is of, where the tool tells: an archive may go on after pg_upgrade. */
  readonly systemIdentifier?: bigint;
  /** What others call it that need it, where that is not the label. */
  readonly id?: string;
  /** Another backup that this one needs. */
  readonly parent?: string;
}

/** Something to say about a file or folder. */
export interface ArchiveProblem {
  readonly severity: 'error' | 'warning' | 'information';
  /** Stable name of the kind of problem. */
  readonly code: string;
  readonly message: string;
  readonly path?: string;
  readonly timeline?: number;
  readonly lsn?: Lsn;
}

/** One archive, repository or data directory as found: files by name, nothing judged yet. */
export interface Repository {
  readonly layout: LayoutName;
  readonly root: string;
  /** Name of the cluster where the layout knows one: stanza, server, instance. */
  readonly cluster?: string;
  readonly objects: readonly WalObject[];
  readonly backups: readonly BackupFacts[];
  /** Names below archive_status: `000000010000000000000003.ready`. */
  readonly archiveStatus?: readonly string[];
  readonly systemIdentifier?: bigint;
  readonly major?: Major;
  /** In bytes. */
  readonly segmentSize?: number;
  /** The timeline and position that a data directory's pg_control gives for its last checkpoint. */
  readonly checkpoint?: { readonly timeline: number; readonly lsn: Lsn };
  readonly problems: readonly ArchiveProblem[];
}
