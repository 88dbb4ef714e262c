import { type Major, majors } from '../majors.ts';
import type { ControlFile } from './controlFile.ts';
import { type Member, type Placed, placeMembers, structSize } from './struct.ts';

/** A member of ControlFileData; `from` and `to` are the first and last major that have it. */
export interface ControlMember extends Member<keyof ControlFile> {
  readonly from?: Major;
  readonly to?: Major;
}

export type PlacedControlMember = ControlMember & Placed;

const before = (to: Major) => ({ to: (to - 1) as Major });
const since = (from: Major) => ({ from });

/**
 * All members in the order of the C structures, the checkpoint copy in its place.
 * PostgreSQL: ControlFileData and CheckPoint in catalog/pg_control.h.
 */
const members: readonly ControlMember[] = [
  { key: 'systemIdentifier', name: 'system_identifier', type: 'uint64' },
  { key: 'controlVersion', name: 'pg_control_version', type: 'uint32' },
  { key: 'catalogVersion', name: 'catalog_version_no', type: 'uint32' },
  { key: 'state', name: 'state', type: 'uint32' },
  { key: 'time', name: 'time', type: 'int64' },
  { key: 'checkpoint', name: 'checkPoint', type: 'uint64' },
  { key: 'priorCheckpoint', name: 'prevCheckPoint', type: 'uint64', ...before(11) },
  { key: 'redo', name: 'checkPointCopy.redo', type: 'uint64' },
  { key: 'timeline', name: 'checkPointCopy.ThisTimeLineID', type: 'uint32' },
  { key: 'prevTimeline', name: 'checkPointCopy.PrevTimeLineID', type: 'uint32' },
  { key: 'fullPageWrites', name: 'checkPointCopy.fullPageWrites', type: 'bool' },
  { key: 'checkpointWalLevel', name: 'checkPointCopy.wal_level', type: 'int32', ...since(17) },
  { key: 'logicalDecoding', name: 'checkPointCopy.logicalDecodingEnabled', type: 'bool', ...since(19) },
  { key: 'nextXidEpoch', name: 'checkPointCopy.nextXidEpoch', type: 'uint32', ...before(12) },
  { key: 'nextXid', name: 'checkPointCopy.nextXid', type: 'uint32', ...before(12) },
  { key: 'nextXid', name: 'checkPointCopy.nextXid', type: 'uint64', ...since(12) },
  { key: 'nextOid', name: 'checkPointCopy.nextOid', type: 'uint32' },
  { key: 'nextMulti', name: 'checkPointCopy.nextMulti', type: 'uint32' },
  { key: 'nextMultiOffset', name: 'checkPointCopy.nextMultiOffset', type: 'uint32', ...before(19) },
  { key: 'nextMultiOffset', name: 'checkPointCopy.nextMultiOffset', type: 'uint64', ...since(19) },
  { key: 'oldestXid', name: 'checkPointCopy.oldestXid', type: 'uint32' },
  { key: 'oldestXidDb', name: 'checkPointCopy.oldestXidDB', type: 'uint32' },
  { key: 'oldestMulti', name: 'checkPointCopy.oldestMulti', type: 'uint32' },
  { key: 'oldestMultiDb', name: 'checkPointCopy.oldestMultiDB', type: 'uint32' },
  { key: 'checkpointTime', name: 'checkPointCopy.time', type: 'int64' },
  { key: 'oldestCommitTsXid', name: 'checkPointCopy.oldestCommitTsXid', type: 'uint32' },
  { key: 'newestCommitTsXid', name: 'checkPointCopy.newestCommitTsXid', type: 'uint32' },
  { key: 'oldestActiveXid', name: 'checkPointCopy.oldestActiveXid', type: 'uint32', endsEmbedded: true },
  { key: 'unloggedLsn', name: 'unloggedLSN', type: 'uint64' },
  { key: 'minRecoveryPoint', name: 'minRecoveryPoint', type: 'uint64' },
  { key: 'minRecoveryPointTimeline', name: 'minRecoveryPointTLI', type: 'uint32' },
  { key: 'backupStartPoint', name: 'backupStartPoint', type: 'uint64' },
  { key: 'backupEndPoint', name: 'backupEndPoint', type: 'uint64' },
  { key: 'backupEndRequired', name: 'backupEndRequired', type: 'bool' },
  { key: 'walLevel', name: 'wal_level', type: 'int32' },
  { key: 'walLogHints', name: 'wal_log_hints', type: 'bool' },
  { key: 'maxConnections', name: 'MaxConnections', type: 'int32' },
  { key: 'maxWorkerProcesses', name: 'max_worker_processes', type: 'int32' },
  { key: 'maxWalSenders', name: 'max_wal_senders', type: 'int32', ...since(12) },
  { key: 'maxPreparedXacts', name: 'max_prepared_xacts', type: 'int32' },
  { key: 'maxLocksPerXact', name: 'max_locks_per_xact', type: 'int32' },
  { key: 'trackCommitTimestamp', name: 'track_commit_timestamp', type: 'bool' },
  { key: 'maxAlign', name: 'maxAlign', type: 'uint32' },
  { key: 'floatFormat', name: 'floatFormat', type: 'double' },
  { key: 'blockSize', name: 'blcksz', type: 'uint32' },
  { key: 'relationSegmentBlocks', name: 'relseg_size', type: 'uint32' },
  { key: 'slruPagesPerSegment', name: 'slru_pages_per_segment', type: 'uint32', ...since(19) },
  { key: 'walBlockSize', name: 'xlog_blcksz', type: 'uint32' },
  { key: 'walSegmentSize', name: 'xlog_seg_size', type: 'uint32' },
  { key: 'nameDataLength', name: 'nameDataLen', type: 'uint32' },
  { key: 'indexMaxKeys', name: 'indexMaxKeys', type: 'uint32' },
  { key: 'toastMaxChunkSize', name: 'toast_max_chunk_size', type: 'uint32' },
  { key: 'largeObjectBlockSize', name: 'loblksize', type: 'uint32' },
  { key: 'float4ByValue', name: 'float4ByVal', type: 'bool', ...before(13) },
  { key: 'float8ByValue', name: 'float8ByVal', type: 'bool' },
  { key: 'initialDataChecksumVersion', name: 'data_checksum_version_init', type: 'uint32', ...since(19) },
  { key: 'dataChecksumVersion', name: 'data_checksum_version', type: 'uint32' },
  { key: 'charSigned', name: 'default_char_signedness', type: 'bool', ...since(18) },
  { key: 'mockAuthenticationNonce', name: 'mock_authentication_nonce', type: 'bytes32' },
  { key: 'crc', name: 'crc', type: 'uint32' },
];

/** Where each member of `major`'s ControlFileData is; see `placeMembers` for the alignment. */
export function controlLayout(major: Major, alignment: 4 | 8 = 8): readonly PlacedControlMember[] {
  return placeMembers(
    members.filter(({ from = 10, to = 19 }) => from <= major && major <= to),
    alignment,
  );
}

/** sizeof(ControlFileData) of `major`: what a server reads. */
export function controlSize(major: Major): number {
  return structSize(controlLayout(major));
}

/** PG_CONTROL_VERSION of each major. PostgreSQL: catalog/pg_control.h. */
export const controlVersions: Readonly<Record<Major, number>> = {
  10: 1002,
  11: 1100,
  12: 1201,
  13: 1300,
  14: 1300,
  15: 1300,
  16: 1300,
  17: 1700,
  18: 1800,
  19: 1905,
};

/** CATALOG_VERSION_NO of each major. PostgreSQL: catalog/catversion.h. */
export const catalogVersions: Readonly<Record<Major, number>> = {
  10: 201707211,
  11: 201809051,
  12: 201909212,
  13: 202007201,
  14: 202107181,
  15: 202209061,
  16: 202307071,
  17: 202406281,
  18: 202506291,
  19: 202610061,
};

/** The major whose server wrote these two numbers, or undefined when no known one did. */
export function majorOfControl(controlVersion: number, catalogVersion: number): Major | undefined {
  const candidates = majors.filter(major => controlVersions[major] === controlVersion);
  return candidates.find(major => catalogVersion <= catalogVersions[major]) ?? candidates.at(-1);
}
