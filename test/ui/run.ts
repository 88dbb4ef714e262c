import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { existing, inProject, say, vsixPath } from '../../scripts/lib/project.mjs';
import { unpack } from '../../scripts/sample.mjs';
import { collectConsoleErrors } from './consoleNoise.ts';
import { codeServerHost, desktopHost, type Host } from './hosts.ts';
import { declaredSuites, type Suite } from './suite.ts';
import { type Workbench, workbenchOf } from './workbench.ts';

// node --import tsx test/ui/run.ts [--host code-server|desktop] [--count FILE] [PART-OF-A-SUITE-FILE-NAME]...
const { values, positionals } = parseArgs({
  options: { host: { type: 'string' }, count: { type: 'string' } },
  allowPositionals: true,
});

const openers = { 'code-server': codeServerHost, desktop: desktopHost };
interface Count {
  passed: number;
  failed: number;
}

/** The kinds of VS Code to try in turn: the one asked for, else what is likelier to be had on this system. */
function wantedHosts(): (keyof typeof openers)[] {
  const asked = values.host ?? process.env.WALSCOPE_UI_HOST;
  if (asked === 'code-server' || asked === 'desktop') return [asked];
  return process.platform === 'linux' ? ['code-server', 'desktop'] : ['desktop', 'code-server'];
}

async function startHost(work: string): Promise<Host | undefined> {
  for (const kind of wantedHosts()) {
    try {
      return await openers[kind](vsixPath(), work);
    } catch (error) {
      say(`no ${kind} VS Code here: ${error instanceof Error ? error.message : error}`);
    }
  }
  return undefined;
}

/** Runs one test, tells how it went and counts it; whether it passed. */
async function runTest(count: Count, name: string, body: () => Promise<void>): Promise<boolean> {
  const started = Date.now();
  try {
    await body();
    count.passed++;
    console.log(`  ok   ${name} (${Date.now() - started} ms)`);
    return true;
  } catch (error) {
    count.failed++;
    console.log(`  FAIL ${name}\n${error instanceof Error ? error.stack : error}`);
    return false;
  }
}

async function runSuite(host: Host, { name, body }: Suite, folder: string): Promise<Count> {
  const count = { passed: 0, failed: 0 };
  await unpack(folder);
  const window = await host.open(folder);
  const errors = collectConsoleErrors(window.page);
  let workbench: Workbench | undefined;
  const test = async (title: string, step: () => Promise<void>) => {
    if (await runTest(count, title, step)) return;
    await workbench?.screenshot(`failed-${`${name}-${title}`.replace(/\W+/g, '-')}`).catch(() => undefined);
  };
  try {
    await test('the window opens', async () => {
      workbench = await workbenchOf(window, folder);
    });
    if (!workbench) return count;
    const context = { ...workbench, test };
    await body(context).catch(error => test('the suite runs to its end', () => Promise.reject(error)));
    await test('nothing wrote an error to the console', async () => {
      if (errors.length > 0) throw new Error(errors.join('\n'));
    });
    return count;
  } finally {
    await window.close();
  }
}

/**
 * Runs a suite; one that fails, once more in a fresh window. Its steps build on each other, and a window of a real VS
 * Code loses one now and then: what does not work fails twice.
 */
async function runSuiteTwiceAtMost(host: Host, suite: Suite, folder: string): Promise<Count> {
  console.log(suite.name);
  const first = await runSuite(host, suite, folder);
  if (first.failed === 0) return first;
  console.log(`${suite.name}: once more, in a fresh window`);
  return runSuite(host, suite, folder);
}

function suiteFiles(): string[] {
  return readdirSync(inProject('test/ui'))
    .filter(name => name.endsWith('.ui.ts'))
    .filter(name => positionals.length === 0 || positionals.some(part => name.includes(part)))
    .sort();
}

async function runAll(work: string, count: Count): Promise<void> {
  for (const file of suiteFiles()) await import(`./${file}`);
  if (!existing(vsixPath().split('/').at(-1) ?? ''))
    throw new Error('there is no VSIX: run `npm run package`');
  const host = await startHost(work);
  if (!host) throw new Error('there is no VS Code to test in; the lines above say what is missing');
  say(`testing in VS Code (${host.name})`);
  try {
    for (const suite of declaredSuites())
      await runSuiteTwiceAtMost(host, suite, `${work}/sample`).then(
        ({ passed, failed }) => {
          count.passed += passed;
          count.failed += failed;
        },
        error => runTest(count, suite.name, () => Promise.reject(error)),
      );
  } finally {
    await host.close();
  }
}

const work = mkdtempSync(`${tmpdir()}/walscope-ui-`);
const count: Count = { passed: 0, failed: 0 };
await runAll(work, count).catch(error => runTest(count, 'VS Code', () => Promise.reject(error)));
rmSync(work, { recursive: true, force: true });
if (values.count) writeFileSync(values.count, JSON.stringify(count));
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exit(count.failed > 0 ? 1 : 0);
