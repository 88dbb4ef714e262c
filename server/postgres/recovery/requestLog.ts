import type { RequestCycle, RestoreRequest } from './forecastTypes.ts';

/** The calls of restore_command. */
export class RequestLog {
  readonly all: RestoreRequest[] = [];
  /** Where the cycle begins that a waiting standby is in. */
  #cycleStart = 0;
  #lastCycle: string | undefined;

  add(request: RestoreRequest): void {
    this.all.push(request);
  }

  /**
   * A standby goes to sleep at the place that `place` describes. True when the cycle that has just ended was the same as
   * the one before: nothing will change any more.
   */
  endCycle(place: string): boolean {
    const cycle = this.all.slice(this.#cycleStart);
    const signature = `${place} ${JSON.stringify(cycle)}`;
    const repeats = signature === this.#lastCycle;
    this.#lastCycle = signature;
    if (!repeats) this.#cycleStart = this.all.length;
    return repeats;
  }

  /** All requests; those that a waiting standby repeats, once. */
  collapsed(waiting: boolean): (RestoreRequest | RequestCycle)[] {
    const cycle = waiting ? this.all.slice(this.#cycleStart) : [];
    if (!cycle.length) return [...this.all];
    const before = [...this.all];
    const repeats = () => {
      const tail = before.slice(-cycle.length);
      return tail.length === cycle.length && JSON.stringify(tail) === JSON.stringify(cycle);
    };
    while (repeats()) before.length -= cycle.length;
    // the cycle begins where its requests were first made in that order
    while (before.length && JSON.stringify(before.at(-1)) === JSON.stringify(cycle.at(-1))) {
      before.pop();
      cycle.unshift(cycle.pop()!);
    }
    return [...before, { polling: cycle }];
  }
}
