import type { Lsn } from '../lsn.ts';
import { type Major, sinceMajor } from '../majors.ts';
import { type LabelLine, labelLines, lsnIn, positionedIn, timelineIn } from './labelLines.ts';
import type { FileProblem, Reading } from './problem.ts';
import { scanf } from './scanf.ts';

/** A backup_label: where recovery of this backup has to begin. */
export interface BackupLabel {
  /** The redo point of the checkpoint that began the backup: replay starts here. */
  readonly startLsn?: Lsn;
  /** The segment of `startLsn`. */
  readonly startSegment?: string;
  /** The timeline in the name of `startSegment`, the one recovery begins on. */
  readonly startTimeline?: number;
  readonly checkpointLsn?: Lsn;
  /** `streamed`; `pg_start_backup` for an exclusive backup (up to 14); `pg_rewind`. */
  readonly method?: string;
  /** `primary` (`master` up to 13) or `standby`. */
  readonly from?: string;
  /** When the backup began, as the server wrote it in its log_timezone. */
  readonly startTime?: string;
  readonly label?: string;
  /** The START TIMELINE line (11 and newer). */
  readonly timeline?: number;
  /** An incremental backup (17 and newer): start of the backup it builds on. */
  readonly incrementalFromLsn?: Lsn;
  readonly incrementalFromTimeline?: number;
  /** The server will wait for the record that ends the backup: it saw `BACKUP METHOD: streamed`. */
  readonly endRequired: boolean;
  /** The server takes it for a backup of a standby: it saw `BACKUP FROM: standby`. */
  readonly fromStandby: boolean;
}

/**
 * A backup_label as a server of `major` reads it. Fields are filled from any line that holds them, so that a
 * refused file can still be shown; `problems` tells what the server refuses.
 * PostgreSQL: read_backup_label in xlogrecovery.c (xlog.c up to 14).
 */
export function parseBackupLabel(text: string, major: Major): Reading<BackupLabel> {
  const lines = labelLines(text);
  const server = readAsServer(text, major);
  const start = positionedIn(lines, 'START WAL LOCATION');
  const value = {
    startLsn: server.startLsn ?? start?.lsn,
    startSegment: start?.segment,
    startTimeline: server.startTimeline ?? start?.timeline,
    checkpointLsn: server.checkpointLsn ?? lsnIn(lines, 'CHECKPOINT LOCATION'),
    method: lines.get('BACKUP METHOD')?.value,
    from: lines.get('BACKUP FROM')?.value,
    startTime: lines.get('START TIME')?.value,
    label: lines.get('LABEL')?.value,
    timeline: timelineIn(lines, 'START TIMELINE'),
    incrementalFromLsn: lsnIn(lines, 'INCREMENTAL FROM LSN'),
    incrementalFromTimeline: timelineIn(lines, 'INCREMENTAL FROM TLI'),
    endRequired: server.endRequired,
    fromStandby: server.fromStandby,
  };
  return { value, problems: [...server.problems, ...(server.problems.length ? [] : unseen(lines, server))] };
}

interface ServerView {
  readonly endRequired: boolean;
  readonly fromStandby: boolean;
  readonly problems: FileProblem[];
  readonly startLsn?: Lsn;
  readonly startTimeline?: number;
  readonly checkpointLsn?: Lsn;
}

function lsnOf([high, low]: readonly (number | string)[]): Lsn {
  return (BigInt(high) << 32n) | BigInt(low);
}

/** Runs the server's sequence of fscanf calls over the text. */
function readAsServer(text: string, major: Major): ServerView {
  const invalid = (offset: number, detail?: string): ServerView => ({
    endRequired: false,
    fromStandby: false,
    problems: [{ ...problemAt(text, offset), message: 'invalid data in file "backup_label"', detail }],
  });
  const start = scanf(text, 'START WAL LOCATION: %X/%X (file %08X%16s)%c');
  if (start.values.length !== 5 || start.values[4] !== '\n') return invalid(start.next);
  const checkpoint = scanf(text, 'CHECKPOINT LOCATION: %X/%X%c', start.next);
  if (checkpoint.values.length !== 3 || checkpoint.values[2] !== '\n') return invalid(checkpoint.next);
  const method = scanf(text, 'BACKUP METHOD: %19s\n', checkpoint.next);
  const from = scanf(text, 'BACKUP FROM: %19s\n', method.next);
  const view: ServerView = {
    endRequired: method.values[0] === 'streamed',
    fromStandby: from.values[0] === 'standby',
    problems: [],
    startLsn: lsnOf(start.values),
    startTimeline: Number(start.values[2]),
    checkpointLsn: lsnOf(checkpoint.values),
  };
  if (major < 11) return view;
  const time = scanf(text, 'START TIME: %127[^\n]\n', from.next);
  const label = scanf(text, 'LABEL: %1023[^\n]\n', time.next);
  const timeline = scanf(text, 'START TIMELINE: %u\n', label.next);
  if (timeline.values.length === 1 && timeline.values[0] !== start.values[2]) {
    const stop = sinceMajor({ 11: '', 12: '.' }, major);
    const detail = `Timeline ID parsed is ${timeline.values[0]}, but expected ${start.values[2]}${stop}`;
    return invalid(label.next, detail);
  }
  if (major < 17) return view;
  const incremental = scanf(text, 'INCREMENTAL FROM LSN: %X/%X\n', timeline.next);
  if (incremental.values.length > 0)
    view.problems.push({
      ...problemAt(text, timeline.next),
      message: 'this is an incremental backup, not a data directory',
      hint: 'Use pg_combinebackup to reconstruct a valid data directory.',
    });
  return view;
}

function problemAt(text: string, offset: number): Pick<FileProblem, 'level' | 'offset' | 'line'> {
  return { level: 'FATAL', offset, line: text.slice(0, offset).split('\n').length };
}

/** Lines that say something which the server's reading, strict in order, did not get to. */
function unseen(lines: ReadonlyMap<string, LabelLine>, server: ServerView): FileProblem[] {
  const problems: FileProblem[] = [];
  const method = lines.get('BACKUP METHOD');
  if (!method)
    problems.push({
      level: 'ADVICE',
      message: 'there is no BACKUP METHOD line: the server will not wait for the end of the backup',
      offset: 0,
      line: 1,
    });
  else if (method.value === 'streamed' && !server.endRequired)
    problems.push(outOfOrder('BACKUP METHOD', method));
  const from = lines.get('BACKUP FROM');
  if (from?.value === 'standby' && !server.fromStandby) problems.push(outOfOrder('BACKUP FROM', from));
  return problems;
}

function outOfOrder(key: string, line: LabelLine): FileProblem {
  const message = `the server does not see the ${key} line, because a line before it is missing or out of order`;
  return { level: 'ADVICE', message, offset: line.offset, line: line.line };
}
