import type { RelationFile } from '../../postgres/relationFile.ts';

/** A name, or the number of a file, that something is looked for by. */
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
