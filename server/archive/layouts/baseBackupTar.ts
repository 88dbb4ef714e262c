import { FileError, type Files } from '../../bytes/byteSource.ts';
import { type DecompressionPlatform, plainHead } from '../../bytes/decompress.ts';
import { isTarName, openTar } from '../../bytes/tar.ts';
import { readTarHeader, tarBlock } from '../../bytes/tarHeader.ts';
import { type BackupLabel, parseBackupLabel } from '../../postgres/files/backupLabel.ts';
import { readControl } from '../../postgres/files/control.ts';
import type { ControlFile } from '../../postgres/files/controlFile.ts';
import { serverText } from '../../postgres/files/serverText.ts';
import { majors } from '../../postgres/majors.ts';
import { isValidSegmentSize } from '../../postgres/segmentName.ts';
import type { Folder, Layout } from '../layout.ts';
import type { ArchiveProblem, BackupFacts } from '../repository.ts';
import { recogniseWalObject, type WalObject } from '../walObject.ts';
import { type ManifestEnds, manifestEnds } from './manifestEnds.ts';

/** A compressed base.tar up to this size is read through for WAL in it; a larger one is a matter of minutes. */
const searchedBytes = 32 * 1024 * 1024;

/**
 * A backup as `pg_basebackup -Ft` writes it: base.tar with backup_label as its first file, pg_wal.tar, a tar archive for
 * each tablespace, backup_manifest; each but the manifest may be compressed.
 * PostgreSQL: backup/basebackup.c, bin/pg_basebackup/walmethods.c.
 */
export const baseBackupTar: Layout = {
  async read(files, folder, platform) {
    const base = tarNamed(folder, 'base');
    const label = base && (await labelIn(files, base, platform));
    if (!base || !label) return [];
    const manifest = folder.has('backup_manifest', 'file')
      ? await manifestEnds(files, `${folder.path}/backup_manifest`)
      : {};
    // with pg_wal.tar beside it, base.tar holds no WAL: it need not be read through
    const wal = tarNamed(folder, 'pg_wal');
    const { objects, problems, control, unread } = await (wal ? walIn : readBase)(
      files,
      wal ?? base,
      platform,
    );
    return [
      {
        layout: 'pg_basebackup tar',
        root: folder.path,
        objects,
        backups: [factsOf(label, base, manifest, unread)],
        systemIdentifier: manifest.systemIdentifier ?? control?.systemIdentifier,
        major: control?.major,
        segmentSize: segmentSizeOf(control),
        problems,
      },
    ];
  },
};

function tarNamed(folder: Folder, stem: string): string | undefined {
  const found = folder.entries.find(
    ({ name, kind }) => kind === 'file' && name.startsWith(`${stem}.t`) && isTarName(name),
  );
  return found && `${folder.path}/${found.name}`;
}

/** The backup_label that base.tar begins with; undefined where it begins with something else. */
async function labelIn(
  files: Files,
  path: string,
  platform: DecompressionPlatform,
): Promise<BackupLabel | undefined> {
  const head = await headOf(files, path, platform);
  const header = head && head.length > tarBlock ? readTarHeader(head.subarray(0, tarBlock)) : undefined;
  if (!head || typeof header !== 'object' || !/^(\.\/)?backup_label$/.test(header.name)) return undefined;
  const text = serverText(head.subarray(tarBlock, tarBlock + header.size));
  return parseBackupLabel(text, majors[majors.length - 1]).value;
}

async function headOf(
  files: Files,
  path: string,
  platform: DecompressionPlatform,
): Promise<Uint8Array | undefined> {
  const longestLabel = 16 * 1024;
  try {
    const source = await files.open(path);
    try {
      return (await plainHead(source, path, platform, tarBlock + longestLabel))?.bytes;
    } finally {
      await source.close();
    }
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

interface FoundInTar {
  readonly objects: readonly WalObject[];
  readonly problems: readonly ArchiveProblem[];
  readonly control?: ControlFile;
  /** Whether there is WAL was not looked for. */
  readonly unread?: boolean;
}

/** WAL and pg_control in base.tar. */
async function readBase(files: Files, path: string, platform: DecompressionPlatform): Promise<FoundInTar> {
  const size = (await files.stat(path))?.size ?? 0;
  if (!path.endsWith('.tar') && size > searchedBytes)
    return { objects: [], problems: [unreadWal(path)], unread: true };
  return walIn(files, path, platform);
}

async function walIn(files: Files, path: string, platform: DecompressionPlatform): Promise<FoundInTar> {
  const source = await files.open(path);
  const archive = await openTar(source, path, platform, {
    keep: ({ name }) => name.endsWith('global/pg_control'),
  });
  try {
    const objects: WalObject[] = [];
    let control: ControlFile | undefined;
    for (const entry of archive.entries) {
      if (entry.kind !== 'file') continue;
      const [, inWal, name] = /^(?:\.\/)?(pg_wal\/)?([^/]+)$/.exec(entry.name) ?? [];
      const object = name && recogniseWalObject(name, inWal ? `${path}/pg_wal` : path, 'backup');
      if (object) objects.push(object);
      if (/^(\.\/)?global\/pg_control$/.test(entry.name)) {
        const content = archive.open(entry);
        control = readControl(await content.read(0, content.size)).value;
      }
    }
    return { objects, control, problems: archive.problem ? [damaged(path, archive.problem)] : [] };
  } finally {
    await archive.close();
  }
}

function unreadWal(path: string): ArchiveProblem {
  const message =
    'This archive is too large to be searched for WAL unasked: whether the backup needs an archive is not known.';
  return { severity: 'information', code: 'backup-wal-unread', message, path };
}

function damaged(path: string, reason: string): ArchiveProblem {
  return { severity: 'error', code: 'backup-damaged', message: `The archive is damaged: ${reason}.`, path };
}

function segmentSizeOf(control: ControlFile | undefined): number | undefined {
  const size = control?.walSegmentSize ?? 0;
  return isValidSegmentSize(size) ? size : undefined;
}

function factsOf(
  label: BackupLabel,
  path: string,
  manifest: ManifestEnds,
  unread: boolean | undefined,
): BackupFacts {
  const { startTimeline: timeline, startLsn, startTime, incrementalFromLsn } = label;
  return {
    label: label.label ?? path,
    path,
    timeline,
    startLsn,
    stopLsn: manifest.endLsn,
    startTime,
    type: incrementalFromLsn === undefined ? 'full' : 'incremental',
    fromStandby: label.fromStandby || undefined,
    walUnread: unread,
  };
}
