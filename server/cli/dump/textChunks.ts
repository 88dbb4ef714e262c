/** Bytes that one chunk holds. */
const chunkBytes = 1024 * 1024;

/** Gathers text in chunks of equal size, so that the memory of those that were printed can be used again. */
export class TextChunks {
  readonly full: Uint8Array[] = [];
  readonly #spare: ArrayBuffer[];
  #chunk = new Uint8Array(0);
  #length = 0;

  /** `spare`: memory of earlier chunks. */
  constructor(spare: readonly ArrayBuffer[] = []) {
    this.#spare = spare.filter(buffer => buffer.byteLength === chunkBytes);
  }

  append(text: Uint8Array): void {
    for (let from = 0; from < text.length; ) {
      if (this.#length === this.#chunk.length) this.#next();
      const piece = text.subarray(from, from + this.#chunk.length - this.#length);
      this.#chunk.set(piece, this.#length);
      this.#length += piece.length;
      from += piece.length;
    }
  }

  #next(): void {
    this.#finish();
    this.#chunk = new Uint8Array(this.#spare.pop() ?? new ArrayBuffer(chunkBytes));
  }

  #finish(): void {
    if (this.#length) this.full.push(this.#chunk.subarray(0, this.#length));
    this.#chunk = new Uint8Array(0);
    this.#length = 0;
  }

  /** All chunks in order, and the memory that was not needed. */
  taken(): { readonly output: readonly Uint8Array[]; readonly spare: readonly ArrayBuffer[] } {
    this.#finish();
    return { output: this.full.splice(0), spare: this.#spare };
  }
}
