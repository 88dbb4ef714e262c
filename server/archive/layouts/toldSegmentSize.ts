import type { Lsn } from '../../postgres/lsn.ts';
import { formatSegmentName } from '../../postgres/segmentName.ts';

const megabyte = 1024 * 1024;

/**
 * The segment size, in bytes, with which the segment that holds `lsn` has this name; undefined where none or more than
 * one has. It tells the size of what is encrypted.
 */
export function toldSegmentSize(name: string | undefined, lsn: Lsn | undefined): number | undefined {
  if (!name || !lsn) return undefined;
  const timeline = Number.parseInt(name.slice(0, 8), 16);
  const sizes = Array.from({ length: 11 }, (_, power) => megabyte * 2 ** power);
  const fitting = sizes.filter(
    size => formatSegmentName({ timeline, number: lsn / BigInt(size) }, size) === name,
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}
