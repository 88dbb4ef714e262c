import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { walArchiveAt } from '../../server/archive/walLookup.ts';
import { MemoryFiles, memorySource } from '../../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { openTar } from '../../server/bytes/tar.ts';
import type { Major } from '../../server/postgres/majors.ts';
import type { ForecastInput } from '../../server/postgres/recovery/forecastTypes.ts';
import type { Expected } from './comparison.ts';

/** A data directory and an archive as they were before a server was started, and what it did with them. */
export interface RecordedRecovery {
  readonly files: Map<string, Uint8Array>;
  readonly expected: Expected;
}

const folders = ['forecast', 'recovery'].map(name => new URL(`../truth/${name}/`, import.meta.url));

/** Names of the recorded recoveries, with the folder of each. */
export const recordedRecoveries: readonly { readonly name: string; readonly folder: URL }[] = folders.flatMap(
  folder => readdirSync(folder).map(file => ({ name: file.replace('.tar.zst', ''), folder })),
);

export async function unpackRecovery(name: string): Promise<RecordedRecovery> {
  const found = recordedRecoveries.find(each => each.name === name);
  assert.ok(found, name);
  const bytes = new Uint8Array(readFileSync(new URL(`${name}.tar.zst`, found.folder)));
  return readRecovery(name, bytes);
}

/** Unpacks a recorded recovery: /pgdata and /archive as files. */
export async function readRecovery(name: string, bytes: Uint8Array): Promise<RecordedRecovery> {
  const archive = await openTar(memorySource(bytes), `${name}.tar.zst`, nodeDecompression, {
    keep: () => true,
  });
  const files = new Map<string, Uint8Array>();
  let expected: Expected | undefined;
  for (const entry of archive.entries) {
    if (entry.kind !== 'file') continue;
    const source = archive.open(entry);
    const content = await source.read(0, source.size);
    const path = entry.name.slice(entry.name.indexOf('/') + 1);
    if (path === 'expected.json') expected = JSON.parse(new TextDecoder().decode(content));
    else if (path.startsWith('input/')) files.set(path.slice('input'.length), content);
  }
  await archive.close();
  assert.ok(expected);
  return { files, expected };
}

/** The files as a forecast takes them. */
export function inputOf(files: Iterable<readonly [string, Uint8Array]>, major: number): ForecastInput {
  const memory = new MemoryFiles(files);
  const archive = walArchiveAt(memory, '/archive', nodeDecompression);
  return { files: memory, dataDirectory: '/pgdata', major: major as Major, archive };
}
