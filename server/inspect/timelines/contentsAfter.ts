import type { ClusterInventory } from '../../archive/inventory.ts';
import { FileError, type Files } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import { LazySources } from '../../bytes/lazySources.ts';
import type { Lsn } from '../../postgres/lsn.ts';
import { openWal } from '../../postgres/wal/openWal.ts';
import type { RecordBatch } from '../../postgres/wal/reader.ts';
import { stretchesOf, type WalStretch } from '../find/walPieces.ts';
import { completionOf } from '../recordClasses.ts';
import { Relations } from '../relations.ts';
import { walk } from '../walk.ts';
import type { Branch } from './branch.ts';

/** What the WAL of a timeline does from some LSN on. */
export interface Contents {
  readonly commits: number;
  readonly rollbacks: number;
  /** Relations with changed blocks, those of the catalogs among them. */
  readonly relations: number;
}

/** More WAL than this is not read only to compare two timelines, in bytes. */
const mostBytes = 1024n ** 3n;

/** What is on the way of `branch` from `lsn` to its end; undefined where that is a lot, or cannot be read. */
export async function contentsAfter(
  files: Files,
  platform: DecompressionPlatform,
  cluster: ClusterInventory,
  branch: Branch,
  lsn: Lsn,
): Promise<Contents | undefined> {
  if (branch.end - lsn > mostBytes) return undefined;
  const counts = { commits: 0, rollbacks: 0 };
  const relations = new Set<string>();
  const sources = new LazySources(files, platform);
  try {
    for (const { pieces, from, to } of stretchesAfter(cluster, branch, lsn)) {
      const segments = pieces.map(({ path, name }) => ({
        name,
        source: sources.later(path, cluster.segmentSize),
      }));
      const wal = await openWal(segments);
      if (wal.unreadable) return undefined;
      const changed = new Relations(wal);
      await walk(wal, batch => count(batch, counts, changed), { start: from, end: to });
      for (const { relation } of changed.sorted('firstLsn')) relations.add(relation);
    }
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  } finally {
    await sources.close();
  }
  return { ...counts, relations: relations.size };
}

function count(batch: RecordBatch, counts: { commits: number; rollbacks: number }, changed: Relations): void {
  changed.add(batch);
  for (let at = 0; at < batch.count; at++) {
    const completion = completionOf(batch.rmid[at], batch.info[at]);
    if (completion === 'commit') counts.commits++;
    else if (completion === 'abort') counts.rollbacks++;
  }
}

/** The parts of the way behind `lsn` that are there. */
function stretchesAfter(cluster: ClusterInventory, { way, end }: Branch, lsn: Lsn): WalStretch[] {
  const size = BigInt(cluster.segmentSize);
  return way.flatMap(({ timeline, from: begin }, at) => {
    const inventory = cluster.timelines.find(each => each.timeline === timeline);
    const [least, most] = [max(begin, lsn), way[at + 1]?.from ?? end];
    return (inventory ? stretchesOf(cluster, inventory) : []).flatMap(({ pieces, ...stretch }) => {
      const [from, to] = [max(stretch.from, least), min(stretch.to, most)];
      if (from >= to) return [];
      const first = stretch.from / size;
      return {
        pieces: pieces.slice(Number(from / size - first), Number((to - 1n) / size - first) + 1),
        from,
        to,
      };
    });
  });
}

function max(one: Lsn, other: Lsn): Lsn {
  return one > other ? one : other;
}

function min(one: Lsn, other: Lsn): Lsn {
  return one < other ? one : other;
}
