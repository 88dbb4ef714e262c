import { dirname, resolve } from 'node:path';
import type { Io } from '../io.ts';

/** The folder that --path or STARTSEG names, if one does. */
export function namedFolder(path: string | undefined, startFile: string | undefined): string | undefined {
  return path ?? (startFile?.includes('/') ? dirname(startFile) : undefined);
}

/** Where segments are looked for. PostgreSQL: identify_target_directory in bin/pg_waldump/pg_waldump.c. */
export function foldersToSearch(io: Io, named: string | undefined): string[] {
  const data = io.env.PGDATA;
  const folders =
    named === undefined ? ['.', 'pg_wal', ...(data ? [`${data}/pg_wal`] : [])] : [named, `${named}/pg_wal`];
  return folders.map(folder => resolve(io.cwd, folder));
}
