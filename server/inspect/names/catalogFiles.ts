import type { Repository } from '../../archive/repository.ts';
import { FileError, type Files } from '../../bytes/byteSource.ts';
import { type DecompressionPlatform, openPlain } from '../../bytes/decompress.ts';
import { catalogOid, type NameCatalog } from '../../postgres/catalog/layout.ts';
import { catalogRow, type DatabaseRow } from '../../postgres/catalog/rows.ts';
import { readControl } from '../../postgres/files/control.ts';
import { readFilenodeMap } from '../../postgres/files/filenodeMap.ts';
import { type Major, majors } from '../../postgres/majors.ts';
import { blockSize } from '../../postgres/wal/image/imageFlags.ts';
import type { KnownPages } from './knownPages.ts';

/** A catalog larger than this is read up to here, in bytes. */
const mostBytes = 128 * 1024 * 1024;
const readAtOnce = 64 * blockSize;
/** What tools append to the names of files that they compress. */
const suffixes = ['', '.gz', '.lz4', '.zst', '.bz2'];
/** The tablespace of all databases that were put nowhere else. */
const defaultTablespace = 1663;

/** The folders, or tar archives, of a repository in which the files of databases may lie: data directories and backups. */
export function catalogRoots({ layout, root, backups }: Repository): string[] {
  const beside = (path: string) => path.slice(0, path.lastIndexOf('/'));
  switch (layout) {
    case 'data directory':
      return [root];
    case 'pg_basebackup tar':
      return backups.map(({ path }) => path);
    case 'Barman':
      return backups.map(({ id, label }) => `${root}/base/${id ?? label}/data`);
    case 'pgmoneta':
      return backups.map(({ path }) => `${beside(path)}/data`);
    case 'pgBackRest':
      return backups.map(({ path, label }) => `${beside(path)}/${label}/pg_data`);
    default:
      return [];
  }
}

/**
 * Reads pg_database, and pg_class and pg_namespace of each database, from the files of a data directory or backup into
 * `known`; what is not there is left out. The server may be running, or have been when they were copied: pages are taken
 * as they are.
 */
export async function readCatalogFiles(
  files: Files,
  root: string,
  platform: DecompressionPlatform,
  known: KnownPages,
  signal?: AbortSignal,
): Promise<void> {
  const opened = await openRoot(files, root, platform);
  if (!opened) return;
  const { major, timeline, read } = opened;
  const follow = async (catalog: NameCatalog, database: number, folder: string, file: number) => {
    const pages = known.file(catalog, database, file, timeline);
    await read(`${folder}/${file}`, (page, block) => pages.add(block, page), signal);
    return pages;
  };
  const sharedMap = await read.small('global/pg_filenode.map');
  const databaseFile = mapped(sharedMap, catalogOid.database, major);
  const shared = await follow('database', 0, 'global', databaseFile);
  const databases = new Map<number, DatabaseRow>();
  for (const tuple of shared.tuples()) {
    const row = catalogRow('database', tuple, major);
    if (row) databases.set(row.oid, row);
  }
  const tablespaces = await tablespaceFolders(files, root);
  for (const { oid, tablespace } of databases.values()) {
    signal?.throwIfAborted();
    const folder = tablespace === defaultTablespace ? 'base' : tablespaces.get(tablespace);
    if (folder === undefined) continue;
    const map = await read.small(`${folder}/${oid}/pg_filenode.map`);
    const classes = await follow('class', oid, `${folder}/${oid}`, mapped(map, catalogOid.class, major));
    let namespaceFile: number = catalogOid.namespace;
    for (const tuple of classes.tuples()) {
      const row = catalogRow('class', tuple, major);
      if (row?.oid === catalogOid.namespace && row.filenode) namespaceFile = row.filenode;
    }
    await follow('namespace', oid, `${folder}/${oid}`, namespaceFile);
  }
}

function mapped(map: Uint8Array | undefined, catalog: number, major: Major): number {
  const mappings = map ? readFilenodeMap(map, '', major).value.mappings : [];
  return mappings.find(each => each.catalog === catalog)?.filenode ?? catalog;
}

/** A data directory or backup whose files can be read by their paths in it. */
interface OpenRoot {
  readonly major: Major;
  readonly timeline: number | undefined;
  readonly read: PageReader;
}

interface PageReader {
  /** Calls `take` for each page of a file; not at all when it is not there. */
  (path: string, take: (page: Uint8Array, block: number) => void, signal?: AbortSignal): Promise<void>;
  small(path: string): Promise<Uint8Array | undefined>;
}

async function openRoot(
  files: Files,
  root: string,
  platform: DecompressionPlatform,
): Promise<OpenRoot | undefined> {
  for (const suffix of suffixes) {
    const read = pageReader(files, root, platform, suffix);
    const version = await read.small('PG_VERSION');
    if (!version) continue;
    const text = new TextDecoder().decode(version).trim();
    const major = majors.find(each => String(each) === text);
    if (major === undefined) return undefined;
    const control = await read.small('global/pg_control');
    return { major, timeline: control && readControl(control, major).value?.timeline, read };
  }
  return undefined;
}

function pageReader(files: Files, root: string, platform: DecompressionPlatform, suffix: string): PageReader {
  const open = async (path: string) =>
    openPlain(await files.open(`${root}/${path}${suffix}`), `${path}${suffix}`, platform, {
      limit: mostBytes,
    });
  const pages = async (
    path: string,
    take: (page: Uint8Array, block: number) => void,
    signal?: AbortSignal,
  ): Promise<void> => {
    const source = await unlessMissing(open(path));
    if (!source) return;
    try {
      const size = Math.min(source.size, mostBytes);
      for (let from = 0; from < size; from += readAtOnce) {
        signal?.throwIfAborted();
        const bytes = await source.read(from, readAtOnce);
        for (let at = 0; at + blockSize <= bytes.length; at += blockSize)
          take(bytes.subarray(at, at + blockSize), (from + at) / blockSize);
        if (bytes.length < readAtOnce) break;
      }
    } finally {
      await source.close();
    }
  };
  const small = async (path: string): Promise<Uint8Array | undefined> => {
    const source = await unlessMissing(open(path));
    if (!source) return undefined;
    try {
      return await source.read(0, blockSize);
    } finally {
      await source.close();
    }
  };
  return Object.assign(pages, { small });
}

async function unlessMissing<T>(opening: Promise<T>): Promise<T | undefined> {
  try {
    return await opening;
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

/** `pg_tblspc/OID/PG_16_202307071` by the OIDs of tablespaces. */
async function tablespaceFolders(files: Files, root: string): Promise<Map<number, string>> {
  const folders = new Map<number, string>();
  const spaces = (await unlessMissing(files.list(`${root}/pg_tblspc`))) ?? [];
  for (const { name } of spaces) {
    const inside = (await unlessMissing(files.list(`${root}/pg_tblspc/${name}`))) ?? [];
    const version = inside.find(entry => entry.name.startsWith('PG_'));
    if (version) folders.set(Number(name), `pg_tblspc/${name}/${version.name}`);
  }
  return folders;
}
