import { defaultSegmentSize, isValidSegmentSize } from '../postgres/segmentName.ts';
import type { WalObject } from './walObject.ts';

const perLog = 0x1_0000_0000;

/**
 * The segment size, in bytes, that the names fit: the last eight digits count the segments of 4 GB of log. Where
 * segments go on from one such part of the log to the next, the last one of a part tells the size; else 16 MB, or less
 * where there are too many for that.
 */
export function sizeOfNames(objects: readonly WalObject[]): number {
  const lastOf = new Map<string, number>();
  const begun = new Set<string>();
  for (const { kind, name } of objects) {
    if (kind !== 'segment') continue;
    const part = name.slice(0, 16);
    const number = Number.parseInt(name.slice(16), 16);
    if (number > (lastOf.get(part) ?? -1)) lastOf.set(part, number);
    if (number === 0) begun.add(part);
  }
  const most = [...lastOf.values()].reduce((a, b) => Math.max(a, b), 0);
  const goesOn = [...lastOf].some(([part, last]) => last === most && begun.has(partAfter(part)));
  const told = perLog / (most + 1);
  if (goesOn && isValidSegmentSize(told)) return told;
  let size = defaultSegmentSize;
  while (perLog / size <= most && isValidSegmentSize(size / 2)) size /= 2;
  return size;
}

function partAfter(part: string): string {
  const log = Number.parseInt(part.slice(8), 16) + 1;
  return part.slice(0, 8) + log.toString(16).toUpperCase().padStart(8, '0');
}
