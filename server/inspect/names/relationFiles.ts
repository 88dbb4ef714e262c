import type { RelationFile } from '../../postgres/relationFile.ts';
import { namePattern } from './namePattern.ts';
import type { RelationNames } from './relationNames.ts';

/** Files of relations, by database and number. */
export class RelationFiles {
  readonly #files = new Set<string>();
  readonly #numbers = new Set<number>();

  add({ database, relation }: Pick<RelationFile, 'database' | 'relation'>): void {
    this.#files.add(`${database}/${relation}`);
    this.#numbers.add(relation);
  }

  has(database: number, relation: number): boolean {
    return this.#numbers.has(relation) && this.#files.has(`${database}/${relation}`);
  }

  get size(): number {
    return this.#files.size;
  }
}

/** All files that relations of this name ever had, and the one of this number. */
export function filesNamed(name: string, names: RelationNames): RelationFiles {
  const wanted = namePattern(name);
  const all = [...names.relations()];
  const relations = new Set<string>();
  for (const { file, row } of all) {
    const { schema, database } = names.named(file.database, row);
    const parts = [database, schema, row.name].filter(part => part !== undefined);
    if (wanted.matches(parts) || wanted.file?.(file)) relations.add(`${file.database}/${row.oid}`);
  }
  const files = new RelationFiles();
  for (const { file, row } of all) if (relations.has(`${file.database}/${row.oid}`)) files.add(file);
  return files;
}
