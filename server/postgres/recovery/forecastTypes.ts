import type { ByteSource, Files } from '../../bytes/byteSource.ts';
import type { Major } from '../majors.ts';

/** Where a restore command finds files. All answers are undefined when the archive lacks the file. */
export interface WalArchive {
  /** The plain bytes of the file that PostgreSQL calls `name`, in whatever layout and compression: for backup tools. */
  find(name: string): Promise<ByteSource | undefined>;
  /** The file of that very name, as it lies there. */
  raw(fileName: string): Promise<ByteSource | undefined>;
  /** The file of that very name, decompressed. */
  plain(fileName: string): Promise<ByteSource | undefined>;
  /** Lets go of files and memory. */
  close?(): Promise<void>;
}

/** What a forecast is made from. Nothing is ever written to it. */
export interface ForecastInput {
  readonly files: Files;
  /** Absolute path of the data directory. */
  readonly dataDirectory: string;
  /** The server that would be started; that of PG_VERSION by default. */
  readonly major?: Major;
  /** Settings that take precedence over those in files, as `-c NAME=VALUE` does; in 10 and 11 those of recovery.conf too. */
  readonly settings?: readonly (readonly [name: string, value: string])[];
  /** As if this signal file were there; in 10 and 11, a recovery.conf. */
  readonly signal?: 'recovery' | 'standby';
  /** The archive that restore_command reads, whatever folder it names; see `archiveAt`. */
  readonly archive?: WalArchive;
  /** Opens the folder that restore_command names, where `archive` is not given; undefined when nothing is there. */
  readonly archiveAt?: (folder: string) => Promise<WalArchive | undefined>;
}

export interface ForecastOptions {
  readonly signal?: AbortSignal;
  /** Called now and then while WAL is read. */
  readonly progress?: (progress: ForecastProgress) => void;
}

export interface ForecastProgress {
  /** Segment that is being replayed. */
  readonly segment: string;
  /** Segments opened so far. */
  readonly segments: number;
}

/**
 * `promoted`: archive recovery complete, accepting writes on a new timeline; `running`: accepting writes on the old one;
 * `paused` and `shutdown`: by recovery_target_action, or paused because of a setting that is too low; `standby-waiting`:
 * waits for more WAL; `fatal`: the server gives up.
 */
export type ForecastOutcome = 'promoted' | 'running' | 'paused' | 'shutdown' | 'standby-waiting' | 'fatal';

export type LogLevel = 'LOG' | 'WARNING' | 'ERROR' | 'FATAL' | 'PANIC';

/** A line of the server's log, in its own words. */
export interface LogLine {
  readonly level: LogLevel;
  readonly proc: 'startup' | 'postmaster';
  readonly text: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly context?: string;
}

/** Why the server gives up: its first FATAL or PANIC. */
export interface FatalError {
  readonly level: LogLevel;
  readonly message: string;
  readonly detail: string | null;
  readonly hint: string | null;
  readonly context: string | null;
}

/** A call of restore_command. */
export interface RestoreRequest {
  readonly file: string;
  /** It ended with status 0. */
  readonly found: boolean;
  /** The value of %r: the oldest segment that is still needed; null where restartpoints may have moved it. */
  readonly r: string | null;
  /** Where the status was neither 0 nor 1; `sig9` for a signal. */
  readonly status?: number | string;
}

/** Requests that a waiting standby repeats for ever. */
export interface RequestCycle {
  readonly polling: readonly RestoreRequest[];
}

/** What WAL that is there the stop leaves out, on the timelines that recovery follows. */
export interface LostWal {
  /** Transactions committed behind the stop. */
  readonly transactions: number;
  /** Times of the first and the last of them, ISO 8601 in UTC. */
  readonly first_time: string | null;
  readonly last_time: string | null;
  /** Bytes of WAL from the stop to where it ends. */
  readonly bytes: number;
  /** Where it ends. */
  readonly end_lsn: string;
}

/** Names in pg_wal and presence of the files that steer recovery, when the forecast ends. */
export interface FilesAfter {
  readonly pg_wal: readonly string[];
  readonly archive_status: readonly string[];
  readonly backup_label: boolean;
  readonly 'backup_label.old': boolean;
  readonly tablespace_map: boolean;
  readonly 'tablespace_map.old': boolean;
  readonly 'recovery.signal': boolean;
  readonly 'standby.signal': boolean;
  readonly 'recovery.conf': boolean;
  readonly 'recovery.done': boolean;
}

/** A field that files alone do not tell; it is null in the forecast. */
export interface UnknownField {
  readonly field: string;
  readonly reason: string;
}

/**
 * What a server would do with a data directory, up to the state that it reaches by itself. LSNs and times are as the
 * server prints them.
 */
export interface Forecast {
  readonly major: Major;
  readonly outcome: ForecastOutcome | null;
  readonly exit_code: number | null;
  readonly fatal: FatalError | null;
  readonly redo_start_lsn: string | null;
  readonly redo_not_required: boolean;
  readonly consistent_lsn: string | null;
  readonly redo_done_lsn: string | null;
  /** End of the last applied record. */
  readonly replay_end_lsn: string | null;
  readonly stop_message: string | null;
  readonly end_of_wal_message: string | null;
  readonly last_completed_xact_time: string | null;
  readonly new_timeline: number | null;
  readonly history_file: { readonly name: string; readonly content: string } | null;
  readonly requests: readonly (RestoreRequest | RequestCycle)[] | null;
  readonly archived_after: readonly string[] | null;
  readonly files_after: FilesAfter | null;
  readonly log: readonly LogLine[] | null;
  readonly lost: LostWal | null;
  readonly unknown: readonly UnknownField[];
}
