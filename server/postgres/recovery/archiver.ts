import { archiverQueue } from '../files/archiveStatus.ts';
import type { Recovery } from './recovery.ts';

export function isArchiving({ settings }: Recovery): boolean {
  return settings.text('archive_mode') !== 'off';
}

/** The archiver takes what waits for it, if it has a command. PostgreSQL: pgarch_ArchiverCopyLoop. */
export function archiveReady(recovery: Recovery): void {
  const { found, settings, wal } = recovery;
  const hasCommand = settings.text('archive_command') !== '' || settings.text('archive_library') !== '';
  if (!isArchiving(recovery) || !hasCommand) return;
  for (const name of archiverQueue(wal.statuses())) {
    found.archived.push(name);
    wal.setStatus(name, 'done');
  }
}
