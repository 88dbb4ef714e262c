import { type ArchiveInventory, openArchive } from '../../archive/openArchive.ts';
import type { Files } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import type { ArchiveState, TimelinesPicture } from '../../protocol/archive.ts';
import { type Durability, durabilityOf } from '../durability/durability.ts';
import { archiveEvents, type EventCache, type TimelineSegmentEvents } from '../events/archiveEvents.ts';
import { serversOf } from './clusterName.ts';
import { type PictureSources, pictureOf, pictureProblems } from './picture.ts';
import { summaryOf } from './summary.ts';

/** More WAL than this is read only when the user asks for it, in bytes. */
const readUnasked = 4 * 1024 ** 3;

/** Segments of more files than this are let go before they are listed again. */
const heldTwice = 200_000;

/** Milliseconds between two pictures while the WAL is being read. */
const pictureEvery = 1500;

type Phase = ArchiveState['phase'];

/** Some folders that are open in a view: judged by names first, then by what is in the files. */
export class ArchiveSession {
  readonly id: number;
  readonly #files: Files;
  readonly #platform: DecompressionPlatform;
  readonly #paths: readonly string[];
  readonly #changed: (session: ArchiveSession) => void;
  readonly #cache: EventCache = new Map();
  #inventory: ArchiveInventory = { clusters: [], problems: [] };
  #sources: PictureSources[] = [];
  #summaries: ArchiveState['clusters'] = [];
  #phase: Phase = 'names';
  #done = 0;
  #all = 0;
  #revision = 0;
  #allWal = false;
  #running = new AbortController();
  #opening: Promise<void> = Promise.resolve();
  #hasLetGo = false;

  constructor(
    id: number,
    paths: readonly string[],
    files: Files,
    platform: DecompressionPlatform,
    changed: (session: ArchiveSession) => void,
  ) {
    this.id = id;
    this.#paths = paths;
    this.#files = files;
    this.#platform = platform;
    this.#changed = changed;
  }

  get state(): ArchiveState {
    return {
      session: this.id,
      revision: this.#revision,
      clusters: this.#summaries,
      problems: pictureProblems(this.#inventory.problems),
      phase: this.#phase,
      done: this.#done,
      all: this.#all,
      walBytes: this.#walBytes(),
    };
  }

  /** Begins to read. Resolves once the names are known; rejects with FileError when a folder cannot be listed. */
  open(): Promise<void> {
    this.#running.abort();
    const running = new AbortController();
    this.#running = running;
    this.#opening = new Promise((resolve, reject) => {
      this.#read(running.signal, resolve).then(resolve, error => {
        if (!running.signal.aborted) return reject(error);
        resolve();
      });
    });
    return this.#opening;
  }

  /** Resolves when the files are known, also while they are listed again and were let go for that. */
  async listed(): Promise<void> {
    if (this.#hasLetGo) await this.#opening.catch(() => {});
  }

  /** Stops reading for good; not while files are listed again that were let go. */
  cancel(): void {
    if (this.#phase === 'done' || this.#phase === 'size' || this.#hasLetGo) return;
    this.#running.abort();
    this.#enter('cancelled');
  }

  /** Reads the WAL however much it is. */
  async readWal(): Promise<void> {
    this.#allWal = true;
    await this.open();
  }

  close(): void {
    this.#running.abort();
    this.#cache.clear();
  }

  picture(cluster: number): TimelinesPicture | undefined {
    const sources = this.#sources[cluster];
    return sources && pictureOf(cluster, sources);
  }

  sources(cluster: number): PictureSources | undefined {
    return this.#sources[cluster];
  }

  async #read(signal: AbortSignal, named: () => void): Promise<void> {
    const first = this.#revision === 0;
    if (first) this.#enter('names');
    else this.#letGo();
    const inventory = await openArchive(this.#files, this.#paths, this.#platform, {
      signal,
      // what was read before stays on screen until it is read again
      onNames: first
        ? names => {
            this.#take(names);
            this.#enter('heads');
            named();
          }
        : undefined,
      mostHeads: this.#allWal ? Number.POSITIVE_INFINITY : undefined,
      onProgress: (done, all) => this.#progress('heads', done, all),
    });
    signal.throwIfAborted();
    this.#take(inventory, this.#sources);
    named();
    if (this.#walBytes() > readUnasked && !this.#allWal) return this.#enter('size');
    await this.#readEvents(signal);
    this.#enter('done');
  }

  /** Very many files are not held twice while they are listed again. */
  #letGo(): void {
    const files = this.#summaries.reduce((sum, { segments }) => sum + segments, 0);
    if (files < heldTwice) return;
    this.#hasLetGo = true;
    this.#inventory = { clusters: [], problems: this.#inventory.problems };
    this.#sources = this.#sources.map(({ cluster, ...rest }) => ({
      ...rest,
      cluster: {
        ...cluster,
        repositories: cluster.repositories.map(repository => ({ ...repository, objects: [] })),
      },
    }));
  }

  async #readEvents(signal: AbortSignal): Promise<void> {
    const { clusters } = this.#inventory;
    const before = this.#sources;
    let shown = Date.now();
    for (const [number, cluster] of clusters.entries()) {
      const events: TimelineSegmentEvents[] = [];
      const reading = archiveEvents(this.#files, cluster, this.#platform, {
        signal,
        cache: this.#cache,
        onProgress: (done, all) => this.#progress('events', done, all),
      });
      for await (const segment of reading) {
        signal.throwIfAborted();
        events.push(segment);
        if (Date.now() - shown < pictureEvery || before[number].events.length > events.length) continue;
        shown = Date.now();
        this.#replace(number, { ...this.#sources[number], events: [...events] });
      }
      signal.throwIfAborted();
      this.#replace(number, { cluster, events, durability: await this.#durability(number, events) });
    }
  }

  async #durability(number: number, events: readonly TimelineSegmentEvents[]): Promise<Durability[]> {
    const cluster = this.#inventory.clusters[number];
    const found: Durability[] = [];
    for (const server of serversOf(cluster)) {
      const durability = await durabilityOf(this.#files, cluster, server, events);
      if (durability) found.push(durability);
    }
    return found;
  }

  #take(inventory: ArchiveInventory, before: readonly PictureSources[] = []): void {
    this.#inventory = inventory;
    this.#hasLetGo = false;
    this.#sources = inventory.clusters.map((cluster, number) => ({
      cluster,
      events: before[number]?.events ?? [],
      durability: before[number]?.durability ?? [],
    }));
    this.#summaries = inventory.clusters.map(cluster => summaryOf(cluster));
    this.#revision++;
  }

  #replace(number: number, sources: PictureSources): void {
    this.#sources = this.#sources.map((each, at) => (at === number ? sources : each));
    this.#revision++;
    this.#changed(this);
  }

  #walBytes(): number {
    return this.#summaries.reduce((sum, { segments, segmentSize }) => sum + segments * segmentSize, 0);
  }

  #progress(phase: Phase, done: number, all: number): void {
    this.#phase = phase;
    this.#done = done;
    this.#all = all;
    this.#changed(this);
  }

  #enter(phase: Phase): void {
    this.#progress(phase, 0, 0);
  }
}
