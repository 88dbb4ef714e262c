import type { Files } from '../../bytes/byteSource.ts';
import { parseLsn } from '../../postgres/lsn.ts';
import { type Major, majors } from '../../postgres/majors.ts';
import { type Folder, type Layout, openFolder, openFolderIfThere, subfolders } from '../layout.ts';
import type { ArchiveProblem, BackupFacts, Repository } from '../repository.ts';
import { readText } from '../smallText.ts';
import type { WalObject } from '../walObject.ts';
import { walFilesIn } from './walFiles.ts';

/** A pgBackRest repository: `archive/STANZA/archive.info`. One repository a stanza and database history entry. */
export const pgBackRest: Layout = {
  async read(files, folder) {
    const archive = await openFolderIfThere(files, `${folder.path}/archive`);
    if (!archive) return [];
    const repositories: Repository[] = [];
    for (const stanza of subfolders(archive)) {
      const inside = await openFolder(files, `${archive.path}/${stanza}`);
      if (inside.has('archive.info', 'file') || inside.has('archive.info.copy', 'file'))
        repositories.push(...(await readStanza(files, folder.path, stanza, inside)));
    }
    return repositories;
  },
};

async function readStanza(
  files: Files,
  root: string,
  stanza: string,
  archive: Folder,
): Promise<Repository[]> {
  const info = await readInfo(files, `${archive.path}/archive.info`);
  const backupInfo = await readInfo(files, `${root}/backup/${stanza}/backup.info`);
  const problems = info ? [] : [unreadable(`${archive.path}/archive.info`)];
  const repositories: Repository[] = [];
  for (const id of subfolders(archive).filter(name => /^[\d.]+-\d+$/.test(name))) {
    const [version, dbId] = id.split('-');
    const folder = await openFolder(files, `${archive.path}/${id}`);
    const database = info?.get('db:history')?.get(dbId) as Database | undefined;
    repositories.push({
      layout: 'pgBackRest',
      root,
      cluster: stanza,
      objects: await objectsOf(files, folder),
      backups: backupsOf(backupInfo, Number(dbId), `${root}/backup/${stanza}/backup.info`),
      systemIdentifier: identifierOf(database),
      major: majors.find(known => String(known) === version) as Major | undefined,
      problems,
    });
  }
  return repositories;
}

async function objectsOf(files: Files, folder: Folder): Promise<WalObject[]> {
  const objects = walFilesIn(folder, 'archive');
  for (const name of subfolders(folder).filter(each => /^[0-9A-F]{16}$/.test(each)))
    objects.push(...walFilesIn(await openFolder(files, `${folder.path}/${name}`), 'archive'));
  return objects;
}

/** An entry of [db:history]; the key `db-id` there is PostgreSQL's system identifier. */
interface Database {
  readonly 'db-id'?: string;
}

function identifierOf(database: Database | undefined): bigint | undefined {
  const id = database?.['db-id'];
  return id !== undefined && /^\d+$/.test(id) ? BigInt(id) : undefined;
}

type Info = Map<string, Map<string, unknown>>;

/** An info file: INI sections whose values are JSON; 64-bit identifiers are kept as text. Its copy stands in for it. */
async function readInfo(files: Files, path: string): Promise<Info | undefined> {
  const text = (await readText(files, path)) ?? (await readText(files, `${path}.copy`));
  if (text === undefined || !text.includes('[')) return undefined;
  const sections: Info = new Map();
  let section = new Map<string, unknown>();
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\[(.+)\]$/.exec(line);
    if (heading) {
      section = new Map();
      sections.set(heading[1], section);
      continue;
    }
    const at = line.indexOf('=');
    if (at > 0) section.set(line.slice(0, at), jsonOr(line.slice(at + 1)));
  }
  return sections.size ? sections : undefined;
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text.replace(/("db-(?:system-)?id":)(\d{10,})/g, '$1"$2"'));
  } catch {
    return text;
  }
}

interface BackupInfo {
  readonly 'backup-lsn-start'?: string;
  readonly 'backup-lsn-stop'?: string;
  readonly 'backup-archive-start'?: string;
  readonly 'backup-timestamp-start'?: number;
  readonly 'backup-timestamp-stop'?: number;
  readonly 'backup-type'?: string;
  readonly 'backup-prior'?: string;
  readonly 'db-id'?: number;
}

function backupsOf(info: Info | undefined, dbId: number, path: string): BackupFacts[] {
  const current = info?.get('backup:current') ?? new Map<string, unknown>();
  const backups: BackupFacts[] = [];
  for (const [label, value] of current) {
    const backup = value as BackupInfo;
    if (typeof backup !== 'object' || backup === null || (backup['db-id'] ?? dbId) !== dbId) continue;
    const segment = backup['backup-archive-start'];
    backups.push({
      label,
      path,
      timeline: segment ? Number.parseInt(segment.slice(0, 8), 16) : undefined,
      startLsn: parseLsn(backup['backup-lsn-start'] ?? ''),
      stopLsn: parseLsn(backup['backup-lsn-stop'] ?? ''),
      startTime: isoTime(backup['backup-timestamp-start']),
      stopTime: isoTime(backup['backup-timestamp-stop']),
      type: { full: 'full', diff: 'differential', incr: 'incremental' }[backup['backup-type'] ?? ''],
      parent: backup['backup-prior'],
    });
  }
  return backups;
}

function isoTime(seconds: number | undefined): string | undefined {
  return seconds === undefined ? undefined : new Date(seconds * 1000).toISOString();
}

function unreadable(path: string): ArchiveProblem {
  const message =
    'This info file cannot be read as text: the repository is encrypted or the file is damaged.';
  return { severity: 'warning', code: 'repository-unreadable', message, path };
}
