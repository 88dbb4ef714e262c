import type { ClusterInventory } from '../../archive/inventory.ts';
import type { Files } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import type { Lsn } from '../../postgres/lsn.ts';
import { parseSegmentName } from '../../postgres/segmentName.ts';
import type { KnownNames } from '../names/knownNames.ts';
import type { RelationFiles } from '../names/relationFiles.ts';
import { forkOf, wayTo } from '../timelines/fork.ts';
import { EventCollector, type RawEvent } from './eventCollector.ts';
import type { FindQuery } from './findTypes.ts';
import { type OpenStretch, type WalkOptions, walkTimelines } from './walkTimelines.ts';
import { stretchesOf, type WalPiece } from './walPieces.ts';

/** An event and where it was found. */
export interface PlacedEvent extends RawEvent {
  readonly timeline: number;
  readonly piece: WalPiece;
  /** The timeline that recovery has to follow to get there. */
  readonly recoverTo: number;
}

/** All events of a cluster that a query may mean, names aside. */
export interface Collected {
  readonly events: readonly PlacedEvent[];
  /** Commits on the way up to the end of each timeline. */
  readonly commits: ReadonlyMap<number, number>;
  readonly problems: readonly string[];
}

/** Events that are kept at the most. */
const mostEvents = 200_000;

/** Reads all WAL of a cluster once, tells the names what the relations are called, and keeps what the query may mean. */
export async function collectEvents(
  files: Files,
  cluster: ClusterInventory,
  platform: DecompressionPlatform,
  query: FindQuery,
  { names, pages }: KnownNames,
  options: WalkOptions & { readonly counted?: RelationFiles } = {},
): Promise<Collected> {
  const events: PlacedEvent[] = [];
  let tooMany = 0;
  const { counted } = options;
  const everyEnd = query.xid !== undefined || query.time !== undefined;
  const isWanted = wantedBy(query, counted);
  const emitFrom =
    ({ wal, timeline: { timeline }, pieces }: OpenStretch) =>
    (event: RawEvent) => {
      giveTimeToDatabaseDrop(events, event, timeline);
      if (!isWanted(event)) return;
      const piece = pieces[Number((event.lsn - wal.start) / BigInt(wal.segmentSize))];
      if (events.length < mostEvents) events.push(placed(event, timeline, piece, wal.segmentSize));
      else tooMany++;
    };
  const { ends, problems } = await walkTimelines<EventCollector>(
    files,
    cluster,
    platform,
    {
      begin(stretch, before) {
        const base = { pages, sharedUntil: pastSharedWith(cluster, stretch.timeline.timeline) };
        return new EventCollector(
          { wal: stretch.wal, names, base, emit: emitFrom(stretch), counted, everyEnd },
          before,
        );
      },
      add: (collector, batch, at) => collector.add(batch, at),
      keep: collector => collector.copy(),
    },
    options,
  );
  if (query.xid !== undefined) events.push(...openTransactions(query.xid, cluster, ends));
  return {
    events,
    commits: new Map([...ends].map(([timeline, { clock }]) => [timeline, clock.commits])),
    problems: tooMany ? [`${tooMany} more events were left out.`, ...problems] : problems,
  };
}

function placed(event: RawEvent, timeline: number, piece: WalPiece, segmentSize: number): PlacedEvent {
  const recoverTo = parseSegmentName(piece.name, segmentSize)?.timeline ?? timeline;
  return { ...event, timeline, piece, recoverTo };
}

/** What the numbers of an event tell against a query. */
function wantedBy(
  { xid, time, restorePoint }: FindQuery,
  counted: RelationFiles | undefined,
): (event: RawEvent) => boolean {
  return event => {
    if (counted && !event.touched && !changesAny(event, counted)) return false;
    if (xid !== undefined && event.xid !== xid && !event.subtransactions?.includes(xid)) return false;
    if (time !== undefined && !isFirstAtOrAfter(event, time)) return false;
    if (restorePoint !== undefined) return event.kind === 'restorePoint';
    if (xid !== undefined || time !== undefined || counted) return true;
    if (event.kind === 'drop') return !isAllTemporary(event);
    return event.kind === 'truncate' || event.kind === 'dropDatabase' || event.kind === 'restorePoint';
  };
}

function changesAny({ changes }: RawEvent, files: RelationFiles): boolean {
  const { dropped = [], emptied = [], replaced = [], rewritten = [] } = changes ?? {};
  return [...dropped, ...emptied, ...replaced, ...rewritten].some(
    ({ file }) => file !== undefined && files.has(file.database, file.relation),
  );
}

function isFirstAtOrAfter({ kind, time, latestBefore }: RawEvent, wanted: bigint): boolean {
  if (time === undefined || time < wanted || kind === 'restorePoint' || kind === 'dropDatabase') return false;
  return latestBefore === undefined || latestBefore < wanted;
}

/** Temporary tables go with their sessions: nobody misses them. */
function isAllTemporary({ changes }: RawEvent): boolean {
  const dropped = changes?.dropped ?? [];
  return changes?.schemas.length === 0 && dropped.every(({ row }) => row?.persistence === 't');
}

/** The record that drops a database has no time; the commit behind it does. */
function giveTimeToDatabaseDrop(
  events: PlacedEvent[],
  { kind, xid, time }: RawEvent,
  timeline: number,
): void {
  if (time === undefined || kind === 'restorePoint') return;
  for (let at = events.length - 1; at >= 0 && at >= events.length - 16; at--) {
    const event = events[at];
    if (event.kind === 'dropDatabase' && event.xid === xid && event.timeline === timeline)
      events[at] = { ...event, time: event.time ?? time };
  }
}

/** A transaction that is asked for and has no end in the WAL. */
function openTransactions(
  wanted: number,
  cluster: ClusterInventory,
  ends: ReadonlyMap<number, EventCollector>,
): PlacedEvent[] {
  return [...ends].flatMap(([timeline, collector]) => {
    const firstLsn = collector.firstLsnOfOpen(wanted);
    const place = firstLsn === undefined ? undefined : pieceAt(cluster, timeline, firstLsn);
    if (firstLsn === undefined || !place) return [];
    const event: RawEvent = {
      kind: 'open',
      lsn: firstLsn,
      firstLsn,
      xid: wanted,
      commits: collector.clock.commits,
      leftOutByTime: 0,
    };
    return placed(event, timeline, place, cluster.segmentSize);
  });
}

function pieceAt(cluster: ClusterInventory, timeline: number, lsn: Lsn): WalPiece | undefined {
  const inventory = cluster.timelines.find(each => each.timeline === timeline);
  const stretch =
    inventory && stretchesOf(cluster, inventory).find(({ from, to }) => from <= lsn && lsn < to);
  const size = BigInt(cluster.segmentSize);
  return stretch?.pieces[Number(lsn / size - stretch.from / size)];
}

const everything = 0xffff_ffff_ffff_ffffn;

/** Up to which LSN other timelines have the same past as `timeline`. */
function pastSharedWith(cluster: ClusterInventory, timeline: number): (other: number) => Lsn {
  const way = wayTo(cluster, timeline);
  const shared = new Map<number, Lsn>([[timeline, everything]]);
  return other => {
    const known = shared.get(other) ?? forkOf(way, wayTo(cluster, other))?.lsn ?? 0n;
    shared.set(other, known);
    return known;
  };
}
