import { FileError, type Files, readWhole } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import { type BackupLabel, parseBackupLabel } from '../../postgres/files/backupLabel.ts';
import { readControl } from '../../postgres/files/control.ts';
import type { ControlFile } from '../../postgres/files/controlFile.ts';
import type { FileProblem } from '../../postgres/files/problem.ts';
import type { Major } from '../../postgres/majors.ts';
import { majors } from '../../postgres/majors.ts';
import { isValidSegmentSize } from '../../postgres/segmentName.ts';
import { type Folder, type Layout, openFolderIfThere } from '../layout.ts';
import type { ArchiveProblem, BackupFacts, Repository } from '../repository.ts';
import { readText } from '../smallText.ts';
import { manifestEnds } from './manifestEnds.ts';
import { walFilesIn } from './walFiles.ts';

/** A server's data directory, running, stopped or restored from a backup: PG_VERSION and global/pg_control. */
export const dataDirectory: Layout = {
  async read(files, folder, platform) {
    if (!folder.has('PG_VERSION', 'file') || !folder.has('global', 'folder')) return [];
    const version = (await readText(files, `${folder.path}/PG_VERSION`, platform))?.trim();
    const major = majors.find(known => String(known) === version);
    const { control, problems } = await readControlOf(files, folder.path, major);
    const wal = await openFolderIfThere(files, `${folder.path}/pg_wal`);
    // a server that runs has one while somebody takes an exclusive backup (before 15)
    const isBackup = folder.has('backup_label', 'file') && !folder.has('postmaster.pid', 'file');
    const backup = isBackup
      ? await unstartedBackup(files, folder, platform, control, control?.major ?? major)
      : undefined;
    const statuses = wal && (await openFolderIfThere(files, `${wal.path}/archive_status`));
    return [
      {
        layout: 'data directory',
        root: folder.path,
        objects: wal ? walFilesIn(wal, isBackup ? 'backup' : 'pg_wal') : [],
        backups: backup?.facts ?? [],
        archiveStatus: statuses?.entries.map(entry => entry.name) ?? [],
        ...fromControl(control),
        major: control?.major ?? major,
        problems: [...problems, ...(backup?.problems ?? [])],
      },
    ];
  },
};

function fromControl(control: ControlFile | undefined): Partial<Repository> {
  if (!control) return {};
  return {
    systemIdentifier: control.systemIdentifier,
    segmentSize: isValidSegmentSize(control.walSegmentSize) ? control.walSegmentSize : undefined,
    checkpoint: { timeline: control.timeline, lsn: control.checkpoint },
  };
}

async function readControlOf(
  files: Files,
  root: string,
  major: Major | undefined,
): Promise<{ control?: ControlFile; problems: ArchiveProblem[] }> {
  const path = `${root}/global/pg_control`;
  try {
    const { value, problems } = readControl(await readWhole(files, path), major);
    const said = problems.map(
      ({ message }) => ({ severity: 'error', code: 'pg-control', message, path }) as const,
    );
    return { control: value, problems: said };
  } catch (error) {
    if (!(error instanceof FileError || error instanceof RangeError)) throw error;
    return { problems: [{ severity: 'error', code: 'pg-control', message: error.message, path }] };
  }
}

/**
 * A data directory with a backup_label is a base backup that no server has started on yet. Where it ends is in its
 * manifest, else in its pg_control when it was taken from a standby, else only in the WAL.
 */
async function unstartedBackup(
  files: Files,
  folder: Folder,
  platform: DecompressionPlatform,
  control: ControlFile | undefined,
  major = majors[majors.length - 1],
): Promise<{ readonly facts: BackupFacts[]; readonly problems: ArchiveProblem[] } | undefined> {
  const path = `${folder.path}/backup_label`;
  const text = await readText(files, path, platform);
  if (text === undefined) return undefined;
  const { value, problems: refusals } = parseBackupLabel(text, major);
  const problems = labelProblems(path, value, refusals, control);
  const { label, startTimeline: timeline, startLsn, startTime, incrementalFromLsn } = value;
  const type = incrementalFromLsn === undefined ? 'full' : 'incremental';
  const { endLsn } = await manifestEnds(files, `${folder.path}/backup_manifest`);
  const facts = { label: label ?? folder.path, path, timeline, startLsn, stopLsn: endLsn, startTime, type };
  if (!value.fromStandby) return { facts: [facts], problems };
  const stopLsn = endLsn ?? control?.minRecoveryPoint;
  return { facts: [{ ...facts, stopLsn, fromStandby: true }], problems };
}

/** What pg_control says of a server that was a standby: DBState in catalog/pg_control.h. */
const statesInRecovery = [2, 5];

/** Why a server would not start with this label, in its words. PostgreSQL: read_backup_label in xlogrecovery.c. */
function labelProblems(
  path: string,
  { fromStandby, incrementalFromLsn }: BackupLabel,
  refusals: readonly FileProblem[],
  control: ControlFile | undefined,
): ArchiveProblem[] {
  // an incremental backup is refused as it is, and made for pg_combinebackup
  const fatal = incrementalFromLsn === undefined ? refusals.filter(({ level }) => level === 'FATAL') : [];
  const messages = fatal.map(({ message }) => message);
  if (fromStandby && control && !statesInRecovery.includes(control.state))
    messages.push('backup_label contains data inconsistent with control file');
  return messages.map(message => ({ severity: 'error', code: 'backup-label', message, path }));
}
