import { type BinaryFileState, binaryBytes } from '../../../server/protocol/binaryFile.ts';
import { decodeBase64 } from '../bytes/bytesView.ts';
import type { Host } from '../rpc.ts';
import type { ByteWindow } from './model.ts';

/** Bytes that are shown at once. */
export const windowSize = 4096;

const lineSize = 16;

/** Where the bytes end that are worth showing: behind the line in which nothing but zeros begins. */
export function shownEnd({ size, zerosFrom }: BinaryFileState): number {
  return Math.min(size, Math.ceil(zerosFrom / lineSize) * lineSize);
}

/** Fetches the window of bytes with `offset` in it. */
export async function fetchWindow(
  host: Host<unknown>,
  state: BinaryFileState,
  offset: number,
): Promise<ByteWindow> {
  const last = Math.max(0, shownEnd(state) - 1);
  const start = Math.floor(Math.min(offset, last) / windowSize) * windowSize;
  const length = Math.min(windowSize, shownEnd(state) - start);
  const answer = await host.request(binaryBytes, { session: state.session, offset: start, length });
  return { offset: start, bytes: decodeBase64(answer.bytes), stretches: answer.stretches };
}

/** Whether `offset` is in a window that was fetched. */
export function holds(window: ByteWindow | undefined, offset: number): boolean {
  return (
    window !== undefined &&
    offset >= window.offset &&
    offset < window.offset + Math.max(1, window.bytes.length)
  );
}
