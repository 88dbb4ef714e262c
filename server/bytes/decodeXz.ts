import xz from 'xz-decompress';
import { BadCompressedData } from './compression.ts';

/** One .xz stream. */
export async function* decodeXz(compressed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = compressed[Symbol.asyncIterator]();
  const source = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  const reader = new xz.XzReadableStream(source).getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (reason) {
    throw new BadCompressedData(
      `damaged or incomplete xz data (${reason instanceof Error ? reason.message : reason})`,
    );
  } finally {
    await reader.cancel().catch(() => {});
  }
}
