import { parseSegmentName } from '../postgres/segmentName.ts';
import type { ClusterInventory } from './inventory.ts';
import { pathOf, type WalObject } from './walObject.ts';

/**
 * The files of a cluster's segments that can be read, in runs that follow each other without a hole on one timeline,
 * in the order of the log. A segment has all its copies, one in an archive before one in a pg_wal; segments that are
 * damaged, foreign or kept for later use are left out.
 */
export function segmentChains(
  cluster: ClusterInventory,
): { readonly name: string; readonly copies: readonly WalObject[] }[][] {
  const { segmentSize } = cluster;
  const present = new Set<string>();
  for (const { timeline, runs } of cluster.timelines)
    for (const { state, from, to } of runs) {
      if (state === 'damaged' || state === 'foreign' || state === 'partial') continue;
      for (let number = from; number <= to; number++) present.add(`${timeline}/${number}`);
    }
  const copies = new Map<string, WalObject[]>();
  for (const object of soundFiles(cluster, 'segment')) {
    const parsed = parseSegmentName(object.name, segmentSize);
    if (!parsed || !present.has(`${parsed.timeline}/${parsed.number}`)) continue;
    copies.set(object.name, [...(copies.get(object.name) ?? []), object]);
  }
  for (const each of copies.values())
    each.sort((a, b) => Number(a.place !== 'archive') - Number(b.place !== 'archive'));
  return segmentsInRuns(
    [...copies].map(([name, each]) => ({ name, copies: each })),
    segmentSize,
  );
}

/** The files of a kind that can be read and of which the inventory has told no fault. */
export function soundFiles(
  { problems, repositories }: ClusterInventory,
  kind: WalObject['kind'],
): WalObject[] {
  const refused = new Set(problems.filter(({ code }) => code.startsWith('segment-')).map(({ path }) => path));
  return repositories
    .flatMap(({ objects }) => objects)
    .filter(object => object.kind === kind && !object.encrypted && !refused.has(pathOf(object)));
}

/** Segments by their names, in runs that follow each other without a hole on one timeline, in the order of the log. */
export function segmentsInRuns<T extends { readonly name: string }>(
  segments: T[],
  segmentSize: number,
): T[][] {
  const runs: T[][] = [];
  let last: { timeline: number; number: bigint } | undefined;
  for (const segment of segments.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const parsed = parseSegmentName(segment.name, segmentSize)!;
    const follows = last?.timeline === parsed.timeline && parsed.number === last.number + 1n;
    if (follows) runs[runs.length - 1].push(segment);
    else runs.push([segment]);
    last = parsed;
  }
  return runs;
}
