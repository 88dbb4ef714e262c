import type { Major } from '../majors.ts';
import type { ForecastInput, ForecastOptions } from './forecastTypes.ts';
import { HotStandby } from './hotStandby.ts';
import { PreparedTransactions } from './preparedTransactions.ts';
import { type ReadAheadOptions, RecordQueue } from './readAhead.ts';
import type { Control, Findings, Recovery, SteeringFile } from './recovery.ts';
import type { RecoveryOptions } from './recoveryOptions.ts';
import type { RequestLog } from './requestLog.ts';
import { SegmentSource } from './segmentSource.ts';
import type { ServerLog } from './serverLog.ts';
import type { ServerSettings } from './serverSettings.ts';
import type { WalFolder } from './walFolder.ts';
import { WalReader } from './walReader.ts';

/** What is known before the startup process reads WAL. */
interface Start {
  readonly input: ForecastInput;
  readonly options: ForecastOptions;
  readonly major: Major;
  readonly settings: ServerSettings;
  readonly log: ServerLog;
  readonly requests: RequestLog;
  readonly found: Findings;
  readonly there: Set<SteeringFile>;
  readonly control: Control;
  readonly wal: WalFolder;
}

const nothingAsked: RecoveryOptions = {
  restoreCommand: undefined,
  primaryConninfo: '',
  endCommand: '',
  target: undefined,
  inclusive: true,
  action: 'pause',
  actionSet: false,
  timeline: 'current',
  standby: false,
};

const defaultBuffer = 512 * 1024;
const minimumReads = 1;

/** The startup process with nothing read yet. */
export function setUpRecovery(start: Start, assume: ReadAheadOptions['assume']): Recovery {
  const { input, major, settings, control } = start;
  const reads = settings.number('maintenance_io_concurrency');
  const ahead = settings.text('recovery_prefetch') !== 'off' && reads > 0;
  const reader = new WalReader({
    major,
    segmentSize: control.walSegmentSize,
    systemIdentifier: control.systemIdentifier,
    readPage: (page, needed, _record, nonblocking) => recovery.source.readPage(page, needed, nonblocking),
    fileTimeline: () => recovery.source.pageTimeline,
    hasRoom: length => recovery.queue.hasRoom(length),
  });
  const queue = new RecordQueue(reader, major, {
    ahead,
    reads: Math.max(minimumReads, reads),
    bufferSize: settings.number('wal_decode_buffer_size') || defaultBuffer,
    assume,
  });
  const recovery: Recovery = {
    ...start,
    files: input.files,
    dataDirectory: input.dataDirectory,
    segmentSize: control.walSegmentSize,
    hotStandby: new HotStandby(),
    prepared: new PreparedTransactions(major, settings.number('max_prepared_transactions'), start.log),
    takenAway: new Set(),
    asked: nothingAsked,
    archiveRecoveryRequested: false,
    inRecovery: false,
    inArchiveRecovery: false,
    standbyMode: false,
    inRedo: false,
    recoveryStarted: false,
    targetTimeline: 0,
    expected: undefined,
    reader,
    queue,
    source: undefined as unknown as SegmentSource,
    readAt: 0n,
    readEnd: 0n,
    checkpoint: 0n,
    checkpointTimeline: 0,
    wasShutdown: false,
    redo: 0n,
    redoTimeline: 0,
    danglingTablespaces: [],
    minRecoveryPoint: 0n,
    minRecoveryPointTimeline: 0,
    backupStartPoint: 0n,
    backupEndPoint: 0n,
    backupEndRequired: false,
    reachedConsistency: false,
    replayedCheckpoint: undefined,
    replayTimeline: 0,
    lastReplayed: 0n,
    lastReplayedEnd: 0n,
    lastReplayedTimeline: 0,
    aborted: 0n,
    missingContrecord: 0n,
  };
  return Object.assign(recovery, { source: new SegmentSource(recovery) });
}
