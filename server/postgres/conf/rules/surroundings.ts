import type { Lsn } from '../../lsn.ts';
import type { Surroundings } from '../start/surroundings.ts';
import type { AccessLine } from './hostAccess.ts';

/** What an inventory of the archive knows; whoever has one adds it. */
export interface ArchiveContents {
  readonly restorePoints?: readonly string[];
  /** Commit times, microseconds since 2000-01-01 UTC. */
  readonly firstCommit?: bigint;
  readonly lastCommit?: bigint;
  readonly firstLsn?: Lsn;
  readonly lastLsn?: Lsn;
  /** In the order of the log. */
  readonly required?: readonly RequiredValue[];
}

/** A value that replay will insist on, from a parameter-change record of the WAL. */
export interface RequiredValue {
  readonly setting: string;
  readonly value: number;
  readonly lsn: Lsn;
}

/** What lies around a configuration and bears on advice; members are absent where it is not known. */
export interface AdviceSurroundings extends Surroundings {
  readonly dataDirectory?: string;
  /** Whether the target timeline's history file is in pg_wal or a folder that a command names. */
  readonly targetHistory?: { readonly timeline: number; readonly found: boolean };
  /** Folders on this machine that the commands name, and whether they are there. */
  readonly archiveFolders?: readonly { readonly path: string; readonly found: boolean }[];
  readonly access?: { readonly path: string; readonly lines: readonly AccessLine[] };
  readonly archive?: ArchiveContents;
}
