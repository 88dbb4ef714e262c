import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type ArchiveInventory, openArchive } from '../../server/archive/openArchive.ts';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { withTarMembers } from '../../server/bytes/tarMembers.ts';

/** What scripts/record-archives.mjs recorded of one tool. */
export interface Recording<Truth> {
  readonly tool: string;
  readonly clusters: readonly {
    readonly major: number;
    readonly systemIdentifier: string;
    readonly segmentSize: number;
  }[];
  readonly archives: Readonly<
    Record<string, { readonly files: Readonly<Record<string, string>>; readonly truth: Truth }>
  >;
}

export function recording<Truth>(name: string): Recording<Truth> {
  const path = new URL(`../truth/archives/${name}.json.gz`, import.meta.url);
  return JSON.parse(gunzipSync(readFileSync(path)).toString());
}

/** The files of a recorded archive below `/archive`. */
export function recordedFiles(files: Readonly<Record<string, string>>): MemoryFiles {
  return new MemoryFiles(
    Object.entries(files).map(([path, bytes]) => [`/archive/${path}`, Buffer.from(bytes, 'base64')]),
  );
}

export function inventoryOf(files: MemoryFiles, path = '/archive'): Promise<ArchiveInventory> {
  return openArchive(withTarMembers(files, nodeDecompression), [path], nodeDecompression);
}

/** The errors and warnings of an inventory by code, each once. */
export function problemCodes({ clusters, problems }: ArchiveInventory): string[] {
  const all = [...problems, ...clusters.flatMap(cluster => cluster.problems)];
  return [
    ...new Set(all.filter(({ severity }) => severity !== 'information').map(({ code }) => code)),
  ].sort();
}
