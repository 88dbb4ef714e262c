import { nodeDecompression } from '../bytes/nodeDecompression.ts';
import { nodeFiles } from '../bytes/nodeFiles.ts';
import { withTarMembers } from '../bytes/tarMembers.ts';
import type { ExitStatus, Io, Verb } from './io.ts';
import { helpOn, helpOnAll, type VerbName, verbs } from './verbs.ts';

declare const walscopeVersion: string | undefined;

const version = typeof walscopeVersion === 'string' ? walscopeVersion : 'development';

const title = `walscope ${version}: PostgreSQL's write-ahead log, backups and configuration, without a server.\n\n`;
const asksForHelp = (word: string | undefined) => word === '--help' || word === '-?' || word === '-h';

/** Runs one verb; what a verb throws is said on standard error. */
async function run(args: readonly string[], io: Io): Promise<ExitStatus> {
  const [name, ...rest] = args;
  if (name === '--version' || name === '-V') {
    await io.stdout(`walscope ${version}\n`);
    return 0;
  }
  if (name === undefined || name === 'help' || asksForHelp(name)) {
    await io.stdout(title + helpOnAll());
    return name === undefined ? 2 : 0;
  }
  if (!Object.hasOwn(verbs, name)) {
    io.stderr(`walscope: unknown command "${name}"\nTry "walscope --help".\n`);
    return 2;
  }
  const help = rest.some(asksForHelp) ? helpOn(name as VerbName) : undefined;
  if (help !== undefined) {
    await io.stdout(help);
    return 0;
  }
  const verb: Verb = await verbs[name as VerbName].load();
  try {
    return await verb(rest, io);
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

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 2);
});

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

const status = await run(process.argv.slice(2), {
  stdout: write,
  stderr: text => process.stderr.write(text),
  files: withTarMembers(nodeFiles, nodeDecompression),
  cwd: process.cwd(),
  env: process.env,
  signal: stop.signal,
});
process.exitCode = status;
