import { formatLsn, formatLsnPadded, type Lsn } from '../lsn.ts';
import type { Major } from '../majors.ts';
import { formatSegmentName } from '../segmentName.ts';
import type { ControlFile } from './controlFile.ts';

/** DBState in pg_controldata's words, by its number. */
export const stateNames: readonly string[] = [
  'starting up',
  'shut down',
  'shut down in recovery',
  'shutting down',
  'in crash recovery',
  'in archive recovery',
  'in production',
];

/** `minimal`, `replica`, `logical`, or undefined for a number that is no wal_level. */
export function walLevelName(level: number): string | undefined {
  return ['minimal', 'replica', 'logical'][level];
}

/** An LSN as `major`'s server and tools print it: 19 pads the low half. */
export function formatLsnOf(major: Major, lsn: Lsn): string {
  return major >= 19 ? formatLsnPadded(lsn) : formatLsn(lsn);
}

/** The segment of the redo point, or undefined when the stored segment size is no size. */
export function redoSegment(control: ControlFile): string | undefined {
  const size = control.walSegmentSize | 0;
  if (size <= 0) return undefined;
  const number = control.redo / BigInt(size);
  return formatSegmentName({ timeline: control.timeline, number }, size);
}

/** What stands next to a file and changes what it means. */
export interface Beside {
  readonly backupLabel?: boolean;
  /** By recovery.signal or standby.signal, which count from 12 on. */
  readonly recoveryRequested?: 'archive' | 'standby';
  /** Up to 11 it asks for recovery, from 12 on it is refused. */
  readonly recoveryConf?: boolean;
  /** Where the last checkpoint of the cluster is. */
  readonly lastCheckpoint?: Lsn;
}

/** The state of a cluster in plain words. */
export interface ControlSummary {
  /** The server stopped in an orderly way: data files hold everything up to the checkpoint. */
  readonly clean: boolean;
  /** How the server was left. */
  readonly left: string;
  /** What the next start does. */
  readonly nextStart: string;
}

const leftAs: readonly string[] = [
  'It was starting up for the first time (initdb).',
  'It was shut down cleanly.',
  'It was a standby or in archive recovery, and was shut down cleanly.',
  'Its shutdown was interrupted.',
  'It was interrupted in the middle of crash recovery.',
  'It was running as a standby or in archive recovery when it was interrupted or copied.',
  'It was running when it was interrupted or copied.',
];

/** Whether the cluster was shut down cleanly and what its next start does. PostgreSQL: StartupXLOG in xlog.c. */
export function summarizeControl(control: ControlFile, beside: Beside = {}): ControlSummary {
  const clean = control.state === 1 || control.state === 2;
  const left = leftAs[control.state] ?? `Its state has the unknown number ${control.state}.`;
  return { clean, left, nextStart: describeNextStart(control, beside) };
}

function describeNextStart(control: ControlFile, beside: Beside): string {
  const lsn = (value: Lsn) => formatLsnOf(control.major, value);
  const asked = requestedRecovery(control, beside);
  const redo = `${lsn(control.redo)} on timeline ${control.timeline} (${redoSegment(control) ?? 'segment unknown'})`;
  if (beside.recoveryConf && control.major >= 12)
    return 'It is refused: from PostgreSQL 12 on no recovery.conf may be in the data directory.';
  if (beside.backupLabel)
    return 'The checkpoint in backup_label counts, not the one here: recovery of the backup starts at its redo point.';
  if (asked) {
    const mode = asked === 'standby' ? 'As a standby, it' : 'It';
    const until =
      control.minRecoveryPoint > 0n
        ? ` It is consistent from ${lsn(control.minRecoveryPoint)} on timeline ${control.minRecoveryPointTimeline} on.`
        : '';
    return `${mode} replays WAL from ${redo}, and goes on with the archive.${until}`;
  }
  if (control.backupStartPoint > 0n || control.backupEndRequired)
    return `It goes on with the recovery of a backup that began at ${lsn(control.backupStartPoint)}, and refuses to start when the end of that backup is missing in pg_wal.`;
  if (control.state === 1 && control.redo === control.checkpoint)
    return `It needs no recovery: it reads the checkpoint at ${lsn(control.checkpoint)} and is ready.`;
  if (control.state === 2 || control.state === 5)
    return `Without a signal file it leaves recovery: it replays pg_wal from ${redo} to its end, has to get past ${lsn(control.minRecoveryPoint)}, and then accepts writes on the same timeline.`;
  return `It runs crash recovery: it replays pg_wal from ${redo} to its end.`;
}

function requestedRecovery({ major }: ControlFile, beside: Beside): Beside['recoveryRequested'] {
  if (major >= 12) return beside.recoveryRequested;
  return beside.recoveryConf ? 'archive' : undefined;
}
