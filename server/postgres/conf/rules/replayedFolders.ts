import { resolvePath } from '../paths.ts';
import { archiveRecovery } from '../start/recovery.ts';
import { situationOf } from '../start/situation.ts';
import type { Surroundings } from '../start/surroundings.ts';
import type { Reading } from '../verdict.ts';
import { archiveFolders } from './archiveFolders.ts';

const placedTargets = ['recovery_target_name', 'recovery_target_time', 'recovery_target_lsn'];

/** Archive folders on this machine whose WAL a recovery would replay; none when none is asked for. */
export function replayedFolders(reading: Reading, around: Surroundings, dataDirectory: string): string[] {
  const aims = placedTargets.some(target => reading.effective.get(target)?.entry.value);
  if (!aims && !archiveRecovery(situationOf(reading, around))) return [];
  return archiveFolders(reading).map(folder => resolvePath(dataDirectory, folder));
}
