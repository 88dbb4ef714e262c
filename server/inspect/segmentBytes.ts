import type { Files } from '../bytes/byteSource.ts';
import { type DecompressionPlatform, openPlain, type PlainSource } from '../bytes/decompress.ts';

/** A segment's plain bytes, and how the file lies there. */
export interface SegmentBytes {
  readonly source: PlainSource;
  /** Size of the file in bytes, compressed if it is. */
  readonly fileSize: number;
}

/** Opens the segment at `path` and decompresses it if need be. Rejects with a `FileError` when it can't be read. */
export async function openSegmentBytes(
  files: Files,
  path: string,
  platform: DecompressionPlatform,
): Promise<SegmentBytes> {
  const file = await files.open(path);
  try {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return { source: await openPlain(file, name, platform), fileSize: file.size };
  } catch (error) {
    await file.close();
    throw error;
  }
}
