import type { BlockReference } from '../wal/record.ts';

const recentBlocks = 4;
const mostRemembered = 500_000;

interface Seen {
  readonly relation: number;
  readonly database: number;
  readonly block: number;
}

/** What the prefetcher knows of blocks. PostgreSQL: XLogPrefetcherNextBlock in xlogprefetcher.c. */
export class BlockTrail {
  readonly #recent: (Seen | undefined)[] = new Array(recentBlocks);
  #at = 0;
  /** Blocks that replay has touched, by relation: they are in the buffer pool, for a while at least. */
  readonly #touched = new Map<number, Set<number>>();
  #count = 0;

  /** Whether reading this block of a record that is read ahead could start a read from disk. */
  mayBeRead({ fork, hasImage, willInit, relation, database, block }: BlockReference): boolean {
    if (fork !== 0 || hasImage || willInit) return false;
    for (const seen of this.#recent)
      if (seen?.block === block && seen.relation === relation && seen.database === database) return false;
    this.#recent[this.#at] = { relation, database, block };
    this.#at = (this.#at + 1) % recentBlocks;
    return this.#touched.get(relationKey(database, relation))?.has(block) !== true;
  }

  replayed({ fork, database, relation, block }: BlockReference): void {
    if (fork !== 0) return;
    const key = relationKey(database, relation);
    const blocks = this.#touched.get(key);
    if (blocks?.has(block)) return;
    if (++this.#count > mostRemembered) {
      this.#touched.clear();
      this.#count = 1;
    }
    if (blocks && this.#count > 1) blocks.add(block);
    else this.#touched.set(key, new Set([block]));
  }
}

/** One number for both; exact for the first two million databases. */
function relationKey(database: number, relation: number): number {
  return database * 2 ** 32 + relation;
}
