import { catalogName } from '../catalogNames.ts';
import type { Major } from '../majors.ts';
import type { RelationFile } from '../relationFile.ts';
import { isoTimestamp } from '../wal/describe/timestamp.ts';
import { parseArchiveStatusName } from './archiveStatus.ts';
import { parseBackupHistory } from './backupHistory.ts';
import { parseBackupLabel } from './backupLabel.ts';
import { readControl } from './control.ts';
import {
  checkpointColumns,
  initColumns,
  recoveryColumns,
  remainingColumns,
  systemColumns,
} from './controlColumns.ts';
import { type Beside, formatLsnOf, summarizeControl } from './controlState.ts';
import { readFilenodeMap } from './filenodeMap.ts';
import { parseHistory, parseHistoryName } from './history.ts';
import type { FileKind } from './kind.ts';
import { parseSnapshotName, readLogicalSnapshot, snapshotStates } from './logicalSnapshot.ts';
import { readManifest } from './manifest.ts';
import { parseVersionFile, readSignalFile } from './markers.ts';
import { parsePostmasterPid } from './postmasterPid.ts';
import type { FileProblem } from './problem.ts';
import { serverText } from './serverText.ts';
import { invalidationCause, readSlotState } from './slotState.ts';
import { parseTablespaceMap } from './tablespaceMap.ts';
import { readTwoPhase } from './twoPhase.ts';
import { forkNames, parseWalSummaryName, readWalSummary } from './walSummary.ts';

/** A file to report on. */
export interface ReportedFile {
  readonly bytes: Uint8Array;
  /** Base name; some kinds say things in it. */
  readonly name: string;
  /** As the user gave it, for messages that name the file. */
  readonly path: string;
  /** The major of the cluster it belongs to, where that is known. */
  readonly major?: Major;
  readonly beside?: Beside;
}

/** What a file says, under names that PostgreSQL's own views use where they have one. */
export interface FileReport {
  /** Undefined when nothing of the file could be read. */
  readonly content: Readonly<Record<string, unknown>> | undefined;
  readonly problems: readonly FileProblem[];
}

/** Whose rules hold for a text file when nothing tells its major. */
const usualMajor: Major = 18;

const reporters: Readonly<Record<FileKind, (file: ReportedFile) => FileReport>> = {
  pg_control: reportControl,
  timeline_history: reportHistory,
  backup_label: reportLabel,
  backup_history: reportBackupHistory,
  tablespace_map: reportTablespaceMap,
  backup_manifest: reportManifest,
  replication_slot: reportSlot,
  two_phase_state: reportTwoPhase,
  filenode_map: reportFilenodeMap,
  wal_summary: reportSummary,
  logical_snapshot: reportSnapshot,
  archive_status: ({ name }) => ({ content: { ...parseArchiveStatusName(name) }, problems: [] }),
  postmaster_pid: reportPostmaster,
  signal: reportSignal,
  version: reportVersion,
};

/** What a file of this kind says, ready for JSON (with bigint for 64-bit numbers). */
export function reportFile(kind: FileKind, file: ReportedFile): FileReport {
  return reporters[kind](file);
}

function textOf({ bytes }: ReportedFile): string {
  return serverText(bytes);
}

function lsnText({ major = usualMajor }: ReportedFile): (lsn: bigint | undefined) => string | null {
  return lsn => (lsn === undefined ? null : formatLsnOf(major, lsn));
}

function reportControl({ bytes, beside }: ReportedFile): FileReport {
  const { value: control, problems } = readControl(bytes);
  if (!control) return { content: undefined, problems };
  const { clean, left, nextStart } = summarizeControl(control, beside);
  const content = {
    major: control.major,
    ...systemColumns(control),
    ...remainingColumns(control),
    ...checkpointColumns(control),
    ...recoveryColumns(control),
    ...initColumns(control),
    crc_ok: control.crcOk,
    clean_shutdown: clean,
    summary: left,
    next_start: nextStart,
  };
  return { content, problems };
}

function reportHistory(file: ReportedFile): FileReport {
  const named = parseHistoryName(file.name);
  const { value, problems } = parseHistory(textOf(file), named ?? 0xffff_ffff, file.path);
  const lsn = lsnText(file);
  const entries = value.entries.map(({ timeline, begin, end, reason, line }) => ({
    timeline,
    begin_lsn: lsn(begin),
    switch_lsn: lsn(end),
    reason,
    line,
  }));
  const parent = entries.at(-1);
  const content = {
    timeline: named ?? null,
    parent_timeline: parent?.timeline ?? null,
    switch_lsn: parent?.switch_lsn ?? null,
    reason: parent?.reason ?? null,
    entries,
  };
  return { content, problems };
}

function reportLabel(file: ReportedFile): FileReport {
  const { value, problems } = parseBackupLabel(textOf(file), file.major ?? usualMajor);
  const lsn = lsnText(file);
  const content = {
    start_lsn: lsn(value.startLsn),
    start_wal_file: value.startSegment ?? null,
    checkpoint_lsn: lsn(value.checkpointLsn),
    backup_method: value.method ?? null,
    backup_from: value.from ?? null,
    start_time: value.startTime ?? null,
    label: value.label ?? null,
    start_timeline: value.timeline ?? value.startTimeline ?? null,
    ...(value.incrementalFromLsn !== undefined && {
      incremental_from_lsn: lsn(value.incrementalFromLsn),
      incremental_from_timeline: value.incrementalFromTimeline ?? null,
    }),
    end_of_backup_record_required: value.endRequired,
    from_standby: value.fromStandby,
  };
  return { content, problems };
}

function reportBackupHistory(file: ReportedFile): FileReport {
  const { value, problems } = parseBackupHistory(textOf(file), file.name);
  const lsn = lsnText(file);
  const content = {
    start_lsn: lsn(value.startLsn),
    start_wal_file: value.startSegment ?? null,
    stop_lsn: lsn(value.stopLsn),
    stop_wal_file: value.stopSegment ?? null,
    checkpoint_lsn: lsn(value.checkpointLsn),
    backup_method: value.method ?? null,
    backup_from: value.from ?? null,
    start_time: value.startTime ?? null,
    label: value.label ?? null,
    start_timeline: value.startTimeline ?? null,
    stop_time: value.stopTime ?? null,
    stop_timeline: value.stopTimeline ?? null,
    ...(value.incrementalFromLsn !== undefined && {
      incremental_from_lsn: lsn(value.incrementalFromLsn),
      incremental_from_timeline: value.incrementalFromTimeline ?? null,
    }),
  };
  return { content, problems };
}

function reportTablespaceMap(file: ReportedFile): FileReport {
  const { value, problems } = parseTablespaceMap(textOf(file), file.major ?? usualMajor);
  return { content: { tablespaces: value }, problems };
}

function reportManifest(file: ReportedFile): FileReport {
  const { value, problems } = readManifest(file.bytes);
  if (!value) return { content: undefined, problems };
  const lsn = lsnText(file);
  const content = {
    version: value.version,
    ...(value.systemIdentifier !== undefined && { system_identifier: value.systemIdentifier }),
    file_count: value.files.length,
    total_size: value.files.reduce((sum, { size }) => sum + size, 0),
    wal_ranges: value.walRanges.map(({ timeline, start, end }) => ({
      timeline,
      start_lsn: lsn(start),
      end_lsn: lsn(end),
    })),
    manifest_checksum: value.checksum ?? null,
    manifest_checksum_ok: value.checksumOk,
    files: value.files.map(({ path, size, lastModified, checksumAlgorithm, checksum }) => ({
      path,
      size,
      last_modified: lastModified,
      checksum_algorithm: checksumAlgorithm,
      checksum,
    })),
  };
  return { content, problems };
}

function reportSlot(file: ReportedFile): FileReport {
  const { value: slot, problems } = readSlotState(file.bytes, file.path, file.major);
  if (!slot) return { content: undefined, problems };
  const lsn = (value: bigint | undefined) =>
    value ? formatLsnOf(file.major ?? slot.majors[0], value) : null;
  const number = (value: number) => (value ? String(value) : null);
  const content = {
    format_version: slot.version,
    majors: slot.majors,
    slot_name: slot.name,
    plugin: slot.plugin || null,
    slot_type: slot.database ? 'logical' : 'physical',
    datoid: number(slot.database),
    persistency: ['persistent', 'ephemeral', 'temporary'][slot.persistency] ?? slot.persistency,
    temporary: slot.persistency === 2,
    xmin: number(slot.xmin),
    catalog_xmin: number(slot.catalogXmin),
    restart_lsn: lsn(slot.restartLsn),
    confirmed_flush_lsn: lsn(slot.confirmedFlush),
    ...(slot.invalidatedAt !== undefined && { invalidated_at: lsn(slot.invalidatedAt) }),
    invalidation_reason: invalidationCause(slot) ?? null,
    ...(slot.twoPhase !== undefined && { two_phase: slot.twoPhase, two_phase_at: lsn(slot.twoPhaseAt) }),
    ...(slot.failover !== undefined && { failover: slot.failover, synced: slot.synced }),
    crc_ok: slot.crcOk,
  };
  return { content, problems };
}

function reportTwoPhase(file: ReportedFile): FileReport {
  const { value: state, problems } = readTwoPhase(file.bytes, file.name, file.major);
  if (!state) return { content: undefined, problems };
  const { header } = state;
  const content = {
    majors: state.format.majors,
    transaction: String(header.xid),
    gid: state.gid,
    prepared: timestampText(header.preparedAt),
    owner: String(header.owner),
    database: String(header.database),
    subtransactions: state.subtransactions.map(String),
    deleted_on_commit: state.deletedOnCommit.map(relationColumns),
    deleted_on_abort: state.deletedOnAbort.map(relationColumns),
    invalidation_messages: header.invalidationCount,
    relation_locks: state.relationLocks,
    records: state.records.map(({ kind, length }) => ({ kind, length })),
    crc_ok: state.crcOk,
  };
  return { content, problems };
}

function relationColumns({ tablespace, database, relation }: RelationFile) {
  return { reltablespace: tablespace, reldatabase: database, relfilenode: relation };
}

/** As row_to_json writes a timestamptz in UTC. */
function timestampText(microseconds: bigint): string {
  return isoTimestamp(microseconds).replace(/\.?0*Z$/, '+00:00');
}

function reportFilenodeMap(file: ReportedFile): FileReport {
  const { value, problems } = readFilenodeMap(file.bytes, file.path, file.major);
  const mappings = value.mappings.map(({ catalog, filenode }) => ({
    oid: catalog,
    relname: catalogName(catalog) ?? null,
    relfilenode: filenode,
  }));
  return { content: { mappings, crc_ok: value.crcOk }, problems };
}

function reportSummary(file: ReportedFile): FileReport {
  const { value, problems } = readWalSummary(file.bytes, file.path);
  const named = parseWalSummaryName(file.name);
  const lsn = lsnText(file);
  const content = {
    tli: named?.timeline ?? null,
    start_lsn: lsn(named?.start),
    end_lsn: lsn(named?.end),
    forks: value.forks.map(({ tablespace, database, relation, fork, limitBlock, blocks }) => ({
      reltablespace: tablespace,
      reldatabase: database,
      relfilenode: relation,
      relforknumber: fork,
      fork: forkNames[fork],
      limit_block: limitBlock ?? null,
      blocks,
    })),
    crc_ok: value.crcOk,
  };
  return { content, problems };
}

function reportSnapshot(file: ReportedFile): FileReport {
  const { value: snapshot, problems } = readLogicalSnapshot(file.bytes, file.path, file.major);
  if (!snapshot) return { content: undefined, problems };
  const lsn = lsnText(file);
  const content = {
    format_version: snapshot.version,
    lsn: lsn(parseSnapshotName(file.name)),
    state: snapshotStates[snapshot.state + 1] ?? 'unknown state',
    xmin: String(snapshot.xmin),
    xmax: String(snapshot.xmax),
    start_decoding_at: lsn(snapshot.startDecodingAt),
    two_phase_at: lsn(snapshot.twoPhaseAt),
    initial_xmin_horizon: String(snapshot.initialXminHorizon),
    building_full_snapshot: snapshot.buildingFullSnapshot,
    in_slot_creation: snapshot.inSlotCreation ?? null,
    last_serialized_snapshot: lsn(snapshot.lastSerializedSnapshot),
    next_phase_at: snapshot.nextPhaseAt === undefined ? null : String(snapshot.nextPhaseAt),
    committed_count: snapshot.committed.length,
    committed_xip: snapshot.committed.map(String),
    catchange_count: snapshot.catalogChanging.length,
    catchange_xip: snapshot.catalogChanging.map(String),
    crc_ok: snapshot.crcOk,
  };
  return { content, problems };
}

function reportPostmaster(file: ReportedFile): FileReport {
  const { value, problems } = parsePostmasterPid(textOf(file));
  const content = {
    pid: value.pid ?? null,
    data_directory: value.dataDirectory ?? null,
    start_time: value.startTime ?? null,
    port: value.port ?? null,
    socket_directory: value.socketDirectory ?? null,
    listen_address: value.listenAddress ?? null,
    shared_memory: value.sharedMemory ?? null,
    status: value.status ?? null,
  };
  return { content, problems };
}

function reportSignal(file: ReportedFile): FileReport {
  const { value, problems } = readSignalFile(file.name, textOf(file), file.major ?? usualMajor);
  return { content: { requests: value.requests ?? null }, problems };
}

function reportVersion(file: ReportedFile): FileReport {
  const { value, problems } = parseVersionFile(textOf(file), file.path);
  return { content: { version: value.text, major: value.major ?? null }, problems };
}
