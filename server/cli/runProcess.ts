import { nodeDecompression } from '../bytes/nodeDecompression.ts';
import { nodeFiles } from '../bytes/nodeFiles.ts';
import { withTarMembers } from '../bytes/tarMembers.ts';
import type { ExitStatus, Io, Verb } from './io.ts';

/** Runs a verb; what it throws is said on standard error. */
export async function runVerb(verb: Verb, args: readonly string[], io: Io): Promise<ExitStatus> {
  try {
    return await verb(args, io);
  } catch (error) {
    if (io.signal?.aborted) return 2;
    io.stderr(`walscope: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

/** Standard output that waits for a slow reader, and ends quietly when the reader has gone (`| head`). */
function write(chunk: string | Uint8Array): Promise<void> {
  return new Promise(resolve => process.stdout.write(chunk, () => resolve()));
}

/** Makes `run` this process's program: it gets the words of the command line, and the process ends as it says. */
export async function runProcess(run: Verb): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 2);
  });
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.exitCode = await run(process.argv.slice(2), {
    stdout: write,
    stderr: text => process.stderr.write(text),
    files: withTarMembers(nodeFiles, nodeDecompression),
    cwd: process.cwd(),
    env: process.env,
    signal: stop.signal,
  });
}
