import type { TuplePlace } from '../../postgres/catalog/heapRecord.ts';
import type { NameCatalog } from '../../postgres/catalog/layout.ts';
import { type HeapTuple, tuplesOnPage } from '../../postgres/catalog/tuple.ts';
import type { Lsn } from '../../postgres/lsn.ts';
import { u32 } from '../../postgres/wal/record.ts';

/** A page of a catalog as a file had it. */
interface KnownPage {
  /** The end of the last record that changed it. */
  readonly lsn: Lsn;
  readonly timeline: number | undefined;
  readonly tuples: ReadonlyMap<number, HeapTuple>;
}

/** The pages of one file of a catalog, while it is read. */
export interface KnownFile {
  add(block: number, page: Uint8Array): void;
  tuples(): Generator<HeapTuple>;
}

/** A file that holds a catalog of a database. */
export interface CatalogFile {
  readonly catalog: NameCatalog;
  readonly database: number;
  readonly file: number;
}

/** Tuples that are kept of all files; of what comes on top there are no names. */
const mostTuples = 300_000;

/** What files of data directories and backups say of the catalogs: pages with the LSNs up to which they are good. */
export class KnownPages {
  readonly #files = new Map<string, CatalogFile>();
  readonly #pages = new Map<string, KnownPage[]>();
  #tuples = 0;

  /** Takes in the pages of a file that was read on a timeline. */
  file(catalog: NameCatalog, database: number, file: number, timeline: number | undefined): KnownFile {
    this.#files.set(`${database}/${file}`, { catalog, database, file });
    const added: HeapTuple[][] = [];
    return {
      add: (block, page) => {
        const tuples = tuplesOnPage(page.slice());
        if (tuples.size === 0 || this.#tuples + tuples.size > mostTuples) return;
        this.#tuples += tuples.size;
        added.push([...tuples.values()]);
        const key = `${database}/${file}/${block}`;
        const pages = this.#pages.get(key) ?? [];
        const lsn = (BigInt(u32(page, 0)) << 32n) | BigInt(u32(page, 4));
        pages.push({ lsn, timeline, tuples });
        this.#pages.set(key, pages);
      },
      *tuples() {
        for (const tuples of added) yield* tuples;
      },
    };
  }

  files(): Iterable<CatalogFile> {
    return this.#files.values();
  }

  /** Every tuple, with the file that it is in. */
  *tuples(): Generator<{ readonly file: CatalogFile; readonly tuple: HeapTuple }> {
    for (const [key, pages] of this.#pages) {
      const file = this.#files.get(key.slice(0, key.lastIndexOf('/')))!;
      for (const { tuples } of pages) for (const tuple of tuples.values()) yield { file, tuple };
    }
  }

  /**
   * The tuples of a page as they were last written before `lsn`; undefined when no file tells. `sharedUntil` tells up to
   * which LSN another timeline has the same past.
   */
  pageBefore(
    { database, file }: CatalogFile,
    block: number,
    lsn: Lsn,
    sharedUntil: (timeline: number) => Lsn,
  ): ReadonlyMap<number, HeapTuple> | undefined {
    let best: KnownPage | undefined;
    for (const page of this.#pages.get(`${database}/${file}/${block}`) ?? []) {
      if (page.lsn >= lsn || (best && page.lsn <= best.lsn)) continue;
      if (page.timeline === undefined || page.lsn <= sharedUntil(page.timeline)) best = page;
    }
    return best?.tuples;
  }

  /** A tuple that a transaction deleted, still lying where it was in a page that was read later. */
  deletedBy(
    xid: number,
    { database, file }: CatalogFile,
    { block, offset }: TuplePlace,
  ): HeapTuple | undefined {
    for (const { tuples } of this.#pages.get(`${database}/${file}/${block}`) ?? []) {
      const tuple = tuples.get(offset);
      if (tuple?.xmax === xid) return tuple;
    }
    return undefined;
  }
}
