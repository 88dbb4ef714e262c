import type { FieldType } from '../describe/fieldTypes.ts';
import {
  as,
  bool,
  fullXid,
  i32,
  lsn,
  struct,
  timestamp,
  u32,
  u64,
  unixTime,
  word,
  xid,
} from '../describe/fieldTypes.ts';
import type { RecordKind, ResourceManager } from '../describe/resourceManager.ts';

const wal_level = as(word(['minimal', 'replica', 'logical'], '?'), 'wal_level of the server');
const ThisTimeLineID = as(u32, 'timeline from here on');
const PrevTimeLineID = as(u32, 'timeline before; another one than the new at the end of a recovery');
const onOff = bool('on', 'off');
const trueFalse = bool('true', 'false');

const redo = (type: FieldType) => ({ redo: as(type, 'where recovery from this checkpoint begins') });

const timelines = {
  ThisTimeLineID,
  PrevTimeLineID,
  fullPageWrites: as(trueFalse, 'whether full_page_writes is on'),
};

const nextMultiOffset = 'next place in pg_multixact/members';
const nextIds = {
  nextOid: as(u32, 'next object ID'),
  nextMulti: as(u32, 'next multixact'),
};

const nextXid = as(fullXid, 'next transaction, epoch:xid');

const limits = {
  oldestXid: as(xid, 'oldest transaction that is not frozen everywhere'),
  oldestXidDB: as(u32, 'database that holds it back'),
  oldestMulti: as(u32, 'oldest multixact that is still needed'),
  oldestMultiDB: as(u32, 'database that holds it back'),
  time: as(unixTime, 'when the checkpoint began'),
  oldestCommitTsXid: as(xid, 'oldest transaction with a commit time'),
  newestCommitTsXid: as(xid, 'newest transaction with a commit time'),
  oldestActiveXid: as(xid, 'oldest transaction that was running, 0 at a shutdown'),
};

const checkpointData: RecordKind['data'] = {
  10: struct({
    ...redo(lsn(false)),
    ...timelines,
    nextXidEpoch: as(u32, 'epoch of the next transaction'),
    nextXid: as(xid, 'next transaction'),
    ...nextIds,
    nextMultiOffset: as(u32, nextMultiOffset),
    ...limits,
  }),
  12: struct({
    ...redo(lsn(false)),
    ...timelines,
    nextXid,
    ...nextIds,
    nextMultiOffset: as(u32, nextMultiOffset),
    ...limits,
  }),
  17: struct({
    ...redo(lsn(false)),
    ...timelines,
    wal_level,
    nextXid,
    ...nextIds,
    nextMultiOffset: as(u32, nextMultiOffset),
    ...limits,
  }),
  19: struct({
    ...redo(lsn(true)),
    ...timelines,
    wal_level,
    logicalDecodingEnabled: as(trueFalse, 'whether the log holds what logical decoding needs'),
    nextXid,
    ...nextIds,
    nextMultiOffset: as(u64, nextMultiOffset),
    ...limits,
  }),
};

const checkpointBegin = 'redo {redo}; tli {ThisTimeLineID}; prev tli {PrevTimeLineID}; fpw {fullPageWrites};';
const checkpointEnd =
  'oid {nextOid}; multi {nextMulti}; offset {nextMultiOffset}; oldest xid {oldestXid} in DB {oldestXidDB}; oldest multi {oldestMulti} in DB {oldestMultiDB}; oldest/newest commit timestamp xid: {oldestCommitTsXid}/{newestCommitTsXid}; oldest running xid {oldestActiveXid};';

const checkpoint = (name: string, does: string, how: string): RecordKind => ({
  name,
  does,
  data: checkpointData,
  text: {
    10: `${checkpointBegin} xid {nextXidEpoch}:{nextXid}; ${checkpointEnd} ${how}`,
    12: `${checkpointBegin} xid {nextXid}; ${checkpointEnd} ${how}`,
    17: `${checkpointBegin} wal_level {wal_level}; xid {nextXid}; ${checkpointEnd} ${how}`,
    19: `${checkpointBegin} wal_level {wal_level}; logical decoding {logicalDecodingEnabled}; xid {nextXid}; ${checkpointEnd} ${how}`,
  },
});

const noop: RecordKind = { name: 'NOOP', does: 'Does nothing; only fills the log.' };

const nextOid: RecordKind = {
  name: 'NEXTOID',
  does: 'Reserves object IDs below the given one.',
  data: struct({ nextOid: as(u32, 'first object ID that is not reserved') }),
  text: '{nextOid}',
};

const switchSegment: RecordKind = {
  name: 'SWITCH',
  does: 'Ends the segment early; the rest of it is zeros.',
};

const backupEnd: RecordKind = {
  name: 'BACKUP_END',
  does: 'A base backup is complete; restored from it, a server is consistent from here on.',
  data: {
    10: struct({ startpoint: as(lsn(false), 'where the backup began') }),
    19: struct({ startpoint: as(lsn(true), 'where the backup began') }),
  },
  text: '{startpoint}',
};

const MaxConnections = as(i32, 'max_connections');
const max_worker_processes = as(i32, 'max_worker_processes');
const lastParameters = {
  max_prepared_xacts: as(i32, 'max_prepared_transactions'),
  max_locks_per_xact: as(i32, 'max_locks_per_transaction'),
  wal_level,
  wal_log_hints: as(onOff, 'wal_log_hints'),
  track_commit_timestamp: as(onOff, 'track_commit_timestamp'),
};
const parametersEnd =
  'max_prepared_xacts={max_prepared_xacts} max_locks_per_xact={max_locks_per_xact} wal_level={wal_level} wal_log_hints={wal_log_hints} track_commit_timestamp={track_commit_timestamp}';

const parameterChange: RecordKind = {
  name: 'PARAMETER_CHANGE',
  does: 'Tells standbys the settings that theirs must not fall below.',
  data: {
    10: struct({ MaxConnections, max_worker_processes, ...lastParameters }),
    12: struct({
      MaxConnections,
      max_worker_processes,
      max_wal_senders: as(i32, 'max_wal_senders'),
      ...lastParameters,
    }),
  },
  text: {
    10: `max_connections={MaxConnections} max_worker_processes={max_worker_processes} ${parametersEnd}`,
    12: `max_connections={MaxConnections} max_worker_processes={max_worker_processes} max_wal_senders={max_wal_senders} ${parametersEnd}`,
  },
};

/** Size of rp_name. PostgreSQL: MAXFNAMELEN in access/xlog_internal.h. */
const maxNameLength = 64;

const restorePoint: RecordKind = {
  name: 'RESTORE_POINT',
  does: 'A point by name that recovery can stop at (pg_create_restore_point).',
  data: struct({ rp_time: as(timestamp, 'when it was made') }),
  text: '{rp_name}',
  parts: { rp_name: d => d.printText('rp_name', maxNameLength, 'value for recovery_target_name') },
};

const fpwChange: RecordKind = {
  name: 'FPW_CHANGE',
  does: 'full_page_writes was switched on or off.',
  data: struct({ fpw: as(trueFalse, 'whether it is on now') }),
  text: '{fpw}',
};

const end_time = as(timestamp, 'when recovery ended');

const endOfRecovery: RecordKind = {
  name: 'END_OF_RECOVERY',
  does: 'Recovery is over and a new timeline begins, without a checkpoint first.',
  data: {
    10: struct({ end_time, ThisTimeLineID, PrevTimeLineID }),
    17: struct({ end_time, ThisTimeLineID, PrevTimeLineID, wal_level }),
  },
  text: {
    10: 'tli {ThisTimeLineID}; prev tli {PrevTimeLineID}; time {end_time}',
    17: 'tli {ThisTimeLineID}; prev tli {PrevTimeLineID}; time {end_time}; wal_level {wal_level}',
  },
};

const overwriteWith = (padded: boolean) =>
  struct({
    overwritten_lsn: as(lsn(padded), 'where the abandoned record begins'),
    overwrite_time: as(timestamp, 'when this was noticed'),
  });

const overwriteContrecord: RecordKind = {
  name: 'OVERWRITE_CONTRECORD',
  does: 'Stands where the rest of a record was expected that a crash left incomplete.',
  data: { 10: overwriteWith(false), 19: overwriteWith(true) },
  text: 'lsn {overwritten_lsn}; time {overwrite_time}',
};

const fpi: RecordKind = { name: 'FPI', does: 'Full images of pages, e.g. of a new index.' };

const fpiForHint: RecordKind = {
  name: 'FPI_FOR_HINT',
  does: 'Full image of a page before hint bits change on it; needed with checksums or wal_log_hints.',
};

const fpiMulti: RecordKind = { name: 'FPI_MULTI', does: 'Full images of several pages.' };

const assignLsn: RecordKind = {
  name: 'ASSIGN_LSN',
  does: 'Takes up a position in the log, for pages of relations that are not logged themselves.',
};

const checkpointRedo: RecordKind = {
  name: 'CHECKPOINT_REDO',
  does: 'Marks where recovery from the online checkpoint that follows begins.',
  data: struct({ wal_level }),
  text: 'wal_level {wal_level}',
};

const logicalDecodingChange: RecordKind = {
  name: 'LOGICAL_DECODING_STATUS_CHANGE',
  does: 'From here on the log holds, or no longer holds, what logical decoding needs.',
  data: struct({ enabled: as(trueFalse, 'whether it does') }),
  text: '{enabled}',
};

/** Records of the log itself. PostgreSQL: catalog/pg_control.h, access/rmgrdesc/xlogdesc.c. */
export const xlog: ResourceManager = {
  kindMask: 0xf0,
  kinds: {
    0: checkpoint('CHECKPOINT_SHUTDOWN', 'A checkpoint at shutdown or at the end of recovery.', 'shutdown'),
    16: checkpoint('CHECKPOINT_ONLINE', 'A checkpoint of a running server.', 'online'),
    32: noop,
    48: nextOid,
    64: switchSegment,
    80: backupEnd,
    96: parameterChange,
    112: restorePoint,
    128: fpwChange,
    144: endOfRecovery,
    160: fpiForHint,
    176: fpi,
    192: { 10: fpiMulti, 12: null, 19: assignLsn },
    208: overwriteContrecord,
    224: { 17: checkpointRedo },
    240: { 19: logicalDecodingChange },
  },
};
