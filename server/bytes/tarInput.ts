import { byteReader } from './byteReader.ts';
import type { ByteSource } from './byteSource.ts';

/** A tar archive as bytes from its beginning to its end. */
export interface TarInput {
  /** Bytes that lie behind. */
  readonly position: number;
  /** The next `length` bytes, fewer at the end. */
  take(length: number): Promise<Uint8Array>;
  /** Goes on to `position`; tells whether the input reaches so far. */
  skipTo(position: number): Promise<boolean>;
}

/** Headers that lie close together are read at once. */
const window = 16 * 1024;

/** The input of an archive in which one can jump. */
export function seekingInput(source: ByteSource): TarInput {
  let position = 0;
  let ahead: Uint8Array = new Uint8Array(0);
  let from = 0;
  return {
    get position() {
      return position;
    },
    async take(length) {
      if (position < from || position + length > from + ahead.length) {
        ahead = await source.read(position, Math.max(window, length));
        from = position;
      }
      const taken = ahead.subarray(position - from, position - from + length);
      position += taken.length;
      return taken;
    },
    async skipTo(to) {
      position = to;
      return to <= source.size;
    },
  };
}

/** The input of an archive that comes as a stream. */
export function streamInput(
  stream: AsyncIterable<Uint8Array>,
): TarInput & { pieces(length: number): AsyncIterable<Uint8Array>; end(): Promise<void> } {
  const iterator = stream[Symbol.asyncIterator]();
  const reader = byteReader({ [Symbol.asyncIterator]: () => iterator });
  let position = 0;
  const drop = (bytes: number) => {
    reader.skip(bytes);
    position += bytes;
  };
  async function* pieces(length: number): AsyncGenerator<Uint8Array> {
    for (let left = length; left > 0; ) {
      if (!(await reader.fill(1))) return;
      const piece = reader.ahead.subarray(0, left);
      yield piece;
      drop(piece.length);
      left -= piece.length;
    }
  }
  return {
    get position() {
      return position;
    },
    async take(length) {
      await reader.fill(length);
      const taken = reader.ahead.slice(0, length);
      drop(taken.length);
      return taken;
    },
    pieces,
    async skipTo(to) {
      for await (const _ of pieces(to - position));
      return position === to;
    },
    /** Lets go of a stream that is not read to its end. */
    end: async () => void (await iterator.return?.()),
  };
}
