import type { Files } from '../../bytes/byteSource.ts';
import type { ControlFile } from '../files/controlFile.ts';
import type { Lsn } from '../lsn.ts';
import type { Major } from '../majors.ts';
import type { ForecastInput, ForecastOptions } from './forecastTypes.ts';
import type { HotStandby } from './hotStandby.ts';
import type { TimestampTz } from './pointInTime.ts';
import type { PreparedTransactions } from './preparedTransactions.ts';
import type { RecordQueue } from './readAhead.ts';
import type { RecoveryOptions } from './recoveryOptions.ts';
import type { RequestLog } from './requestLog.ts';
import type { ServerLog } from './serverLog.ts';
import type { ServerSettings } from './serverSettings.ts';
import type { Timelines } from './timelines.ts';
import type { WalFolder } from './walFolder.ts';
import type { PageResult, WalReader } from './walReader.ts';

/** How the cluster was left. PostgreSQL: DBState in catalog/pg_control.h. */
export const clusterStates = { shutdowned: 1, shutdownedInRecovery: 2, inArchiveRecovery: 5 } as const;

/** pg_control as recovery changes it. */
export type Control = { -readonly [K in keyof ControlFile]: ControlFile[K] };

/** Files of the data directory besides pg_wal that recovery renames and removes. */
export type SteeringFile =
  | 'backup_label'
  | 'backup_label.old'
  | 'tablespace_map'
  | 'tablespace_map.old'
  | 'recovery.signal'
  | 'standby.signal'
  | 'recovery.conf'
  | 'recovery.done';

/** What the recovery has found out, for the forecast. */
export interface Findings {
  redoStart?: Lsn;
  redoNotRequired: boolean;
  consistent?: Lsn;
  redoDone?: Lsn;
  stopMessage?: string;
  /** The last complaint about an unusable page or record. */
  complaint?: string;
  lastXactTime?: TimestampTz;
  newTimeline?: number;
  history?: { readonly name: string; readonly content: string };
  archived: string[];
  readonly unknown: Map<string, string>;
}

/** What a read of the WAL is for. */
export interface ReadPurpose {
  /** A complaint is a PANIC then. */
  readonly panics: boolean;
  /** The reader was put to another place: files of older timelines may be opened again. */
  readonly jumped: boolean;
}

/** Where pages come from: archive and pg_wal. */
export interface WalSource {
  purpose: ReadPurpose;
  lastSourceFailed: boolean;
  /** Of the file that the last page came from, as messages name it. */
  readonly pageTimeline: number;
  /** The page at `lsn`; at once where it has been read with others. */
  readPage(lsn: Lsn, needed: number, nonblocking: boolean): Uint8Array | Promise<PageResult>;
  /** Says what is wrong with WAL at `lsn`. */
  complain(text: string, lsn: Lsn): void;
  close(): void;
  /** Begins with the archive again. */
  restart(): void;
}

/** The state of the startup process, as the variables of xlogrecovery.c (xlog.c up to 14) hold it. */
export interface Recovery {
  readonly input: ForecastInput;
  readonly options: ForecastOptions;
  readonly major: Major;
  readonly files: Files;
  readonly dataDirectory: string;
  readonly settings: ServerSettings;
  readonly log: ServerLog;
  readonly requests: RequestLog;
  readonly control: Control;
  /** In bytes. */
  readonly segmentSize: number;
  readonly wal: WalFolder;
  readonly there: Set<SteeringFile>;
  readonly found: Findings;
  readonly hotStandby: HotStandby;
  readonly prepared: PreparedTransactions;
  /** Files that a restore_command with `mv` has taken out of the archive. */
  readonly takenAway: Set<string>;

  asked: RecoveryOptions;
  archiveRecoveryRequested: boolean;
  inRecovery: boolean;
  inArchiveRecovery: boolean;
  standbyMode: boolean;
  inRedo: boolean;
  /** The background processes of recovery run: how the postmaster takes its death depends on it. */
  recoveryStarted: boolean;
  targetTimeline: number;
  /** Undefined until a segment was opened. */
  expected: Timelines | undefined;

  readonly reader: WalReader;
  readonly queue: RecordQueue;
  readonly source: WalSource;
  /** Where the last record that was read begins, 0 after a jump, and where it ends. */
  readAt: Lsn;
  readEnd: Lsn;

  /** The checkpoint that recovery begins from. */
  checkpoint: Lsn;
  checkpointTimeline: number;
  wasShutdown: boolean;
  redo: Lsn;
  redoTimeline: number;

  /** Tablespaces whose folder is not where their links lead. */
  readonly danglingTablespaces: string[];

  minRecoveryPoint: Lsn;
  minRecoveryPointTimeline: number;
  backupStartPoint: Lsn;
  backupEndPoint: Lsn;
  backupEndRequired: boolean;
  reachedConsistency: boolean;

  /** Redo point of the last checkpoint that was replayed. */
  replayedCheckpoint: Lsn | undefined;
  replayTimeline: number;
  lastReplayed: Lsn;
  lastReplayedEnd: Lsn;
  lastReplayedTimeline: number;
  aborted: Lsn;
  missingContrecord: Lsn;
}
