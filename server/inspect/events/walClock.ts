import { compareLsn, type Lsn } from '../../postgres/lsn.ts';

/** A moment of a timeline: microseconds since 2000-01-01 UTC. */
export interface ClockMark {
  readonly lsn: Lsn;
  readonly time: bigint;
}

/**
 * Tells the time of an LSN and the LSN of a time on one timeline, from the commits and aborts in its WAL. Between two
 * of them the answer is in proportion; outside of them there is none.
 */
export class WalClock {
  readonly #marks: readonly ClockMark[];

  constructor(marks: readonly ClockMark[]) {
    const sorted = [...marks].sort((a, b) => compareLsn(a.lsn, b.lsn));
    // clocks of servers may run back; the picture's axis may not
    const rising: ClockMark[] = [];
    for (const mark of sorted) {
      const last = rising[rising.length - 1];
      rising.push(last && mark.time < last.time ? { lsn: mark.lsn, time: last.time } : mark);
    }
    this.#marks = rising;
  }

  get first(): ClockMark | undefined {
    return this.#marks[0];
  }

  get last(): ClockMark | undefined {
    return this.#marks[this.#marks.length - 1];
  }

  timeOf(lsn: Lsn): bigint | undefined {
    return between(
      this.#marks,
      lsn,
      mark => mark.lsn,
      mark => mark.time,
    );
  }

  lsnOf(time: bigint): Lsn | undefined {
    return between(
      this.#marks,
      time,
      mark => mark.time,
      mark => mark.lsn,
    );
  }
}

/** The `wanted` of the place where `given` stands between two marks. */
function between(
  marks: readonly ClockMark[],
  value: bigint,
  given: (mark: ClockMark) => bigint,
  wanted: (mark: ClockMark) => bigint,
): bigint | undefined {
  if (!marks.length || value < given(marks[0]) || value > given(marks[marks.length - 1])) return undefined;
  let low = 0;
  let high = marks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (given(marks[middle]) <= value) low = middle;
    else high = middle - 1;
  }
  const before = marks[low];
  const after = marks[low + 1];
  if (!after || given(after) === given(before)) return wanted(before);
  const share = ((value - given(before)) * (wanted(after) - wanted(before))) / (given(after) - given(before));
  return wanted(before) + share;
}
