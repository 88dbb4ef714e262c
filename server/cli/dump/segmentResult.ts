import type { Lsn } from '../../postgres/lsn.ts';
import type { StatsTable } from '../../postgres/wal/statsTable.ts';

/** What a worker made of a piece: the records that begin in it. */
export interface SegmentResult {
  readonly index: number;
  /** Text in pieces, in order. */
  readonly output: readonly Uint8Array[];
  /** Memory that was not needed for it. */
  readonly spare: readonly ArrayBuffer[];
  readonly stats?: ReturnType<StatsTable['packed']>;
  readonly firstLsn?: Lsn;
  /** What the first record names as the one before it, and where the last one begins and ends. */
  readonly firstPrev?: Lsn;
  readonly lastLsn?: Lsn;
  readonly nextLsn?: Lsn;
  readonly countedEnd?: Lsn;
  /** The piece was read to its end, and a record that crosses it to that record's end. */
  readonly whole: boolean;
}
