import { baseName, isWithin } from './paths.ts';

export type ChangeKind = 'created' | 'changed' | 'deleted';

/** Segments: what is written into them changes no inventory, their coming and going does. */
const segment = /^[0-9A-F]{24}([.-]|$)/;

/** Files whose content the check reads, or whose names tell something. */
const telling =
  /^([0-9A-F]{8}\.history.*|.*\.(ready|done)|PG_VERSION|pg_control|backup_label|backup_manifest|(archive|backup)\.info|backup(_content)?\.control|pg_probackup\.conf|.*_backup_stop_sentinel\.json)$/;

/** Folders in which a server works all the time, and folders of other trades. */
const busy =
  /\/(base|pg_(xact|multixact|subtrans|stat|stat_tmp|notify|serial|snapshots|commit_ts|dynshmem|tblspc|log)|node_modules|\.git)\//;

/** Whether a change on disk can change what is known of archives that have `places`. */
export function isRelevantChange(path: string, kind: ChangeKind, places: readonly string[]): boolean {
  if (busy.test(path)) return false;
  const name = baseName(path);
  if (telling.test(name)) return true;
  if (kind === 'changed') return false;
  if (segment.test(name)) return true;
  // a folder that goes takes all in it along with one event; one that comes has no suffix, as a rule
  return kind === 'deleted' ? places.some(place => isWithin(place, path)) : !name.includes('.');
}
