import type { ClusterInventory } from '../../archive/inventory.ts';
import { pathOf, type WalObject } from '../../archive/walObject.ts';
import { FileError, type Files } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import { LazySources } from '../../bytes/lazySources.ts';
import { formatSegmentName, parseSegmentName } from '../../postgres/segmentName.ts';
import { openWal } from '../../postgres/wal/openWal.ts';
import type { WalSegment } from '../../postgres/wal/wal.ts';
import { endsInRecord, mostMarks, readEvents, withLastRecord } from './readEvents.ts';
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
  const marks = Math.max(fewestMarks, Math.min(mostMarks, Math.floor(allMarks / chosen.size)));
  // a segment is opened for the record that the one before it ends in, too
  const sources = new LazySources(files, platform, 2);
  let done = 0;
  try {
    for (const object of chosen.values()) {
      options.signal?.throwIfAborted();
      const next = segmentAfter(object, chosen, cluster);
      const events = await eventsOf(files, sources, object, next, options, marks);
      options.onProgress?.(++done, chosen.size);
      if (!events) continue;
      yield {
        ...events,
        timeline: Number.parseInt(object.name.slice(0, 8), 16),
        segment: object.name,
        path: pathOf(object),
      };
    }
  } finally {
    await sources.close();
  }
}

/** By name, in the order of the log. */
function segmentsToRead(cluster: ClusterInventory): Map<string, WalObject> {
  const present = new Map<string, WalObject>();
  for (const { objects } of cluster.repositories)
    for (const object of objects) {
      if (object.encrypted || (object.kind !== 'segment' && object.kind !== 'partial')) continue;
      const known = present.get(object.name);
      if (!known || rank(object) < rank(known)) present.set(object.name, object);
    }
  return new Map([...present].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The segment that goes on where another ends: of its timeline, else of one that left it in just that segment. */
function segmentAfter(
  { name }: WalObject,
  chosen: ReadonlyMap<string, WalObject>,
  { segmentSize, timelines }: ClusterInventory,
): WalObject | undefined {
  const id = parseSegmentName(name, segmentSize);
  if (!id) return undefined;
  const number = id.number + 1n;
  const next = chosen.get(formatSegmentName({ ...id, number }, segmentSize));
  if (next) return next;
  const child = timelines.find(
    ({ parent, switchLsn = 0n }) => parent === id.timeline && switchLsn / BigInt(segmentSize) === number,
  );
  return child && chosen.get(formatSegmentName({ timeline: child.timeline, number }, segmentSize));
}

function rank(object: WalObject): number {
  return (object.kind === 'partial' ? 2 : 0) + (object.place === 'archive' ? 0 : 1);
}

async function eventsOf(
  files: Files,
  sources: LazySources,
  object: WalObject,
  next: WalObject | undefined,
  { cache, signal }: EventOptions,
  marks: number,
): Promise<SegmentEvents | undefined> {
  try {
    const key = `${await identityOf(files, object)}|${next ? await identityOf(files, next) : ''}`;
    const known = cache?.get(key);
    if (known) return known;
    const own = { source: await sources.open(pathOf(object), signal), name: object.name };
    const wal = await openWal([own]);
    const within = await readEvents(wal, signal, marks);
    const follows =
      next && endsInRecord(within, wal.segmentSize) ? await opened(sources, next, signal) : undefined;
    const events = follows ? await withLastRecord(within, await openWal([own, follows]), signal) : within;
    cache?.set(key, events);
    return events;
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

async function opened(
  sources: LazySources,
  object: WalObject,
  signal: AbortSignal | undefined,
): Promise<WalSegment | undefined> {
  try {
    return { source: await sources.open(pathOf(object), signal), name: object.name };
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

async function identityOf(files: Files, object: WalObject): Promise<string> {
  const path = pathOf(object);
  const entry = await files.stat(path);
  return `${path}|${entry?.size}|${entry?.modified}`;
}
