import type { BlockReference } from '../wal/record.ts';

const recentBlocks = 4;
const mostRemembered = 200_000;

/** Whether reading a block ahead of replay would start a read from disk. */
export type BlockFate = 'read' | 'none' | 'perhaps';

/** What the prefetcher knows of blocks. PostgreSQL: XLogPrefetcherNextBlock in xlogprefetcher.c. */
export class BlockTrail {
  readonly #recent: string[] = new Array(recentBlocks).fill('');
  #at = 0;
  /** Blocks that replay has touched: they are in the buffer pool, for a while at least. */
  #touched = new Set<string>();

  /** What becomes of a block reference of a record that is read ahead. */
  fate(block: BlockReference): BlockFate {
    if (block.fork !== 0 || block.hasImage || block.willInit) return 'none';
    const key = keyOf(block);
    if (this.#recent.includes(key)) return 'none';
    this.#recent[this.#at] = key;
    this.#at = (this.#at + 1) % recentBlocks;
    return this.#touched.has(key) ? 'none' : 'perhaps';
  }

  replayed(block: BlockReference): void {
    if (block.fork !== 0) return;
    if (this.#touched.size >= mostRemembered) this.#touched = new Set();
    this.#touched.add(keyOf(block));
  }
}

function keyOf({ tablespace, database, relation, block }: BlockReference): string {
  return `${tablespace}/${database}/${relation}/${block}`;
}
