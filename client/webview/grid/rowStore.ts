/** Where rows come from: at most `count` rows from `start` on, fewer where an answer would be too large. */
export type FetchRows<Row> = (
  start: number,
  count: number,
  signal: AbortSignal,
) => Promise<{ readonly start: number; readonly rows: readonly Row[] }>;

const page = 100;
const capacity = 4_000;

/**
 * Rows of a table that is too long to be held: knows those around what is on screen and fetches what is missing,
 * one request at a time, always for the place that was asked for last.
 */
export class RowStore<Row> {
  readonly #fetch: FetchRows<Row>;
  readonly #changed: () => void;
  readonly #rows = new Map<number, Row>();
  #wanted = { first: 0, end: 0 };
  #running: AbortController | undefined;
  #asked = { start: 0, count: 0 };
  #failed: string | undefined;

  constructor(fetch: FetchRows<Row>, changed: () => void) {
    this.#fetch = fetch;
    this.#changed = changed;
  }

  row(index: number): Row | undefined {
    return this.#rows.get(index);
  }

  /** Why the last request failed. */
  get problem(): string | undefined {
    return this.#failed;
  }

  /** Sees to it that rows from `first` to before `end` come. */
  want(first: number, end: number): void {
    if (this.#failed !== undefined && first === this.#wanted.first && end === this.#wanted.end) return;
    this.#wanted = { first, end };
    if (this.#running && !this.#overlapsRunning()) this.#running.abort();
    if (!this.#running) void this.#run();
  }

  /** Forgets everything; what is under way is given up. */
  clear(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.#rows.clear();
    this.#wanted = { first: 0, end: 0 };
    this.#failed = undefined;
  }

  #overlapsRunning(): boolean {
    const { start, count } = this.#asked;
    return start < this.#wanted.end && start + count > this.#wanted.first;
  }

  #missing(): { start: number; count: number } | undefined {
    const { first, end } = this.#wanted;
    for (let index = first; index < end; index++)
      if (!this.#rows.has(index)) return { start: index, count: Math.max(end - index, page) };
    return undefined;
  }

  async #run(): Promise<void> {
    for (let missing = this.#missing(); missing; missing = this.#missing()) {
      const control = new AbortController();
      this.#running = control;
      this.#asked = missing;
      try {
        const { start, rows } = await this.#fetch(missing.start, missing.count, control.signal);
        if (this.#running !== control) return;
        this.#running = undefined;
        this.#failed = undefined;
        if (rows.length === 0) return;
        this.#keep(start, rows);
        this.#changed();
      } catch (error) {
        if (this.#running !== control) return;
        this.#running = undefined;
        if (control.signal.aborted) continue;
        this.#failed = error instanceof Error ? error.message : String(error);
        this.#changed();
        return;
      }
    }
  }

  #keep(start: number, rows: readonly Row[]): void {
    for (const [at, row] of rows.entries()) this.#rows.set(start + at, row);
    if (this.#rows.size <= capacity) return;
    const { first, end } = this.#wanted;
    for (const index of this.#rows.keys())
      if (index < first - capacity / 4 || index > end + capacity / 4) this.#rows.delete(index);
  }
}
