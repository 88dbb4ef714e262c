import { FileError, type Files } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import type { Major } from '../../postgres/majors.ts';
import { imageFlags } from '../../postgres/wal/image/imageFlags.ts';
import type { RecordBatch } from '../../postgres/wal/reader.ts';
import { WalRecord } from '../../postgres/wal/record.ts';
import type { Wal } from '../../postgres/wal/wal.ts';
import { firstRelation } from '../firstBlock.ts';
import { walk } from '../walk.ts';
import { readCatalogFiles } from './catalogFiles.ts';
import { CatalogTracker } from './catalogTracker.ts';
import { learnNames } from './knownNames.ts';
import { KnownPages } from './knownPages.ts';
import { RelationNames } from './relationNames.ts';

/** Milliseconds that the details of a record wait for names; they are there at the next look. */
const patience = 250;

/** Where a segment, or the first of some, lies. */
interface SegmentPlace {
  readonly files: Files;
  readonly path: string;
  readonly platform: DecompressionPlatform;
}

/**
 * What the relations of a segment are called, as the data directory tells that it lies in, and the segment itself. It is
 * read once, when somebody asks.
 */
export class SegmentNames {
  readonly #wal: Wal;
  readonly #place: SegmentPlace;
  readonly #signal: AbortSignal | undefined;
  #names = new RelationNames();
  #reading: Promise<void> | undefined;

  constructor(wal: Wal, place: SegmentPlace, signal?: AbortSignal) {
    this.#wal = wal;
    this.#place = place;
    this.#signal = signal;
  }

  /** All names that can be known. */
  async all(): Promise<RelationNames> {
    this.#reading ??= this.#read();
    await this.#reading;
    return this.#names;
  }

  /** The names that are known within a moment. */
  async soon(): Promise<RelationNames> {
    const all = this.all();
    all.catch(() => {}); // what is known by then will do
    let timer: ReturnType<typeof setTimeout> | undefined;
    const waited = new Promise<void>(resolve => {
      timer = setTimeout(resolve, patience);
    });
    await Promise.race([all.catch(() => {}), waited]);
    clearTimeout(timer);
    return this.#names;
  }

  async #read(): Promise<void> {
    if (this.#wal.unreadable) return;
    const { files, path, platform } = this.#place;
    const root = /^(.+)\/pg_wal\/[^/]+$/.exec(path)?.[1];
    if (root !== undefined) {
      this.#names = new RelationNames(await namesIn(files, root, platform, this.#wal.major));
      this.#signal?.throwIfAborted();
    }
    const tracker = new CatalogTracker(this.#wal.major, this.#names);
    const follow = follower(tracker, this.#wal.major);
    await walk(this.#wal, follow, { signal: this.#signal });
  }
}

function follower(tracker: CatalogTracker, major: Major): (batch: RecordBatch) => void {
  const flags = imageFlags(major);
  const record = new WalRecord(major);
  return batch => {
    for (let at = 0; at < batch.count; at++) {
      if (!tracker.looksAt(batch.rmid[at], batch.info[at], firstRelation(batch, at, flags))) continue;
      const address = batch.address[at];
      if (address !== 0 && record.decode(batch.memory, address, address + batch.totalLength[at], 0, 0))
        tracker.take(record);
    }
  };
}

interface Cached {
  readonly identity: string;
  readonly names: Promise<RelationNames>;
}

/** Data directories whose names are kept. */
const mostCached = 4;
const cache = new WeakMap<Files, Map<string, Cached>>();

/** The names in a data directory: they are read again when its server has made another checkpoint. */
async function namesIn(
  files: Files,
  root: string,
  platform: DecompressionPlatform,
  major: Major,
): Promise<RelationNames> {
  const control = await files.stat(`${root}/global/pg_control`);
  const identity = `${control?.size}|${control?.modified}`;
  const cached = cache.get(files) ?? new Map<string, Cached>();
  cache.set(files, cached);
  const known = cached.get(root);
  if (known?.identity === identity) return known.names;
  const names = readNames(files, root, platform, major);
  cached.set(root, { identity, names });
  if (cached.size > mostCached) cached.delete(cached.keys().next().value!);
  return names;
}

/** What can be read of them. */
async function readNames(
  files: Files,
  root: string,
  platform: DecompressionPlatform,
  major: Major,
): Promise<RelationNames> {
  const pages = new KnownPages();
  const names = new RelationNames();
  try {
    await readCatalogFiles(files, root, platform, pages);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
  }
  learnNames(pages, major, names);
  return names;
}
