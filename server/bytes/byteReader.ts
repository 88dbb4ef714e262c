/** Bytes of a stream, taken in any portions. */
export interface ByteReader {
  /** What has been read ahead and not been taken; valid until the next call. */
  readonly ahead: Uint8Array;
  /** Reads ahead until `bytes` bytes are there or the stream ends; tells whether they are. */
  fill(bytes: number): Promise<boolean>;
  /** Drops the first `bytes` bytes of `ahead`. */
  skip(bytes: number): void;
}

export function byteReader(stream: AsyncIterable<Uint8Array>): ByteReader {
  const iterator = stream[Symbol.asyncIterator]();
  let buffer = new Uint8Array(0);
  return {
    get ahead() {
      return buffer;
    },
    async fill(bytes) {
      const pieces: Uint8Array[] = [buffer];
      let length = buffer.length;
      while (length < bytes) {
        const { value, done } = await iterator.next();
        if (done) break;
        pieces.push(value);
        length += value.length;
      }
      if (pieces.length > 1) buffer = joined(pieces, length);
      return length >= bytes;
    },
    skip(bytes) {
      buffer = buffer.subarray(bytes);
    },
  };
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
