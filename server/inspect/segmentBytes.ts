import type { ByteSource, Files } from '../bytes/byteSource.ts';

export interface SegmentBytes {
  readonly source: ByteSource;
  readonly fileSize: number;
  readonly compression?: string;
}

/** The plain bytes of the segment at `path`. */
export async function openSegmentBytes(files: Files, path: string): Promise<SegmentBytes> {
  const source = await files.open(path);
  return { source, fileSize: source.size };
}
