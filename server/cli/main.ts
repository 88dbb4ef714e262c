import type { ExitStatus, Io, Verb } from './io.ts';
import { runProcess, runVerb } from './runProcess.ts';
import { helpOn, helpOnAll, type VerbName, verbs } from './verbs.ts';

declare const walscopeVersion: string | undefined;

const version = typeof walscopeVersion === 'string' ? walscopeVersion : 'development';

const title = `walscope ${version}: PostgreSQL's write-ahead log, backups and configuration, without a server.\n\n`;
const asksForHelp = (word: string | undefined) => word === '--help' || word === '-?' || word === '-h';

/** Runs the verb that the first word names. */
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
  return runVerb(verb, rest, io);
}

await runProcess(run);
