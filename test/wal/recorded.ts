import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decompress } from 'fzstd';
import { memorySource } from '../../server/bytes/memoryFiles.ts';
import type { Major } from '../../server/postgres/majors.ts';
import type { WalSegment } from '../../server/postgres/wal/wal.ts';

/** One segment of the recorded truth: what the server wrote and what pg_waldump said about it. */
export interface RecordedCase {
  readonly id: string;
  readonly major: Major;
  readonly segmentSize: number;
  readonly file: string;
  readonly readAs?: string;
  readonly timeline: number;
  readonly magic: string;
  readonly records: number;
  readonly exit: number;
  readonly stderr: string;
  readonly files: Record<string, { path: string; bytes: number; sha256: string }>;
}

/** Neighbouring segments that were read in one run. `crossing`: the lines that no run over one segment prints. */
export interface RecordedRange {
  readonly segments: readonly string[];
  readonly records: number;
  readonly exit: number;
  readonly stderr: string;
  readonly crossing: readonly string[] | { readonly path: string };
}

export interface Recorded {
  readonly cases: readonly RecordedCase[];
  readonly ranges: readonly RecordedRange[];
}

export function readRecorded(folder: string): Recorded {
  return JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
}

export function unpacked(path: string): Uint8Array {
  return decompress(readFileSync(path));
}

/** The segment of a case, named as pg_waldump was given it. */
export function segmentOf(folder: string, recorded: RecordedCase): WalSegment {
  return {
    source: memorySource(unpacked(join(folder, recorded.files.segment.path))),
    name: recorded.readAs ?? recorded.file,
  };
}

/** The record lines that pg_waldump printed for a case. */
export function linesOf(folder: string, recorded: RecordedCase): string[] {
  return recordLines(join(folder, recorded.files.out.path));
}

/** The record lines of a compressed output. */
export function recordLines(path: string): string[] {
  return new TextDecoder('latin1')
    .decode(unpacked(path))
    .split('\n')
    .filter(line => line.startsWith('rmgr: '));
}

/** The beginning of a record line up to its description. */
export function headOf(line: string): string {
  return line.slice(0, line.indexOf(', desc: '));
}
