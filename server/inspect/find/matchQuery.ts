import { type NamePattern, namePattern } from '../names/namePattern.ts';
import type { FindQuery, FoundEvent, FoundRelation } from './findTypes.ts';

/** Whether an event is one whose name was asked for. */
export function matchesNames(event: FoundEvent, { drop, restorePoint }: FindQuery): boolean {
  if (drop !== undefined && !matchesDrop(event, drop)) return false;
  return restorePoint === undefined || (event.kind === 'restorePoint' && event.name === restorePoint);
}

function matchesDrop({ kind, relations, schemas, database }: FoundEvent, name: string): boolean {
  if (kind !== 'drop' && kind !== 'truncate' && kind !== 'dropDatabase') return false;
  const wanted = namePattern(name);
  if (database !== undefined && wanted.matches([database])) return true;
  return (
    schemas.some(schema => wanted.matches([schema])) ||
    relations.some(relation => relation.fate !== 'rewritten' && matchesRelation(relation, wanted))
  );
}

function matchesRelation({ file, name, schema, database }: FoundRelation, wanted: NamePattern): boolean {
  return (
    (file !== undefined && wanted.file?.(file) === true) ||
    (name !== undefined && wanted.matches([database, schema, name].filter(part => part !== undefined)))
  );
}
