// @ts-check
import { countOf, summary } from './lib/count.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { existing, inProject, say } from './lib/project.mjs';
import { runNode, runTool } from './lib/run.mjs';
import { unitTests } from './lib/unitTests.mjs';

// `npm test`: everything, from nothing but Node, npm and git. The last line is the sum over all steps.
const started = Date.now();
const total = { passed: 0, failed: 0 };

/** @param {import('./lib/count.mjs').Count} count */
function add({ passed, failed }) {
  total.passed += passed;
  total.failed += failed;
}

/** A step that counts as one test. @param {string} name @param {() => Promise<number>} step its exit status */
async function check(name, step) {
  say(name);
  const passed = (await step()) === 0;
  if (!passed) say(`FAILED: ${name}`);
  add(passed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
  return passed;
}

async function installed() {
  try {
    await ensureDependencies();
    return true;
  } catch (error) {
    say(`${error instanceof Error ? error.message : error}. Is npm there, and a registry it can reach?`);
    return false;
  }
}

async function allTests() {
  if (!(await installed())) return add({ passed: 0, failed: 1 });
  const built = await check('building', () => runNode([inProject('scripts/build.mjs')]));
  await check('type check', () => runTool('tsc', ['--noEmit']));
  await check('lint and format (biome)', () => runTool('biome', ['check', '--error-on-warnings', '.']));
  say('unit tests');
  add(await unitTests());
  if (!built || !(await check('packaging', () => runNode([inProject('scripts/package.mjs')])))) {
    say('FAILED: without a package there is nothing to try in VS Code');
    return add({ passed: 0, failed: 1 });
  }
  if (!existing('test/ui/run.ts')) return;
  say('the packaged extension in real VS Code');
  add(
    await countOf('ui', file => runNode(['--import', 'tsx', inProject('test/ui/run.ts'), '--count', file])),
  );
}

await allTests();
say(`took ${Math.round((Date.now() - started) / 1000)} s`);
console.log(summary(total));
process.exitCode = total.failed > 0 ? 1 : 0;
