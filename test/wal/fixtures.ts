import { memorySource } from '../../server/bytes/memoryFiles.ts';
import { openWal } from '../../server/postgres/wal/openWal.ts';
import type { Wal } from '../../server/postgres/wal/wal.ts';
import { type RecordedCase, readRecorded, segmentOf, unpacked } from './recorded.ts';

export const truthFolder = new URL('../truth/wal/', import.meta.url).pathname;
export const recorded = readRecorded(truthFolder);

/** For each major the case with the most records among those of 1 MB (16 MB for 10, which knows no other size). */
export const richest: readonly RecordedCase[] = [...new Set(recorded.cases.map(one => one.major))].map(
  major =>
    recorded.cases.filter(one => one.major === major).reduce((a, b) => (b.records > a.records ? b : a)),
);

export function bytesOf(one: RecordedCase): Uint8Array {
  return unpacked(`${truthFolder}${one.files.segment.path}`);
}

export function openCase(one: RecordedCase): Promise<Wal> {
  return openWal([segmentOf(truthFolder, one)]);
}

export function openBytes(bytes: Uint8Array, name?: string): Promise<Wal> {
  return openWal([{ source: memorySource(bytes), name }]);
}

/** Random numbers from 0 to 1 that are the same for the same seed: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
