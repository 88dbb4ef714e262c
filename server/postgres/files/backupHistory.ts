import type { Lsn } from '../lsn.ts';
import { labelLines, lsnIn, positionedIn, timelineIn } from './labelLines.ts';
import type { FileProblem, Reading } from './problem.ts';

/** A backup history file, archived when a backup ended: what its label said, and where it stopped. */
export interface BackupHistory {
  readonly startLsn?: Lsn;
  readonly startSegment?: string;
  readonly startTimeline?: number;
  /** End of the backup: a restore has to replay up to here before it is consistent. */
  readonly stopLsn?: Lsn;
  readonly stopSegment?: string;
  readonly stopTimeline?: number;
  readonly checkpointLsn?: Lsn;
  readonly method?: string;
  readonly from?: string;
  readonly startTime?: string;
  readonly stopTime?: string;
  readonly label?: string;
  readonly incrementalFromLsn?: Lsn;
  readonly incrementalFromTimeline?: number;
}

/** What the name of a backup history file says. */
export interface BackupHistoryName {
  /** The segment where the backup began. */
  readonly segment: string;
  /** Offset of the start in that segment, bytes. */
  readonly offset: number;
}

/** Parses `000000010000000000000003.00000028.backup`. PostgreSQL: IsBackupHistoryFileName. */
export function parseBackupHistoryName(name: string): BackupHistoryName | undefined {
  const match = /^([0-9A-F]{24})\.([0-9A-F]{8})\.backup$/.exec(name);
  return match ? { segment: match[1], offset: Number.parseInt(match[2], 16) } : undefined;
}

/**
 * A backup history file. No server reads its content; it is for people and tools, so every problem is advice.
 * PostgreSQL: build_backup_content in xlogbackup.c (do_pg_stop_backup in xlog.c up to 15).
 */
export function parseBackupHistory(text: string, name?: string): Reading<BackupHistory> {
  const lines = labelLines(text);
  const start = positionedIn(lines, 'START WAL LOCATION');
  const stop = positionedIn(lines, 'STOP WAL LOCATION');
  const value = {
    startLsn: start?.lsn,
    startSegment: start?.segment,
    startTimeline: timelineIn(lines, 'START TIMELINE') ?? start?.timeline,
    stopLsn: stop?.lsn,
    stopSegment: stop?.segment,
    stopTimeline: timelineIn(lines, 'STOP TIMELINE') ?? stop?.timeline,
    checkpointLsn: lsnIn(lines, 'CHECKPOINT LOCATION'),
    method: lines.get('BACKUP METHOD')?.value,
    from: lines.get('BACKUP FROM')?.value,
    startTime: lines.get('START TIME')?.value,
    stopTime: lines.get('STOP TIME')?.value,
    label: lines.get('LABEL')?.value,
    incrementalFromLsn: lsnIn(lines, 'INCREMENTAL FROM LSN'),
    incrementalFromTimeline: timelineIn(lines, 'INCREMENTAL FROM TLI'),
  };
  return { value, problems: check(value, name) };
}

function check(value: BackupHistory, name: string | undefined): FileProblem[] {
  const problems: FileProblem[] = [];
  const advise = (message: string) => problems.push({ level: 'ADVICE', message, offset: 0, line: 1 });
  if (value.startLsn === undefined) advise('there is no readable START WAL LOCATION line');
  if (value.stopLsn === undefined) advise('there is no readable STOP WAL LOCATION line');
  if (value.startLsn !== undefined && value.stopLsn !== undefined && value.stopLsn < value.startLsn)
    advise('the backup stops before it starts');
  const named = name === undefined ? undefined : parseBackupHistoryName(name);
  if (named && value.startSegment !== undefined && value.startSegment !== named.segment)
    advise(
      `the name says the backup began in segment ${named.segment}, the content says ${value.startSegment}`,
    );
  return problems;
}
