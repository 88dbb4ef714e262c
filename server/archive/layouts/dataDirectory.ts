import { FileError, type Files, readWhole } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import { parseBackupLabel } from '../../postgres/files/backupLabel.ts';
import { readControl } from '../../postgres/files/control.ts';
import type { ControlFile } from '../../postgres/files/controlFile.ts';
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
    const statuses = wal && (await openFolderIfThere(files, `${wal.path}/archive_status`));
    return [
      {
        layout: 'data directory',
        root: folder.path,
        objects: wal ? walFilesIn(wal, isBackup ? 'backup' : 'pg_wal') : [],
        backups: isBackup
          ? await unstartedBackup(files, folder, platform, control, control?.major ?? major)
          : [],
        archiveStatus: statuses?.entries.map(entry => entry.name) ?? [],
        ...fromControl(control),
        major: control?.major ?? major,
        problems,
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
): Promise<BackupFacts[]> {
  const path = `${folder.path}/backup_label`;
  const text = await readText(files, path, platform);
  if (text === undefined) return [];
  const { value } = parseBackupLabel(text, major);
  const { label, startTimeline: timeline, startLsn, startTime, incrementalFromLsn } = value;
  const type = incrementalFromLsn === undefined ? 'full' : 'incremental';
  const { endLsn } = await manifestEnds(files, `${folder.path}/backup_manifest`);
  const facts = { label: label ?? folder.path, path, timeline, startLsn, stopLsn: endLsn, startTime, type };
  if (!value.fromStandby) return [facts];
  return [{ ...facts, stopLsn: endLsn ?? control?.minRecoveryPoint, fromStandby: true }];
}
