import type { RelationFile } from '../names/relationNames.ts';
import type { FindQuery, FoundEvent, FoundRelation } from './findTypes.ts';

/** Whether an event is one whose name was asked for. */
export function matchesNames(event: FoundEvent, { drop, restorePoint }: FindQuery): boolean {
  if (drop !== undefined && !matchesDrop(event, drop)) return false;
  return restorePoint === undefined || (event.kind === 'restorePoint' && event.name === restorePoint);
}

function matchesDrop({ kind, relations, schemas, database }: FoundEvent, name: string): boolean {
  if (kind !== 'drop' && kind !== 'truncate' && kind !== 'dropDatabase') return false;
  const wanted = namePattern(name);
  if (database !== undefined && kind === 'dropDatabase') return wanted.matches([database]);
  return (
    schemas.some(schema => wanted.matches([schema])) ||
    relations.some(relation => relation.fate !== 'rewritten' && matchesRelation(relation, wanted))
  );
}

/** Whether a relation is the one that `name` means. */
export function isNamed(relation: FoundRelation, name: string): boolean {
  return matchesRelation(relation, namePattern(name));
}

function matchesRelation({ file, name, schema, database }: FoundRelation, wanted: NamePattern): boolean {
  return (
    (file !== undefined && wanted.file?.(file) === true) ||
    (name !== undefined && wanted.matches([database, schema, name].filter(part => part !== undefined)))
  );
}

export interface NamePattern {
  /** Whether these are the parts of the name, the last ones of them at least. */
  matches(parts: readonly string[]): boolean;
  /** Where a number was given: whether it is this file's. */
  readonly file?: (file: RelationFile) => boolean;
}

/**
 * What a user calls a relation: `orders`, `shop.orders`, `db.shop.orders`, `"Orders"` in its own case, `ord*`; or the
 * number of its file, also as `tablespace/database/relation`.
 */
export function namePattern(text: string): NamePattern {
  const numbers = /^(?:(\d+)\/(\d+)\/)?(\d+)$/.exec(text);
  const parts = [...text.matchAll(/"((?:[^"]|"")*)"|([^.]+)/g)].map(([, quoted, plain]) =>
    quoted === undefined ? glob(plain, 'i') : glob(quoted.replaceAll('""', '"'), ''),
  );
  return {
    matches: given => {
      if (!parts.length || parts.length > given.length) return false;
      return parts.every((part, at) => part.test(given[given.length - parts.length + at]));
    },
    file: numbers
      ? ({ tablespace, database, relation }) =>
          relation === Number(numbers[3]) &&
          (numbers[1] === undefined || (tablespace === Number(numbers[1]) && database === Number(numbers[2])))
      : undefined,
  };
}

function glob(text: string, flags: string): RegExp {
  return new RegExp(`^${text.replace(/[\\^$+?.()|[\]{}]/g, '\\$&').replaceAll('*', '.*')}$`, `${flags}su`);
}
