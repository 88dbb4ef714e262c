import { parseHistoryName } from './history.ts';

/** A file of pg_wal/archive_status. */
export interface ArchiveStatus {
  /** The file in pg_wal that it is about. */
  readonly file: string;
  /** `ready`: waits for the archiver; `done`: archived, may be removed. */
  readonly state: 'ready' | 'done';
}

/**
 * What the name of a status file says, or undefined for a name that the server does not heed.
 * PostgreSQL: pgarch_readyXlog in pgarch.c, VALID_XFN_CHARS in postmaster/pgarch.h.
 */
export function parseArchiveStatusName(name: string): ArchiveStatus | undefined {
  const match = /^([0-9A-F.abchiklopr-uy]{16,40})\.(ready|done)$/.exec(name);
  return match ? { file: match[1], state: match[2] as ArchiveStatus['state'] } : undefined;
}

/**
 * The files that wait, in the order in which the archiver takes them: timeline histories first, then by name,
 * that is by timeline and then by segment. PostgreSQL: ready_file_comparator in pgarch.c.
 */
export function archiverQueue(statusNames: Iterable<string>): string[] {
  return [...statusNames]
    .map(parseArchiveStatusName)
    .filter(status => status?.state === 'ready')
    .map(status => status!.file)
    .sort((a, b) => Number(!isHistory(a)) - Number(!isHistory(b)) || (a < b ? -1 : a > b ? 1 : 0));
}

function isHistory(file: string): boolean {
  return parseHistoryName(file) !== undefined;
}
