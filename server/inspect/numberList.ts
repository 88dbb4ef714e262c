const chunkBits = 16;
const chunkLength = 1 << chunkBits;

/** A growing list of 32-bit numbers: 4 bytes each, and never copied as it grows. */
export class NumberList {
  readonly #chunks: Uint32Array[] = [];
  length = 0;

  push(value: number): void {
    const at = this.length++;
    const chunk = at >>> chunkBits;
    if (chunk === this.#chunks.length) this.#chunks.push(new Uint32Array(chunkLength));
    this.#chunks[chunk][at & (chunkLength - 1)] = value;
  }

  at(index: number): number {
    return this.#chunks[index >>> chunkBits][index & (chunkLength - 1)];
  }

  /** The first index whose value is `least` or more, in a list that ascends; `length` when there is none. */
  lowerBound(least: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle) < least) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
