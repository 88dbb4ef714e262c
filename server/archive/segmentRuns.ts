/**
 * Numbers of segments kept as sorted runs `[from, to]`: a million archived segments in a row are one pair.
 * Segment numbers are below 2^53 for every WAL that can exist in practice (16 MB segments: 2^77 bytes).
 */
export class SegmentRuns {
  readonly runs: (readonly [from: number, to: number])[];

  constructor(numbers: ArrayLike<number>) {
    const sorted = Float64Array.from(numbers).sort();
    const runs: [number, number][] = [];
    for (const number of sorted) {
      const last = runs[runs.length - 1];
      if (last && number <= last[1] + 1) last[1] = number;
      else runs.push([number, number]);
    }
    this.runs = runs;
  }

  get first(): number | undefined {
    return this.runs[0]?.[0];
  }

  get last(): number | undefined {
    return this.runs[this.runs.length - 1]?.[1];
  }

  get count(): number {
    return this.runs.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  }

  has(number: number): boolean {
    const run = this.runs[this.#indexAtOrAfter(number)];
    return run !== undefined && run[0] <= number;
  }

  /** The first number from `least` on; undefined when there is none. */
  firstFrom(least: number): number | undefined {
    const run = this.runs[this.#indexAtOrAfter(least)];
    return run && Math.max(run[0], least);
  }

  /** The parts of `[from, to]` that no run covers. */
  missing(from: number, to: number): [from: number, to: number][] {
    const holes: [number, number][] = [];
    let next = from;
    for (let i = this.#indexAtOrAfter(from); i < this.runs.length && next <= to; i++) {
      const [start, end] = this.runs[i];
      if (start > to) break;
      if (start > next) holes.push([next, start - 1]);
      next = Math.max(next, end + 1);
    }
    if (next <= to) holes.push([next, to]);
    return holes;
  }

  /** Index of the first run that ends at or after `number`. */
  #indexAtOrAfter(number: number): number {
    let low = 0;
    let high = this.runs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.runs[middle][1] < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
