/** Ranks fit beside a segment number in one number: numbers are below 2^44 for every WAL that can exist. */
const ranks = 8;

/** Up to so many places for each file, segments are put into their places instead of being sorted. */
const placesPerFile = 8;

/** Segments in ascending order, each with its rank. */
export interface RankedSegments {
  readonly numbers: Float64Array;
  readonly ranks: Uint8Array;
}

/**
 * Counts files of segments by timeline, each with a rank from 0, the best, to 7. Numbers instead of objects: an
 * archive may hold a million segments.
 */
export class SegmentTally {
  readonly #packed = new Map<number, number[]>();

  add(timeline: number, number: number, rank: number): void {
    const packed = this.#packed.get(timeline);
    if (packed) packed.push(number * ranks + rank);
    else this.#packed.set(timeline, [number * ranks + rank]);
  }

  timelines(): IterableIterator<number> {
    return this.#packed.keys();
  }

  /** The segments of a timeline, each once, with the best of its ranks. */
  best(timeline: number): RankedSegments {
    const packed = this.#packed.get(timeline) ?? [];
    let [first, last] = [Number.POSITIVE_INFINITY, 0];
    for (const each of packed) {
      if (each < first) first = each;
      if (each > last) last = each;
    }
    const from = Math.floor(first / ranks);
    const places = Math.floor(last / ranks) - from + 1;
    return places <= packed.length * placesPerFile ? placed(packed, from, places) : sorted(packed);
  }
}

function placed(packed: readonly number[], from: number, places: number): RankedSegments {
  const best = new Uint8Array(places).fill(ranks);
  let count = 0;
  for (const each of packed) {
    const number = Math.floor(each / ranks);
    const rank = each - number * ranks;
    const place = number - from;
    if (best[place] === ranks) count++;
    if (rank < best[place]) best[place] = rank;
  }
  const numbers = new Float64Array(count);
  let next = 0;
  for (let place = 0; place < places; place++) if (best[place] < ranks) numbers[next++] = from + place;
  return { numbers, ranks: best.filter(rank => rank < ranks) };
}

function sorted(packed: readonly number[]): RankedSegments {
  const numbers = Float64Array.from(packed).sort();
  const best = new Uint8Array(numbers.length);
  let count = 0;
  for (const each of numbers) {
    const number = Math.floor(each / ranks);
    if (count > 0 && numbers[count - 1] === number) continue;
    best[count] = each - number * ranks;
    numbers[count++] = number;
  }
  return { numbers: numbers.subarray(0, count), ranks: best.subarray(0, count) };
}
