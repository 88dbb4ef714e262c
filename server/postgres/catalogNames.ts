import names from './catalogNames.json' with { type: 'json' };

/** OIDs below this one are given by initdb; relations that a user makes have higher ones. */
const firstNormalOid = 16384;

const byNumber: Readonly<Record<string, string>> = names;

/**
 * Name of the system catalog, or index or TOAST table of one, that has this file number, in any major; undefined for
 * other relations. A file keeps the number of its OID until the relation is rewritten (VACUUM FULL, REINDEX ...).
 * PostgreSQL: CATALOG and DECLARE_INDEX in src/include/catalog/*.h.
 */
export function catalogName(relation: number): string | undefined {
  return relation < firstNormalOid ? byNumber[relation] : undefined;
}
