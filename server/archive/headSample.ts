import type { WalObject } from './walObject.ts';

/** A pg_wal is read whole, as old files wait there under new names; up to this many. */
const mostLocal = 20_000;

/**
 * Some segments: those in a pg_wal and of archives about `most`, which are the first and the last of each timeline and,
 * of the others, one in so many.
 */
export function headSample(segments: readonly WalObject[], most: number): readonly WalObject[] {
  const archived = segments.filter(({ place }) => place === 'archive');
  const local = segments.filter(({ place }) => place !== 'archive');
  return [...spread(local, Math.max(most, mostLocal)), ...spread(archived, most)];
}

function spread(segments: readonly WalObject[], most: number): readonly WalObject[] {
  if (segments.length <= most) return segments;
  const ends = new Map<string, { first: WalObject; last: WalObject }>();
  for (const segment of segments) {
    const timeline = segment.name.slice(0, 8);
    const known = ends.get(timeline);
    if (!known) ends.set(timeline, { first: segment, last: segment });
    else if (segment.name < known.first.name) known.first = segment;
    else if (segment.name > known.last.name) known.last = segment;
  }
  const sample = new Set([...ends.values()].flatMap(({ first, last }) => [first, last]));
  const step = Math.ceil(segments.length / most);
  for (let at = 0; at < segments.length; at += step) sample.add(segments[at]);
  return [...sample];
}
