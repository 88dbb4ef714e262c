import { FileError, type Files } from '../bytes/byteSource.ts';
import { looksWhole } from '../bytes/compressedEnd.ts';
import { type DecompressionPlatform, plainHead, plainSize } from '../bytes/decompress.ts';
import { type HeadFault, headBytes, readSegmentHead, type SegmentHead } from './segmentHead.ts';

/**
 * Reads the beginning of a segment file, and of a compressed one whether all of it is there. Undefined where nothing
 * here decompresses it; a FileError where it cannot be read.
 */
export async function readHead(
  files: Files,
  path: string,
  platform: DecompressionPlatform,
): Promise<SegmentHead | HeadFault | FileError | undefined> {
  try {
    const source = await files.open(path);
    try {
      const head = await plainHead(source, path, platform, headBytes);
      if (!head) return undefined;
      if (!head.compression) return readSegmentHead(head.bytes, source.size);
      const read = head.bytes.length ? readSegmentHead(head.bytes) : 'undecodable';
      if (typeof read === 'string' || (await looksWhole(source, head.compression, read.segmentSize)))
        return read;
      const { size, whole } = await plainSize(source, path, platform);
      return whole ? { ...read, plainBytes: size } : 'cut short';
    } finally {
      await source.close();
    }
  } catch (error) {
    if (error instanceof FileError) return error;
    throw error;
  }
}
