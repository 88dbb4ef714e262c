import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Major } from '../../server/postgres/majors.ts';

/** What scripts/record-files.mjs recorded of one server. */
export interface Recorded {
  readonly major: Major;
  readonly version: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  // biome-ignore lint/suspicious/noExplicitAny: rows of views, as each test knows them
  readonly truth: Record<string, any>;
}

export const recordedMajors: readonly Major[] = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19];

const cache = new Map<Major, Recorded>();

export function recorded(major: Major): Recorded {
  const known = cache.get(major);
  if (known) return known;
  const path = new URL(`../truth/files/pg${major}.json.gz`, import.meta.url);
  const { files, ...rest } = JSON.parse(gunzipSync(readFileSync(path)).toString());
  const decoded = Object.entries<string>(files).map(
    ([name, base64]) => [name, new Uint8Array(Buffer.from(base64, 'base64'))] as const,
  );
  const result: Recorded = { ...rest, files: new Map(decoded) };
  cache.set(major, result);
  return result;
}

/** The recorded files whose name begins with `prefix`, without it. */
export function filesBelow({ files }: Recorded, prefix: string): [string, Uint8Array][] {
  return [...files]
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, bytes]) => [name.slice(prefix.length), bytes]);
}

export function textOf({ files }: Recorded, name: string): string {
  const bytes = files.get(name);
  if (!bytes) throw new Error(`${name} was not recorded`);
  return new TextDecoder().decode(bytes);
}
