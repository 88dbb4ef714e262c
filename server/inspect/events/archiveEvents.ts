import type { ClusterInventory } from '../../archive/inventory.ts';
import { pathOf, type WalObject } from '../../archive/walObject.ts';
import { FileError, type Files } from '../../bytes/byteSource.ts';
import { type DecompressionPlatform, openPlain } from '../../bytes/decompress.ts';
import { openWal } from '../../postgres/wal/openWal.ts';
import { mostMarks, readEvents } from './readEvents.ts';
import type { SegmentEvents } from './walEvent.ts';

/** Events of segments that were read once, by the file's identity: a file that did not change is not read again. */
export type EventCache = Map<string, SegmentEvents>;

/** Times that are kept of a segment, so that there are not many more than `allMarks` of all. */
const allMarks = 500_000;
const fewestMarks = 8;

export interface EventOptions {
  readonly signal?: AbortSignal;
  readonly cache?: EventCache;
  /** Called after each segment: segments done, all segments. */
  readonly onProgress?: (done: number, all: number) => void;
}

/** What one segment of a timeline holds. */
export interface TimelineSegmentEvents extends SegmentEvents {
  readonly timeline: number;
  readonly segment: string;
  readonly path: string;
}

/**
 * Reads what happened in a cluster's WAL, a segment at a time in the order of the log: yields each as soon as it is
 * read. One file is read for each segment, an archived one before one in pg_wal. Files that cannot be read, or are
 * encrypted, are left out.
 */
export async function* archiveEvents(
  files: Files,
  cluster: ClusterInventory,
  platform: DecompressionPlatform,
  options: EventOptions = {},
): AsyncGenerator<TimelineSegmentEvents> {
  const chosen = segmentsToRead(cluster);
  const marks = Math.max(fewestMarks, Math.min(mostMarks, Math.floor(allMarks / chosen.length)));
  let done = 0;
  for (const object of chosen) {
    options.signal?.throwIfAborted();
    const events = await eventsOf(files, object, platform, options, marks);
    options.onProgress?.(++done, chosen.length);
    if (!events) continue;
    yield {
      ...events,
      timeline: Number.parseInt(object.name.slice(0, 8), 16),
      segment: object.name,
      path: pathOf(object),
    };
  }
}

function segmentsToRead(cluster: ClusterInventory): WalObject[] {
  const present = new Map<string, WalObject>();
  for (const { objects } of cluster.repositories)
    for (const object of objects) {
      if (object.encrypted || (object.kind !== 'segment' && object.kind !== 'partial')) continue;
      const known = present.get(object.name);
      if (!known || rank(object) < rank(known)) present.set(object.name, object);
    }
  return [...present.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function rank(object: WalObject): number {
  return (object.kind === 'partial' ? 2 : 0) + (object.place === 'archive' ? 0 : 1);
}

async function eventsOf(
  files: Files,
  object: WalObject,
  platform: DecompressionPlatform,
  { cache, signal }: EventOptions,
  marks: number,
): Promise<SegmentEvents | undefined> {
  const path = pathOf(object);
  try {
    const entry = await files.stat(path);
    const key = `${path}|${entry?.size}|${entry?.modified}`;
    const known = cache?.get(key);
    if (known) return known;
    const source = await openPlain(await files.open(path), object.fileName, platform, { signal });
    try {
      const events = await readEvents(await openWal([{ source, name: object.name }]), signal, marks);
      cache?.set(key, events);
      return events;
    } finally {
      await source.close();
    }
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
