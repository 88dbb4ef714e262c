import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { inProject } from '../../scripts/lib/project.mjs';
import type { ClusterInventory } from '../../server/archive/inventory.ts';
import { openArchive } from '../../server/archive/openArchive.ts';
import type { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { finderOf, findPlaces } from '../../server/inspect/recovery/findPlaces.ts';
import { planRecovery } from '../../server/inspect/recovery/planRecovery.ts';
import type { PlaceBefore, RecoveryPlan } from '../../server/protocol/recovery.ts';

const packed = inProject('test/sample/files');

/** The sample at `/sample`, without the files that `keep` refuses. */
export function sampleFiles(keep: (path: string) => boolean = () => true): [string, Uint8Array][] {
  return readdirSync(packed, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .map(path => [`/sample${path.slice(packed.length).replaceAll('\\', '/').replace(/\.br$/, '')}`, path])
    .filter(([name]) => keep(name))
    .map(([name, path]) => [name, brotliDecompressSync(readFileSync(path))]);
}

export async function clusterOf(files: MemoryFiles): Promise<ClusterInventory> {
  const { clusters } = await openArchive(files, ['/sample'], nodeDecompression);
  return clusters[0];
}

/** The plan for the first place that a text means. */
export async function planFor(files: MemoryFiles, text: string): Promise<RecoveryPlan> {
  const cluster = await clusterOf(files);
  const finder = finderOf(files, cluster, nodeDecompression);
  return planBefore(files, (await findPlaces(finder, cluster, text, {})).places[0]);
}

export async function planBefore(files: MemoryFiles, place: PlaceBefore): Promise<RecoveryPlan> {
  const cluster = await clusterOf(files);
  const finder = finderOf(files, cluster, nodeDecompression);
  return planRecovery({ files, platform: nodeDecompression, cluster, finder, place });
}
