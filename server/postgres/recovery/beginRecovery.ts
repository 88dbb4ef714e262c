import { FileError, readWhole } from '../../bytes/byteSource.ts';
import { resolvePath } from '../conf/paths.ts';
import { type BackupLabel, parseBackupLabel } from '../files/backupLabel.ts';
import { catalogVersions } from '../files/controlLayout.ts';
import { formatLsnOf } from '../files/controlState.ts';
import { parseTablespaceMap } from '../files/tablespaceMap.ts';
import { formatLsnPadded, type Lsn } from '../lsn.ts';
import { type Major, sinceMajor } from '../majors.ts';
import { type FoundCheckpoint, readCheckpointRecord } from './checkpointRecord.ts';
import { tellDanglingAtStart } from './danglingTablespaces.ts';
import { formatTimestamp } from './pointInTime.ts';
import { beginRead, readRecord } from './readRecord.ts';
import { clusterStates, type Recovery } from './recovery.ts';
import { restoreHistories } from './timelineHistory.ts';
import { timelineAtPoint } from './timelines.ts';

/** What the label makes of the start. */
interface Beginning {
  readonly checkpoint: FoundCheckpoint;
  readonly fromStandby: boolean;
  readonly labelled: boolean;
}

type LsnText = (lsn: Lsn) => string;
const largestLabel = 64 * 1024;

/** From here on the log tells that a backup is recovered, and the way to standby.signal. */
const tellsBackupSince: Major = 15;
const modeIsToldFirst: { readonly [M in Major]?: boolean } = { 10: true, 17: false };
const fatalWithoutCheckpoint: { readonly [M in Major]?: 'PANIC' | 'FATAL' } = { 10: 'PANIC', 19: 'FATAL' };
/** Up to 14 pg_control is written after the history files were looked for. */
const adoptsFirstSince: Major = 15;
const looksForRedo: Major = 14;
/** Up to 14 replay begins where the checkpoint record says, from then on where backup_label or pg_control do. */
const keepsGivenRedoSince: Major = 15;
const statesCheckpointSince: Major = 17;
const previousCheckpointUntil: Major = 10;

/**
 * Finds the checkpoint to begin from and checks that the timeline can be reached from it.
 * PostgreSQL: InitWalRecovery in xlogrecovery.c, the first half of StartupXLOG up to 14.
 */
export async function beginRecovery(recovery: Recovery): Promise<FoundCheckpoint> {
  const { control, major } = recovery;
  if (sinceMajor(modeIsToldFirst, major)) tellMode(recovery);
  const stateAtStart = control.state;
  const label = await readLabel(recovery);
  const begun = label ? await fromLabel(recovery, label) : await fromControl(recovery);
  if (!sinceMajor(modeIsToldFirst, major)) tellMode(recovery);
  checkTimelines(recovery, begun);
  decideRecovery(recovery, begun.checkpoint, stateAtStart);
  const adopt = () => adoptCheckpoint(recovery, begun, stateAtStart);
  if (major >= adoptsFirstSince) adopt();
  tellDanglingAtStart(recovery);
  await restoreHistories(recovery, begun.checkpoint.timeline, recovery.targetTimeline);
  await recovery.prepared.load(recovery.files, recovery.dataDirectory);
  if (major < adoptsFirstSince) adopt();
  if (recovery.inRecovery) renameLabel(recovery.there, begun.labelled);
  return begun.checkpoint;
}

function renameLabel(there: Recovery['there'], labelled: boolean): void {
  for (const name of ['backup_label', 'tablespace_map'] as const) {
    if (!labelled || !there.has(name)) continue;
    there.delete(name);
    there.add(`${name}.old`);
  }
}

function tellMode({ archiveRecoveryRequested, asked, log, major, settings }: Recovery): void {
  if (!archiveRecoveryRequested) return;
  const { target } = asked;
  if (asked.standby) log.log('entering standby mode');
  else if (!target) log.log('starting archive recovery');
  else if (target.kind === 'xid') log.log(`starting point-in-time recovery to XID ${target.xid}`);
  else if (target.kind === 'name') log.log(`starting point-in-time recovery to "${target.name}"`);
  else if (target.kind === 'time')
    log.log(`starting point-in-time recovery to ${formatTimestamp(target.time, settings.text('TimeZone'))}`);
  else if (target.kind === 'lsn')
    log.log(`starting point-in-time recovery to WAL location (LSN) "${formatLsnOf(major, target.lsn)}"`);
  else log.log('starting point-in-time recovery to earliest consistent point');
}

async function readLabel(recovery: Recovery): Promise<BackupLabel | undefined> {
  const text = await textIn(recovery, 'backup_label');
  if (text === undefined) return undefined;
  const { value, problems } = parseBackupLabel(text, recovery.major);
  const refusal = problems.find(({ level }) => level !== 'ADVICE');
  if (refusal) recovery.log.fatal(refusal.message, { detail: refusal.detail, hint: refusal.hint });
  return value;
}

async function textIn({ files, dataDirectory }: Recovery, name: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await readWhole(files, resolvePath(dataDirectory, name), largestLabel));
  } catch (error) {
    if (error instanceof FileError || error instanceof RangeError) return undefined;
    throw error;
  }
}

async function fromLabel(recovery: Recovery, label: BackupLabel): Promise<Beginning> {
  const { asked, log, major } = recovery;
  const lsn: LsnText = value => formatLsnOf(major, value);
  recovery.checkpoint = label.checkpointLsn ?? 0n;
  recovery.checkpointTimeline = label.startTimeline ?? 0;
  recovery.redo = label.startLsn ?? 0n;
  recovery.redoTimeline = recovery.checkpointTimeline;
  recovery.inArchiveRecovery = true;
  recovery.standbyMode = asked.standby;
  if (major >= tellsBackupSince)
    log.log(
      `starting backup recovery with redo LSN ${lsn(recovery.redo)}, checkpoint LSN ${lsn(recovery.checkpoint)}, on timeline ID ${recovery.checkpointTimeline}`,
    );
  const checkpoint = await readCheckpointRecord(recovery, recovery.checkpoint, 'label');
  const hint = labelHint(recovery);
  if (!checkpoint) {
    const where = major >= statesCheckpointSince ? ` at ${lsn(recovery.checkpoint)}` : '';
    return log.fatal(`could not locate required checkpoint record${where}`, { hint });
  }
  if (checkpoint.redo < recovery.checkpoint && !(await hasRecordAt(recovery, checkpoint.redo)))
    log.fatal(
      major >= statesCheckpointSince
        ? `could not find redo location ${lsn(checkpoint.redo)} referenced by checkpoint record at ${lsn(recovery.checkpoint)}`
        : 'could not find redo location referenced by checkpoint record',
      { hint },
    );
  recovery.backupEndRequired = label.endRequired;
  await readTablespaceMap(recovery);
  return { checkpoint, fromStandby: label.fromStandby, labelled: true };
}

async function hasRecordAt(recovery: Recovery, lsn: Lsn): Promise<boolean> {
  beginRead(recovery, lsn);
  return (await readRecord(recovery)) !== undefined;
}

function labelHint({ dataDirectory, major }: Recovery): string {
  const file = (name: string) => `"${dataDirectory}/${name}"`;
  if (major < 12)
    return `If you are not restoring from a backup, try removing the file ${file('backup_label')}.`;
  const signals =
    major >= 17 ? `${file('recovery.signal')} or ${file('standby.signal')}` : file('recovery.signal');
  return [
    `If you are restoring from a backup, touch ${signals} and add required recovery options.`,
    `If you are not restoring from a backup, try removing the file ${file('backup_label')}.`,
    `Be careful: removing ${file('backup_label')} will result in a corrupt cluster if restoring from a backup.`,
  ].join('\n');
}

async function readTablespaceMap(recovery: Recovery): Promise<void> {
  const { dataDirectory, files, log, major } = recovery;
  const text = await textIn(recovery, 'tablespace_map');
  if (text === undefined) return;
  const { value, problems } = parseTablespaceMap(text, major);
  for (const { oid, path } of value) {
    if (path === '')
      log.fatal(`could not create symbolic link "pg_tblspc/${oid}": No such file or directory`);
  }
  if (problems.length) log.fatal(problems[0].message);
  for (const { oid, path } of value) {
    const there = await files.stat(
      resolvePath(dataDirectory, `${path}/PG_${major}_${catalogVersions[major]}`),
    );
    if (!there) recovery.danglingTablespaces.push(oid);
  }
}

async function fromControl(recovery: Recovery): Promise<Beginning> {
  const { asked, control, log, major, there } = recovery;
  const lsn: LsnText = value => formatLsnOf(major, value);
  if (there.has('tablespace_map')) {
    there.delete('tablespace_map');
    there.add('tablespace_map.old');
    log.log('ignoring file "tablespace_map" because no file "backup_label" exists', {
      detail: 'File "tablespace_map" was renamed to "tablespace_map.old".',
    });
  }
  const knowsTheEnd =
    control.minRecoveryPoint !== 0n ||
    control.backupEndRequired ||
    control.backupEndPoint !== 0n ||
    control.state === clusterStates.shutdowned;
  if (recovery.archiveRecoveryRequested && knowsTheEnd) {
    recovery.inArchiveRecovery = true;
    recovery.standbyMode = asked.standby;
  }
  if (major >= tellsBackupSince && control.backupStartPoint !== 0n)
    log.log(`restarting backup recovery with redo LSN ${lsn(control.backupStartPoint)}`);
  recovery.checkpoint = control.checkpoint;
  recovery.checkpointTimeline = control.timeline;
  recovery.redo = control.redo;
  recovery.redoTimeline = control.timeline;
  const checkpoint =
    (await readCheckpointRecord(recovery, recovery.checkpoint, 'primary')) ??
    (await previousCheckpoint(recovery));
  const level = sinceMajor(fatalWithoutCheckpoint, major)!;
  if (!checkpoint) {
    const where = major >= statesCheckpointSince ? ` at ${lsn(recovery.checkpoint)}` : '';
    const text = `could not locate a valid checkpoint record${where}`;
    return level === 'PANIC' ? log.panic(text) : log.fatal(text);
  }
  if (checkpoint.redo < recovery.checkpoint && major >= looksForRedo) {
    if (!(await hasRecordAt(recovery, checkpoint.redo))) {
      const padded = (value: Lsn) => formatLsnPadded(value);
      const text = `could not find redo location ${padded(checkpoint.redo)} referenced by checkpoint record at ${padded(recovery.checkpoint)}`;
      return level === 'PANIC' ? log.panic(text) : log.fatal(text);
    }
  }
  return { checkpoint, fromStandby: false, labelled: false };
}

/** 10 goes back to the checkpoint before, when the last one cannot be read. */
async function previousCheckpoint(recovery: Recovery): Promise<FoundCheckpoint | undefined> {
  const { control, log, major } = recovery;
  if (major > previousCheckpointUntil || recovery.standbyMode) return undefined;
  const previous = control.priorCheckpoint ?? 0n;
  const found = await readCheckpointRecord(recovery, previous, 'secondary');
  if (!found) return undefined;
  log.log(`using previous checkpoint record at ${formatLsnOf(major, previous)}`);
  recovery.checkpoint = previous;
  recovery.inRecovery = true;
  return found;
}

function checkTimelines(recovery: Recovery, { checkpoint, labelled }: Beginning): void {
  const { control, log, major } = recovery;
  const lsn: LsnText = value => formatLsnOf(major, value);
  const timelines = recovery.expected ?? [];
  const own = major >= 15 ? recovery.checkpointTimeline : checkpoint.timeline;
  const pointAt = (where: Lsn) =>
    timelineAtPoint(where, timelines) ?? log.fatal('timeline history was not contiguous');
  if (pointAt(recovery.checkpoint) !== own) {
    const [place, timeline] =
      major >= 15
        ? [recovery.checkpoint, recovery.checkpointTimeline]
        : [control.checkpoint, control.timeline];
    const span = timelines.find(each => each.timeline === timeline);
    const left = span?.end ?? log.fatal(`requested timeline ${timeline} is not in this server's history`);
    const file = major >= 18 ? ` in file "${labelled ? 'backup_label' : 'pg_control'}"` : '';
    log.fatal(`requested timeline ${recovery.targetTimeline} is not a child of this server's history`, {
      detail: `Latest checkpoint${file} is at ${lsn(place)} on timeline ${timeline}, but in the history of the requested timeline, the server forked off from that timeline at ${lsn(left)}.`,
    });
  }
  const least = control.minRecoveryPoint;
  if (least !== 0n && pointAt(least - 1n) !== control.minRecoveryPointTimeline)
    log.fatal(
      `requested timeline ${recovery.targetTimeline} does not contain minimum recovery point ${lsn(least)} on timeline ${control.minRecoveryPointTimeline}`,
    );
}

function decideRecovery(recovery: Recovery, checkpoint: FoundCheckpoint, stateAtStart: number): void {
  const { log } = recovery;
  const firstNormalXid = 3;
  if (checkpoint.nextXid < firstNormalXid) log.panic('invalid next transaction ID');
  if (checkpoint.redo > recovery.checkpoint) log.panic('invalid redo in checkpoint record');
  if (checkpoint.redo < recovery.checkpoint && checkpoint.isShutdown)
    log.panic('invalid redo record in shutdown checkpoint');
  recovery.wasShutdown = checkpoint.isShutdown;
  if (recovery.major < keepsGivenRedoSince) {
    recovery.redo = checkpoint.redo;
    recovery.redoTimeline = checkpoint.timeline;
  }
  if (
    checkpoint.redo < recovery.checkpoint ||
    stateAtStart !== clusterStates.shutdowned ||
    recovery.archiveRecoveryRequested ||
    recovery.there.has('backup_label')
  )
    recovery.inRecovery = true;
}

/** From here on pg_control tells of the checkpoint that recovery begins from. */
function adoptCheckpoint(recovery: Recovery, begun: Beginning, stateAtStart: number): void {
  const { control, log } = recovery;
  const { checkpoint, fromStandby, labelled } = begun;
  if (!recovery.inRecovery) return;
  if (!recovery.inArchiveRecovery) {
    log.log('database system was not properly shut down; automatic recovery in progress');
    if (recovery.targetTimeline > control.timeline)
      log.log(
        `crash recovery starts in timeline ${control.timeline} and has target timeline ${recovery.targetTimeline}`,
      );
  }
  control.checkpoint = recovery.checkpoint;
  control.redo = checkpoint.redo;
  control.timeline = checkpoint.timeline;
  control.prevTimeline = checkpoint.prevTimeline;
  if (recovery.inArchiveRecovery && control.minRecoveryPoint < checkpoint.redo) {
    control.minRecoveryPoint = checkpoint.redo;
    control.minRecoveryPointTimeline = checkpoint.timeline;
  }
  if (labelled) {
    control.backupStartPoint = checkpoint.redo;
    control.backupEndRequired = recovery.backupEndRequired;
    if (fromStandby) {
      const wasStandby =
        stateAtStart === clusterStates.inArchiveRecovery ||
        stateAtStart === clusterStates.shutdownedInRecovery;
      if (!wasStandby)
        log.fatal('backup_label contains data inconsistent with control file', {
          hint: 'This means that the backup is corrupted and you will have to use another backup for recovery.',
        });
      control.backupEndPoint = control.minRecoveryPoint;
    }
  }
  recovery.backupStartPoint = control.backupStartPoint;
  recovery.backupEndPoint = control.backupEndPoint;
  recovery.backupEndRequired = control.backupEndRequired;
  recovery.minRecoveryPoint = recovery.inArchiveRecovery ? control.minRecoveryPoint : 0n;
  recovery.minRecoveryPointTimeline = recovery.inArchiveRecovery ? control.minRecoveryPointTimeline : 0;
}
