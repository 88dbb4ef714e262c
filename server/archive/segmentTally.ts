/** Ranks fit beside a segment number in one number: numbers are below 2^44 for every WAL that can exist. */
const ranks = 8;

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

  /** The segments of a timeline in ascending order, each once, with the best of its ranks. */
  best(timeline: number): { readonly numbers: Float64Array; readonly ranks: Uint8Array } {
    const packed = Float64Array.from(this.#packed.get(timeline) ?? []).sort();
    const best = new Uint8Array(packed.length);
    let count = 0;
    for (const each of packed) {
      const number = Math.floor(each / ranks);
      if (count > 0 && packed[count - 1] === number) continue;
      best[count] = each - number * ranks;
      packed[count++] = number;
    }
    return { numbers: packed.subarray(0, count), ranks: best.subarray(0, count) };
  }
}
