import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import type { ClusterInventory } from '../../server/archive/inventory.ts';
import { openArchive } from '../../server/archive/openArchive.ts';
import type { Files } from '../../server/bytes/byteSource.ts';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { archiveEvents, type TimelineSegmentEvents } from '../../server/inspect/events/archiveEvents.ts';

/** What scripts/record-timelines.mjs recorded. */
export interface Recorded<Truth> {
  readonly truth: Truth;
  /** Folders: path of each file and the name of its content. */
  readonly trees: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly contents: Readonly<Record<string, readonly [base64: string, size: number]>>;
}

export function recorded<Truth>(name: string, major: number): Recorded<Truth> {
  const path = new URL(`../truth/timelines/${name}-${major}.json.br`, import.meta.url);
  return JSON.parse(brotliDecompressSync(readFileSync(path)).toString());
}

/** Recorded folders as files: each tree below its own place, files that `left` names out. */
export function filesOf(
  { trees, contents }: Recorded<unknown>,
  places: Readonly<Record<string, string>>,
  left: (path: string) => boolean = () => false,
): MemoryFiles {
  const files: [string, Uint8Array][] = [];
  for (const [tree, place] of Object.entries(places))
    for (const [path, name] of Object.entries(trees[tree])) {
      if (left(path)) continue;
      const [base64, size] = contents[name];
      const bytes = new Uint8Array(size);
      bytes.set(Buffer.from(base64, 'base64'));
      files.push([`${place}/${path}`, bytes]);
    }
  return new MemoryFiles(files);
}

/** The one cluster in `files`, with all that happened in its WAL. */
export async function open(
  files: Files,
  paths: readonly string[],
): Promise<{ cluster: ClusterInventory; events: TimelineSegmentEvents[] }> {
  const { clusters } = await openArchive(files, paths, nodeDecompression);
  if (clusters.length !== 1) throw new Error(`${clusters.length} clusters`);
  const events: TimelineSegmentEvents[] = [];
  for await (const each of archiveEvents(files, clusters[0], nodeDecompression)) events.push(each);
  return { cluster: clusters[0], events };
}
