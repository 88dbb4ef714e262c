import type { ControlFile } from './controlFile.ts';
import { formatLsnOf, redoSegment, stateNames, walLevelName } from './controlState.ts';
import { formatFullXid } from './controlText.ts';

/** A value as PostgreSQL's row_to_json writes it; bigint stands for a number too long for a double. */
export type ColumnValue = string | number | bigint | boolean | null;

/** A function's columns that not every major has are left out for the others. */
export type Columns = Readonly<Record<string, ColumnValue>>;

/** The columns of pg_control_system(). PostgreSQL: utils/misc/pg_controldata.c, as for the next three. */
export function systemColumns(control: ControlFile): Columns {
  return {
    pg_control_version: control.controlVersion,
    catalog_version_no: control.catalogVersion,
    system_identifier: BigInt.asIntN(64, control.systemIdentifier),
    pg_control_last_modified: formatTimestamp(control.time),
  };
}

/** The columns of pg_control_checkpoint(). */
export function checkpointColumns(control: ControlFile): Columns {
  const { major } = control;
  return {
    checkpoint_lsn: formatLsnOf(major, control.checkpoint),
    ...(major === 10 && { prior_lsn: formatLsnOf(major, control.priorCheckpoint!) }),
    redo_lsn: formatLsnOf(major, control.redo),
    redo_wal_file: redoSegment(control) ?? null,
    timeline_id: control.timeline | 0,
    prev_timeline_id: control.prevTimeline | 0,
    full_page_writes: control.fullPageWrites,
    ...(major >= 19 && { logical_decoding: control.logicalDecoding! }),
    next_xid: formatFullXid(control.nextXid),
    next_oid: String(control.nextOid),
    next_multixact_id: String(control.nextMulti),
    next_multi_offset:
      major >= 19 ? BigInt.asIntN(64, control.nextMultiOffset) : String(control.nextMultiOffset),
    oldest_xid: String(control.oldestXid),
    oldest_xid_dbid: String(control.oldestXidDb),
    oldest_active_xid: String(control.oldestActiveXid),
    oldest_multi_xid: String(control.oldestMulti),
    oldest_multi_dbid: String(control.oldestMultiDb),
    oldest_commit_ts_xid: String(control.oldestCommitTsXid),
    newest_commit_ts_xid: String(control.newestCommitTsXid),
    checkpoint_time: formatTimestamp(control.checkpointTime),
  };
}

/** The columns of pg_control_recovery(). */
export function recoveryColumns(control: ControlFile): Columns {
  return {
    min_recovery_end_lsn: formatLsnOf(control.major, control.minRecoveryPoint),
    min_recovery_end_timeline: control.minRecoveryPointTimeline | 0,
    backup_start_lsn: formatLsnOf(control.major, control.backupStartPoint),
    backup_end_lsn: formatLsnOf(control.major, control.backupEndPoint),
    end_of_backup_record_required: control.backupEndRequired,
  };
}

/** The columns of pg_control_init(). */
export function initColumns(control: ControlFile): Columns {
  return {
    max_data_alignment: control.maxAlign | 0,
    database_block_size: control.blockSize | 0,
    blocks_per_segment: control.relationSegmentBlocks | 0,
    wal_block_size: control.walBlockSize | 0,
    bytes_per_wal_segment: control.walSegmentSize | 0,
    max_identifier_length: control.nameDataLength | 0,
    max_index_columns: control.indexMaxKeys | 0,
    max_toast_chunk_size: control.toastMaxChunkSize | 0,
    large_object_chunk_size: control.largeObjectBlockSize | 0,
    ...(control.major < 13 && { float4_pass_by_value: control.float4ByValue! }),
    float8_pass_by_value: control.float8ByValue,
    data_page_checksum_version: control.dataChecksumVersion | 0,
    ...(control.major >= 18 && { default_char_signedness: control.charSigned! }),
  };
}

/** What pg_controldata prints beyond the columns of the four functions, named after its lines. */
export function remainingColumns(control: ControlFile): Columns {
  return {
    state: stateNames[control.state] ?? 'unrecognized status code',
    unlogged_lsn: formatLsnOf(control.major, control.unloggedLsn),
    wal_level: walLevelName(control.walLevel) ?? null,
    wal_log_hints: control.walLogHints,
    max_connections: control.maxConnections,
    max_worker_processes: control.maxWorkerProcesses,
    ...(control.major >= 12 && { max_wal_senders: control.maxWalSenders! }),
    max_prepared_xacts: control.maxPreparedXacts,
    max_locks_per_xact: control.maxLocksPerXact,
    track_commit_timestamp: control.trackCommitTimestamp,
    ...(control.major >= 19 && { pages_per_slru_segment: control.slruPagesPerSegment! }),
    date_time_type_storage: '64-bit integers',
    mock_authentication_nonce: control.mockAuthenticationNonce,
  };
}

/** `2026-11-23T08:49:38+00:00`, as row_to_json writes a timestamptz in UTC; null beyond the calendar. */
function formatTimestamp(seconds: bigint): string | null {
  const date = new Date(Number(seconds) * 1000);
  return Number.isNaN(date.getTime()) ? null : date.toISOString().replace('.000Z', '+00:00');
}
