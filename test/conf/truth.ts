import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import type { Major } from '../../server/postgres/majors.ts';
import type { OracleCase, StartCase } from './oracleCase.ts';

interface Told {
  readonly majors: readonly Major[];
}

/** What real servers said of configurations (scripts/pack-conf-truth.mjs), by major. */
export function oracleOf(major: Major): OracleCase[] {
  return casesOf<OracleCase>('oracle', major);
}

/** Starts of real servers of a major. */
export function startsOf(major: Major): StartCase[] {
  return casesOf<StartCase>('startup', major);
}

const cache = new Map<string, { told: readonly Told[] }[]>();

function casesOf<T>(name: string, major: Major): T[] {
  const cases = cache.get(name) ?? unpack(name);
  cache.set(name, cases);
  return cases.flatMap(({ told, ...asked }) => {
    const said = told.find(({ majors }) => majors.includes(major));
    return said ? [{ ...asked, ...said } as T] : [];
  });
}

function unpack(name: string): { told: readonly Told[] }[] {
  const packed = readFileSync(new URL(`../truth/conf/${name}.jsonl.br`, import.meta.url));
  return brotliDecompressSync(packed)
    .toString()
    .split('\n')
    .map(line => JSON.parse(line));
}
