import { resolve, sep } from 'node:path';
import type { Major } from '../../postgres/majors.ts';
import type { Io } from '../io.ts';

/** A path as pg_waldump takes it apart: up to 12 the folder keeps its slash. PostgreSQL: split_path in pg_waldump.c. */
export function splitPath(path: string, major: Major): { readonly folder?: string; readonly name: string } {
  const slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf(sep));
  if (slash < 0) return { name: path };
  return { folder: path.slice(0, major < 13 ? slash + 1 : slash), name: path.slice(slash + 1) };
}

/** Where segments are looked for. PostgreSQL: identify_target_directory in bin/pg_waldump/pg_waldump.c. */
export function foldersToSearch(io: Io, named: string | undefined): string[] {
  const data = io.env.PGDATA;
  const folders =
    named === undefined
      ? ['.', 'pg_wal', ...(data === undefined ? [] : [`${data}/pg_wal`])]
      : [named, `${named}/pg_wal`];
  return folders.map(folder => resolve(io.cwd, folder));
}

/** Why the folder at `path` cannot be opened, in the operating system's words; undefined where it can be. */
export async function folderFault(io: Io, path: string): Promise<string | undefined> {
  const found = path === '' ? undefined : await io.files.stat(resolve(io.cwd, path));
  if (found?.kind === 'folder') return undefined;
  const parents = path.split('/').slice(0, -1);
  for (let i = 1; !found && i <= parents.length; i++)
    if ((await io.files.stat(resolve(io.cwd, parents.slice(0, i).join('/') || '/')))?.kind === 'file')
      return 'Not a directory';
  return found ? 'Not a directory' : 'No such file or directory';
}
