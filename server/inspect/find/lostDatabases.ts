import { namePattern } from '../names/namePattern.ts';
import type { RelationNames } from '../names/relationNames.ts';
import type { FoundEvent, FoundRelation } from './findTypes.ts';

/** Relations that are listed of a database that was dropped. */
const mostListed = 20;

/**
 * The events, where those that dropped a database list what `wanted` means in it: what was not dropped before went with
 * the database.
 */
export function withLostDatabases(
  events: readonly FoundEvent[],
  wanted: string | undefined,
  names: RelationNames,
): readonly FoundEvent[] {
  if (wanted === undefined || !events.some(({ kind }) => kind === 'dropDatabase')) return events;
  const pattern = namePattern(wanted);
  const byDatabase = new Map<number, FoundRelation[]>();
  for (const { file, row } of names.relations()) {
    const { database } = file;
    const named = names.named(database, row);
    const parts = [named.database, named.schema, row.name].filter(part => part !== undefined);
    if (!pattern.matches(parts) && !pattern.file?.(file)) continue;
    const relations = byDatabase.get(database) ?? [];
    relations.push({ ...named, fate: 'dropped', file, databaseOid: database, schemaOid: row.schema });
    byDatabase.set(database, relations);
  }
  return events.map(event => {
    const lost = event.kind === 'dropDatabase' ? (byDatabase.get(event.databaseOid ?? 0) ?? []) : [];
    const relations = lost.filter(relation => !events.some(other => dropsBefore(other, event, relation)));
    return relations.length ? { ...event, relations: relations.slice(0, mostListed) } : event;
  });
}

function dropsBefore(event: FoundEvent, later: FoundEvent, { databaseOid, oid }: FoundRelation): boolean {
  if (event.kind !== 'drop' || event.lsn >= later.lsn) return false;
  return event.relations.some(
    each => each.fate === 'dropped' && each.databaseOid === databaseOid && each.oid === oid,
  );
}
