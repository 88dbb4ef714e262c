import type { Lsn } from '../lsn.ts';
import { restoreImage } from '../wal/image/restoreImage.ts';
import type { WalRecord } from '../wal/record.ts';
import { emptiesPage, type TuplePlace, tupleChanges } from './heapRecord.ts';
import { type HeapTuple, tuplesOnPage } from './tuple.ts';

/** What a record did to a row of a catalog, with the tuples as far as they are known. */
export interface RowChange {
  readonly kind: 'insert' | 'delete' | 'update' | 'inplace';
  /** Where the old version lies: of an insert, the new one. */
  readonly place: TuplePlace;
  readonly before?: HeapTuple;
  readonly after?: HeapTuple;
}

type Page = ReadonlyMap<number, HeapTuple>;

/** What is known of a catalog from elsewhere than WAL. */
export interface PageSource {
  /** A page as it was before `lsn`. */
  before(block: number, lsn: Lsn): Page | undefined;
  /** A tuple that is known to have been deleted by a transaction. */
  deletedBy(xid: number, place: TuplePlace): HeapTuple | undefined;
}

/** Tuples that are kept of one catalog; what comes on top is not known. */
const mostTuples = 200_000;

/**
 * The tuples of one catalog, as far as full-page images, inserted rows and files have told them. A page that was never
 * seen whole may lack tuples.
 */
export class CatalogHeap {
  readonly #pages: Map<number, Page>;
  readonly #source: PageSource | undefined;
  #tuples = 0;

  constructor(source?: PageSource, pages: ReadonlyMap<number, Page> = new Map()) {
    this.#source = source;
    this.#pages = new Map(pages);
    for (const page of this.#pages.values()) this.#tuples += page.size;
  }

  /** The same, to go on with apart. */
  clone(source?: PageSource): CatalogHeap {
    return new CatalogHeap(source, this.#pages);
  }

  tuple({ block, offset }: TuplePlace): HeapTuple | undefined {
    return this.#pages.get(block)?.get(offset);
  }

  /** Takes a page as it is from now on. */
  setPage(block: number, page: Page): void {
    const before = this.#pages.get(block)?.size ?? 0;
    if (this.#tuples - before + page.size > mostTuples) return;
    this.#tuples += page.size - before;
    this.#pages.set(block, page);
  }

  /** Follows a record; `relation` is the number of the catalog's file. Gives what became of rows, and the rows of images. */
  apply(record: WalRecord, relation: number): { readonly changes: RowChange[]; readonly seen: HeapTuple[] } {
    this.#fetch(record, relation);
    const changes = tupleChanges(record);
    const olds = changes.map(change => this.tuple(change.kind === 'update' ? change.old : change.place));
    const seen: HeapTuple[] = [];
    if (emptiesPage(record)) this.setPage(record.blocks[0].block, new Map());
    const imaged = new Set<number>();
    for (let i = 0; i < record.blockCount; i++) {
      const block = record.blocks[i];
      if (!block.hasImage || block.fork !== 0 || block.relation !== relation) continue;
      const restored = restoreImage(record, block);
      if (!('page' in restored)) continue;
      const tuples = tuplesOnPage(restored.page);
      this.setPage(block.block, tuples);
      imaged.add(block.block);
      seen.push(...tuples.values());
    }
    return { changes: changes.map((change, i) => this.#follow(record.xid, change, olds[i], imaged)), seen };
  }

  /** Pages that no WAL has shown yet, as the source has them. */
  #fetch(record: WalRecord, relation: number): void {
    for (let i = 0; this.#source && i < record.blockCount; i++) {
      const { block, fork, relation: file } = record.blocks[i];
      if (fork !== 0 || file !== relation || this.#pages.has(block)) continue;
      const page = this.#source.before(block, record.lsn);
      if (page) this.setPage(block, page);
    }
  }

  #follow(
    xid: number,
    change: ReturnType<typeof tupleChanges>[number],
    known: HeapTuple | undefined,
    imaged: ReadonlySet<number>,
  ): RowChange {
    const { kind, place } = change;
    const from = kind === 'update' ? change.old : place;
    // an image shows the page after the change, where the old version still lies
    const before =
      kind === 'insert' || kind === 'inplace'
        ? known
        : (known ?? this.tuple(from) ?? this.#source?.deletedBy(xid, from));
    if (kind === 'delete') return { kind, place, before };
    const told =
      kind === 'insert'
        ? change.tuple
        : kind === 'update'
          ? change.tuple(before)
          : overwritten(known, change.data);
    const after = imaged.has(place.block) ? this.tuple(place) : told;
    if (!imaged.has(place.block)) this.#set(place, after);
    return kind === 'insert' ? { kind, place, after } : { kind, place: from, before, after };
  }

  #set({ block, offset }: TuplePlace, tuple: HeapTuple | undefined): void {
    const page = new Map(this.#pages.get(block));
    if (tuple) page.set(offset, tuple);
    else page.delete(offset);
    this.setPage(block, page);
  }
}

function overwritten(old: HeapTuple | undefined, data: Uint8Array | undefined): HeapTuple | undefined {
  if (!old || !data) return undefined;
  const bytes = new Uint8Array(old.dataAt + data.length);
  bytes.set(old.bytes.subarray(0, old.dataAt));
  bytes.set(data, old.dataAt);
  return { ...old, bytes };
}
