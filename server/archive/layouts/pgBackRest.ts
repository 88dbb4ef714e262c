import type { Files } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import type { Encryption } from '../../bytes/encryption.ts';
import { parseLsn } from '../../postgres/lsn.ts';
import { type Major, majors } from '../../postgres/majors.ts';
import { encryptedRepository, encryptionAt } from '../encrypted.ts';
import { type Folder, type Layout, openFolder, openFolderIfThere, subfolders } from '../layout.ts';
import type { ArchiveProblem, BackupFacts, Repository } from '../repository.ts';
import { type PgBackRestInfo, readInfo } from './pgBackRestInfo.ts';
import { backupsIn, walFilesBelow } from './walFiles.ts';

/** A pgBackRest repository: `archive/STANZA/archive.info`. One repository a stanza and database history entry. */
export const pgBackRest: Layout = {
  async read(files, folder, platform) {
    const archive = await openFolderIfThere(files, `${folder.path}/archive`);
    if (!archive) return [];
    const repositories: Repository[] = [];
    for (const stanza of subfolders(archive)) {
      const inside = await openFolder(files, `${archive.path}/${stanza}`);
      if (inside.has('archive.info', 'file') || inside.has('archive.info.copy', 'file'))
        repositories.push(...(await readStanza(files, folder.path, stanza, inside, platform)));
    }
    return repositories;
  },
};

async function readStanza(
  files: Files,
  root: string,
  stanza: string,
  archive: Folder,
  platform: DecompressionPlatform,
): Promise<Repository[]> {
  const cipher = await encryptionAt(files, `${archive.path}/archive.info`);
  const info = await readInfo(files, `${archive.path}/archive.info`, platform);
  const backupInfoPath = `${root}/backup/${stanza}/backup.info`;
  const backupInfo = await readInfo(files, backupInfoPath, platform);
  const repositories: Repository[] = [];
  for (const id of subfolders(archive).filter(name => /^[\d.]+-\d+$/.test(name))) {
    const [version, dbId] = id.split('-');
    const folder = await openFolder(files, `${archive.path}/${id}`);
    const found = await walFilesBelow(files, folder);
    const objects = cipher ? found.map(object => ({ ...object, encrypted: true })) : found;
    repositories.push({
      layout: 'pgBackRest',
      root,
      cluster: stanza,
      objects,
      backups: await backupsOf(backupInfo, Number(dbId), backupInfoPath, async segment => {
        const histories = objects.filter(
          ({ kind, name }) => kind === 'backupHistory' && name.startsWith(segment),
        );
        // before 2.38 the info file had no positions; the server's own file has them, if it is the only one there
        return histories.length === 1 ? (await backupsIn(files, histories, platform))[0] : undefined;
      }),
      systemIdentifier: identifierOf(info?.get('db:history')?.get(dbId)),
      major: majors.find(known => String(known) === version) as Major | undefined,
      problems: problemsOf(cipher, info, `${archive.path}/archive.info`),
    });
  }
  return repositories;
}

function problemsOf(
  cipher: Encryption | undefined,
  info: PgBackRestInfo | undefined,
  path: string,
): ArchiveProblem[] {
  if (cipher) return [encryptedRepository(cipher, path)];
  if (info) return [];
  const message =
    'This info file cannot be read: which cluster the segments belong to is taken from their content.';
  return [{ severity: 'warning', code: 'repository-unreadable', message, path }];
}

/** The system identifier in an entry of [db:history], where its key is `db-id`. */
function identifierOf(database: unknown): bigint | undefined {
  if (typeof database !== 'object' || database === null) return undefined;
  const { 'db-id': id }: { 'db-id'?: unknown } = database;
  return typeof id === 'string' && /^\d{1,20}$/.test(id) ? BigInt(id) : undefined;
}

async function backupsOf(
  info: PgBackRestInfo | undefined,
  dbId: number,
  path: string,
  historyOf: (segment: string) => Promise<BackupFacts | undefined>,
): Promise<BackupFacts[]> {
  const backups: BackupFacts[] = [];
  for (const [label, value] of info?.get('backup:current') ?? []) {
    if (typeof value !== 'object' || value === null) continue;
    const backup: Readonly<Record<string, unknown>> = { ...value };
    if ((backup['db-id'] ?? dbId) !== dbId) continue;
    const segment = text(backup['backup-archive-start']);
    const start = parseLsn(text(backup['backup-lsn-start']) ?? '');
    const history = segment && start === undefined ? await historyOf(segment) : undefined;
    backups.push({
      label,
      path,
      timeline: (segment && Number.parseInt(segment.slice(0, 8), 16)) || undefined,
      startLsn: start ?? history?.startLsn,
      stopLsn: parseLsn(text(backup['backup-lsn-stop']) ?? '') ?? history?.stopLsn,
      startTime: isoTime(backup['backup-timestamp-start']),
      stopTime: isoTime(backup['backup-timestamp-stop']),
      type: types.get(backup['backup-type']),
      parent: text(backup['backup-prior']),
    });
  }
  return backups;
}

const types: ReadonlyMap<unknown, string> = new Map([
  ['full', 'full'],
  ['diff', 'differential'],
  ['incr', 'incremental'],
]);

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Seconds since 1970. */
function isoTime(seconds: unknown): string | undefined {
  const time = typeof seconds === 'number' ? new Date(seconds * 1000) : undefined;
  return time && !Number.isNaN(time.getTime()) ? time.toISOString() : undefined;
}
