import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { openArchive } from '../../server/archive/openArchive.ts';
import type { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { find } from '../../server/cli/find.ts';
import { run } from '../cli/run.ts';
import { filesOf, type Recorded } from '../timelines/recorded.ts';

/** A recovery that a real server did: where it stopped, and what was wrong then. */
interface Proof {
  readonly settings: Readonly<Record<string, string>>;
  readonly leavesOut: number;
  readonly stopped: readonly string[];
  readonly problems: readonly string[];
}

/** What scripts/record-find.mjs did to a cluster, and the recoveries that undid it. */
export interface Accidents {
  readonly major: number;
  readonly accidents: readonly {
    readonly name: string;
    readonly drop?: string;
    readonly restorePoint?: string;
    readonly kind?: string;
    readonly tli?: number;
    /** The first one is of the setting that is recommended. */
    readonly proofs: readonly Proof[];
    /** Transactions of the traffic that were committed. */
    readonly ledger?: readonly number[];
  }[];
  /** Events in their order: kind, schemas, relations. */
  readonly events?: readonly string[];
  /** What the server called the files of its relations when the backup was made. */
  readonly names?: readonly {
    readonly database: string;
    readonly databaseOid: number;
    readonly schema: string;
    readonly name: string;
    readonly kind: string;
    readonly file: number;
  }[];
}

export function recordedFind(name: string): { truth: Accidents; files: MemoryFiles } {
  const path = new URL(`../truth/find/${name}.json.br`, import.meta.url);
  const recording: Recorded<Accidents> = JSON.parse(brotliDecompressSync(readFileSync(path)).toString());
  return { truth: recording.truth, files: filesOf(recording, { archive: '/archive', backup: '/backup' }) };
}

/** What `walscope find` prints as JSON. */
export async function found(files: MemoryFiles, args: readonly string[], paths = ['/archive', '/backup']) {
  const { stdout, stderr, status } = await run(find, ['--format', 'json', ...args, ...paths], files);
  return { ...JSON.parse(stdout.toString()), stderr, status };
}

export async function clusterOf(files: MemoryFiles, paths = ['/archive', '/backup']) {
  const { clusters } = await openArchive(files, paths, nodeDecompression);
  return clusters[0];
}
