import type { Lsn } from '../lsn.ts';
import type { Major } from '../majors.ts';

/** pg_control: the server's notes to itself about the state of the cluster and its last checkpoint. */
export interface ControlFile {
  readonly major: Major;
  readonly systemIdentifier: bigint;
  readonly controlVersion: number;
  readonly catalogVersion: number;
  /** DBState, 0 to 6; `stateNames` has the words. */
  readonly state: number;
  /** Last update, seconds since 1970. */
  readonly time: bigint;
  readonly checkpoint: Lsn;
  /** 10 only. */
  readonly priorCheckpoint?: Lsn;

  readonly redo: Lsn;
  readonly timeline: number;
  readonly prevTimeline: number;
  readonly fullPageWrites: boolean;
  /** 17 and newer. */
  readonly checkpointWalLevel?: number;
  /** 19 and newer. */
  readonly logicalDecoding?: boolean;
  /** 10 and 11 keep the epoch apart; it is also the high half of `nextXid`. */
  readonly nextXidEpoch?: number;
  /** 64 bits: the epoch and the transaction id. */
  readonly nextXid: bigint;
  readonly nextOid: number;
  readonly nextMulti: number;
  readonly nextMultiOffset: bigint;
  readonly oldestXid: number;
  readonly oldestXidDb: number;
  readonly oldestMulti: number;
  readonly oldestMultiDb: number;
  /** Seconds since 1970. */
  readonly checkpointTime: bigint;
  readonly oldestCommitTsXid: number;
  readonly newestCommitTsXid: number;
  readonly oldestActiveXid: number;

  readonly unloggedLsn: Lsn;
  readonly minRecoveryPoint: Lsn;
  readonly minRecoveryPointTimeline: number;
  readonly backupStartPoint: Lsn;
  readonly backupEndPoint: Lsn;
  readonly backupEndRequired: boolean;

  /** 0 minimal, 1 replica, 2 logical. */
  readonly walLevel: number;
  readonly walLogHints: boolean;
  readonly maxConnections: number;
  readonly maxWorkerProcesses: number;
  /** 12 and newer. */
  readonly maxWalSenders?: number;
  readonly maxPreparedXacts: number;
  readonly maxLocksPerXact: number;
  readonly trackCommitTimestamp: boolean;

  readonly maxAlign: number;
  readonly floatFormat: number;
  /** Bytes. */
  readonly blockSize: number;
  /** Blocks in a segment file of a large relation. */
  readonly relationSegmentBlocks: number;
  /** 19 and newer. */
  readonly slruPagesPerSegment?: number;
  /** Bytes. */
  readonly walBlockSize: number;
  /** Bytes. */
  readonly walSegmentSize: number;
  readonly nameDataLength: number;
  readonly indexMaxKeys: number;
  /** Bytes. */
  readonly toastMaxChunkSize: number;
  /** Bytes. */
  readonly largeObjectBlockSize: number;
  /** Up to 12. */
  readonly float4ByValue?: boolean;
  readonly float8ByValue: boolean;
  /** What initdb chose; 19 and newer. */
  readonly initialDataChecksumVersion?: number;
  readonly dataChecksumVersion: number;
  /** 18 and newer. */
  readonly charSigned?: boolean;
  /** 32 bytes in lower-case hexadecimal. */
  readonly mockAuthenticationNonce: string;
  /** The stored CRC-32C. */
  readonly crc: number;
  readonly crcOk: boolean;
  /** The file was written on a machine of the other byte order, which no server of this one takes. */
  readonly bigEndian: boolean;
}
