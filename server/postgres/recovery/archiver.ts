import { archiverQueue } from '../files/archiveStatus.ts';
import type { Major } from '../majors.ts';
import type { Recovery } from './recovery.ts';

/** From here on a status of a file that is not there is taken away. */
const dropsOrphansSince: Major = 12;

export function isArchiving({ settings }: Recovery): boolean {
  return settings.text('archive_mode') !== 'off';
}

/** The archiver takes what waits for it, if it has a command. PostgreSQL: pgarch_ArchiverCopyLoop. */
export function archiveReady(recovery: Recovery): void {
  const { found, major, settings, wal } = recovery;
  const hasCommand = settings.text('archive_command') !== '' || settings.text('archive_library') !== '';
  if (!isArchiving(recovery) || !hasCommand) return;
  for (const name of archiverQueue(wal.statuses())) {
    if (major >= dropsOrphansSince && !wal.has(name)) {
      wal.setStatus(name, undefined);
      continue;
    }
    found.archived.push(name);
    wal.setStatus(name, 'done');
  }
}
