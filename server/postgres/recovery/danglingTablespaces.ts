import { catalogVersions } from '../files/controlLayout.ts';
import type { Recovery } from './recovery.ts';

const any = /^/;

/**
 * Folders of tablespaces that the server looks into and cannot open, each time it does so.
 * PostgreSQL: RelationCacheInitFileRemove (numbers only), ResetUnloggedRelations.
 */
export function tellDangling({ danglingTablespaces, log, major }: Recovery, names = any): void {
  for (const oid of danglingTablespaces)
    if (names.test(oid))
      log.log(
        `could not open directory "pg_tblspc/${oid}/PG_${major}_${catalogVersions[major]}": No such file or directory`,
      );
}
