/** Highs that are kept: enough for all that concurrent sessions and stepped clocks bring about. */
const mostHighs = 4096;

interface High {
  readonly time: bigint;
  /** Commits before the transaction end that set it. */
  readonly commits: number;
}

/**
 * Counts commits along a timeline and remembers how their times rose. The server stops at the first transaction in the
 * log that ended at a target time or later, and times do not ascend in the log: sessions take them before they write.
 */
export class CommitClock {
  #commits: number;
  #highs: High[];

  constructor(from?: CommitClock) {
    this.#commits = from ? from.#commits : 0;
    this.#highs = from ? [...from.#highs] : [];
  }

  /** Commits so far. */
  get commits(): number {
    return this.#commits;
  }

  /** The latest time so far. */
  get latest(): bigint | undefined {
    return this.#highs[this.#highs.length - 1]?.time;
  }

  /** Goes on behind the end of a transaction. */
  add(time: bigint, isCommit: boolean): void {
    if (this.latest === undefined || time > this.latest) {
      this.#highs.push({ time, commits: this.#commits });
      if (this.#highs.length > 2 * mostHighs) this.#highs = this.#highs.slice(mostHighs);
    }
    if (isCommit) this.#commits++;
  }

  /** Commits so far that an exclusive recovery to `time` would leave out, because it stops before this place. */
  leftOutBy(time: bigint): number {
    const highs = this.#highs;
    let low = 0;
    let high = highs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (highs[middle].time < time) low = middle + 1;
      else high = middle;
    }
    return low < highs.length ? this.#commits - highs[low].commits : 0;
  }
}
