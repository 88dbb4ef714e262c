import type { Files } from '../../server/bytes/byteSource.ts';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { nodeFiles } from '../../server/bytes/nodeFiles.ts';
import type { Verb } from '../../server/cli/io.ts';

/** What a verb printed and how it ended. */
export interface Run {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly status: number;
}

/** Runs a verb of the command line in this process. */
export async function run(
  verb: Verb,
  args: readonly string[],
  files: Files = nodeFiles,
  cwd = '/',
): Promise<Run> {
  const pieces: Buffer[] = [];
  let stderr = '';
  const status = await verb(args, {
    // a verb may write its next piece into the same memory
    stdout: piece => void pieces.push(Buffer.from(piece as string)),
    stderr: text => {
      stderr += text;
    },
    files,
    cwd,
    env: {},
  });
  return { stdout: Buffer.concat(pieces), stderr, status };
}

/** Files below /wal, which is the working directory. */
export function walFiles(files: readonly (readonly [name: string, bytes: Uint8Array])[]): MemoryFiles {
  return new MemoryFiles(files.map(([name, bytes]) => [`/wal/${name}`, bytes] as const));
}
