/** Writes numbers as a C struct holds them on x86-64: little endian, each at a multiple of its size. */
export class ByteWriter {
  readonly #bytes: number[] = [];

  get length(): number {
    return this.#bytes.length;
  }

  get bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  align(size: number): this {
    while (this.#bytes.length % size) this.#bytes.push(0);
    return this;
  }

  /** `value` in `size` bytes, wherever the last one ended. */
  unaligned(value: number | bigint, size: number): this {
    let rest = BigInt(value);
    for (let i = 0; i < size; i++) {
      this.#bytes.push(Number(rest & 0xffn));
      rest >>= 8n;
    }
    return this;
  }

  u8(...values: number[]): this {
    return this.#each(values, 1);
  }
  u16(...values: number[]): this {
    return this.#each(values, 2);
  }
  u32(...values: number[]): this {
    return this.#each(values, 4);
  }
  u64(...values: bigint[]): this {
    return this.#each(values, 8);
  }

  #each(values: readonly (number | bigint)[], size: number): this {
    for (const value of values) this.align(size).unaligned(value, size);
    return this;
  }

  /** Text and a zero byte. */
  text(text: string): this {
    for (const byte of new TextEncoder().encode(text)) this.#bytes.push(byte);
    this.#bytes.push(0);
    return this;
  }

  /** What `write` writes, `count` times. */
  times(count: number, write: (w: this) => void): this {
    for (let i = 0; i < count; i++) write(this);
    return this;
  }
}
