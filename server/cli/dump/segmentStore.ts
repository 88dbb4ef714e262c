import type { ByteSource } from '../../bytes/byteSource.ts';
import type { WalSegment } from '../../postgres/wal/wal.ts';

/** More than this no history file holds, in bytes. */
export const historyLimit = 1024 * 1024;

/** Where segments are found by their 24 digits: a folder, a list of files, or a tar archive. */
export interface SegmentStore {
  /** The folder that has them all, for whoever opens it by itself. */
  readonly folder?: string;
  /** Name of the tar archive. */
  readonly archive?: string;
  /** Why the archive, or a compressed segment, could not be read to its end. */
  readonly problem?: string;
  has(segment: string): boolean;
  /** The one that is looked at first: tells major and segment size. */
  first(): string | undefined;
  /** The plain bytes of a segment; the store closes it. */
  open(segment: string): Promise<ByteSource>;
  /** The segment with its bytes read on demand; `size` is believed of those that are not open yet. */
  segment(name: string, size: number): WalSegment;
  /** Timelines that have a history file. */
  histories(): readonly number[];
  /** The text of a timeline's history file, undefined where there is none. */
  history(timeline: number): Promise<string | undefined>;
  /** What pg_waldump says of a segment that it wants and that is not there. */
  missing(segment: string): string;
  /** Looks for segments that have come or gone since. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}
