import type { ClusterInventory } from '../../archive/inventory.ts';
import type { Files } from '../../bytes/byteSource.ts';
import type { DecompressionPlatform } from '../../bytes/decompress.ts';
import { formatLsn, type Lsn, parseLsn } from '../../postgres/lsn.ts';
import type { FoundPlace, FoundPlaces, PlaceBefore } from '../../protocol/recovery.ts';
import { type FindOptions, findEvents } from '../find/findEvents.ts';
import type { FindQuery, FindResult, FoundEvent } from '../find/findTypes.ts';
import { matchesNames } from '../find/matchQuery.ts';
import { foundPlace } from './eventText.ts';
import { readFindText, type Wish } from './findText.ts';

/** Places that are sent. */
const mostPlaces = 200;

/** Results that are remembered. */
const mostRemembered = 20;

/** Finds in one cluster, and remembers what was found: to find is to read all WAL. */
export interface Finder {
  find(query: FindQuery, options: FindOptions): Promise<FindResult>;
  /** What was found before; undefined when it was not looked for. */
  remembered(query: FindQuery): FindResult | undefined;
}

export function finderOf(files: Files, cluster: ClusterInventory, platform: DecompressionPlatform): Finder {
  const known = new Map<string, FindResult>();
  const remembered = (query: FindQuery) => known.get(keyOf(query));
  return {
    remembered,
    async find(query, options) {
      const before = remembered(query);
      if (before) return before;
      const result = await findEvents(files, cluster, platform, query, options);
      if (known.size >= mostRemembered) known.delete(known.keys().next().value!);
      known.set(keyOf(query), result);
      return result;
    },
  };
}

function keyOf(query: FindQuery): string {
  return JSON.stringify(query, (_, value) => (typeof value === 'bigint' ? String(value) : value));
}

/** The places that the text of a find box means; none for a text without meaning. */
export async function findPlaces(
  finder: Finder,
  cluster: ClusterInventory,
  text: string,
  options: FindOptions,
): Promise<FoundPlaces> {
  const wish = readFindText(text);
  if (!wish) return { places: [], count: 0, remarks: [] };
  if (wish.kind === 'lsn') return shown(placesAt(cluster, wish.lsn), []);
  const results = await resultsFor(finder, wish, options);
  const events = results.flatMap(result => result.events);
  const unnamed = events.length ? 0 : Math.max(0, ...results.map(result => result.unnamed));
  const remarks = [...new Set(results.flatMap(({ problems }) => problems))];
  if (unnamed && (wish.kind === 'drop' || wish.kind === 'name'))
    remarks.unshift(`${unnamed} drops are of relations whose names nothing here tells: try "drop".`);
  return shown(distinct(events).map(foundPlace), remarks);
}

async function resultsFor(
  finder: Finder,
  wish: Exclude<Wish, { kind: 'lsn' }>,
  options: FindOptions,
): Promise<FindResult[]> {
  switch (wish.kind) {
    case 'xid':
      return [await finder.find({ xid: wish.xid }, options)];
    case 'time':
      return [await finder.find({ time: wish.time }, options)];
    case 'drop':
      return [await notable(finder, { drop: wish.name }, options)];
    case 'restorePoint':
      return [await notable(finder, { restorePoint: wish.name }, options)];
    case 'name':
      return [
        await notable(finder, { drop: wish.name }, options),
        await notable(finder, { restorePoint: wish.name }, options),
        await touching(finder, wish.name, options),
      ];
  }
}

/** Transactions that did something to a relation, the newest first. */
async function touching(finder: Finder, relation: string, options: FindOptions): Promise<FindResult> {
  const all = await finder.find({ relation }, options);
  return { ...all, events: all.events.filter(({ touched }) => touched).reverse() };
}

/** Drops and restore points are found by one reading, whatever their names. */
async function notable(finder: Finder, query: FindQuery, options: FindOptions): Promise<FindResult> {
  const all = await finder.find({}, options);
  return { ...all, events: all.events.filter(event => matchesNames(event, query)) };
}

function distinct(events: readonly FoundEvent[]): FoundEvent[] {
  const byPlace = new Map<string, FoundEvent>();
  for (const event of events) {
    const key = `${event.timeline}/${event.lsn}`;
    if (!byPlace.has(key)) byPlace.set(key, event);
  }
  return [...byPlace.values()];
}

/** An LSN is on every timeline that has WAL there; the newest first. */
function placesAt({ timelines }: ClusterInventory, lsn: Lsn): FoundPlace[] {
  const text = formatLsn(lsn);
  return timelines
    .filter(
      ({ startLsn, endLsn, switchLsn = 0n }) =>
        lsn >= switchLsn && (startLsn ?? lsn + 1n) <= lsn && lsn < (endLsn ?? 0n),
    )
    .map(
      ({ timeline }): FoundPlace => ({
        timeline,
        lsn: text,
        tone: 'plain',
        title: text,
        facts: `on timeline ${timeline}`,
        label: text,
      }),
    )
    .reverse();
}

function shown(places: readonly FoundPlace[], remarks: readonly string[]): FoundPlaces {
  return { places: places.slice(0, mostPlaces), count: places.length, remarks };
}

/** The event at a place; undefined where nothing ends or is named there. */
export async function eventAt(
  finder: Finder,
  { timeline, lsn: text, xid }: PlaceBefore,
  options: FindOptions,
): Promise<FoundEvent | undefined> {
  const lsn = parseLsn(text);
  const isThere = (event: FoundEvent) => event.lsn === lsn && event.timeline === timeline;
  const found = finder.remembered({})?.events.find(isThere);
  return found ?? (await finder.find(xid ? { xid } : {}, options)).events.find(isThere);
}
