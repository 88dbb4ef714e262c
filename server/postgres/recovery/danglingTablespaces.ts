import { catalogVersions } from '../files/controlLayout.ts';
import { type Major, sinceMajor } from '../majors.ts';
import type { Recovery } from './recovery.ts';

const cannotOpen: { readonly [M in Major]?: string } = {
  10: 'could not open tablespace directory',
  11: 'could not open directory',
};
/** Before, a missing folder was not worth a word when unlogged tables are emptied. */
const resetTellsSince: Major = 11;

/** PostgreSQL: RelationCacheInitFileRemove in relcache.c. Looks at numbers only. */
export function tellDanglingAtStart(recovery: Recovery): void {
  tell(recovery, /^\d+$/);
}

/** PostgreSQL: ResetUnloggedRelations in reinit.c. */
export function tellDanglingAtReset(recovery: Recovery): void {
  if (recovery.major >= resetTellsSince) tell(recovery, /^/);
}

/** Folders of tablespaces that the server looks into and cannot open, each time it does so. */
function tell({ danglingTablespaces, log, major }: Recovery, names: RegExp): void {
  for (const oid of danglingTablespaces)
    if (names.test(oid))
      log.log(
        `${sinceMajor(cannotOpen, major)} "pg_tblspc/${oid}/PG_${major}_${catalogVersions[major]}": No such file or directory`,
      );
}
