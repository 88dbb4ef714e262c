import type { Lsn } from '../../postgres/lsn.ts';

/**
 * Something that happened to a cluster, found in its WAL. `time` is in microseconds since 2000-01-01 UTC where the
 * record tells one.
 */
export type WalEvent =
  | { readonly kind: 'restorePoint'; readonly lsn: Lsn; readonly time: bigint; readonly name: string }
  /** A transaction that removed relations committed; `relations` are `tablespace/database/relation` numbers. */
  | {
      readonly kind: 'drop';
      readonly lsn: Lsn;
      readonly time: bigint;
      readonly xid: number;
      readonly relations: readonly string[];
    }
  /** A shutdown, or the end of a crash recovery: both write the same record. */
  | { readonly kind: 'shutdown'; readonly lsn: Lsn; readonly time?: bigint }
  /** The first record of a timeline: an end-of-recovery record, or a checkpoint where nobody asked for the promotion. */
  | {
      readonly kind: 'endOfRecovery';
      readonly lsn: Lsn;
      readonly time?: bigint;
      readonly timeline: number;
      readonly previous: number;
    }
  /** Settings that a standby must not fall below. */
  | { readonly kind: 'parameters'; readonly lsn: Lsn; readonly text: string };

/** What a segment holds that the picture of an archive needs. */
export interface SegmentEvents {
  readonly events: readonly WalEvent[];
  /** Commits and aborts, oldest first: their LSNs and times, thinned out to some hundred. */
  readonly clock: readonly { readonly lsn: Lsn; readonly time: bigint }[];
  readonly commits: number;
  readonly records: number;
  /** Bytes of records, of full-page images in them, and of all WAL up to where the records end. */
  readonly recordBytes: number;
  readonly imageBytes: number;
  readonly usedBytes: number;
  /** The segment was filled up by a switch (archive_timeout, pg_switch_wal, a promotion). */
  readonly switched: boolean;
  /** Where the last record ends, and why nothing comes after it, where the WAL ends inside the segment. */
  readonly endLsn?: Lsn;
  readonly endReason?: string;
}
