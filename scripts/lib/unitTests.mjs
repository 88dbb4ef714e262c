// @ts-check
import { countOf } from './count.mjs';
import { filesBelow } from './entries.mjs';
import { inProject } from './project.mjs';
import { runNode } from './run.mjs';

/**
 * Runs the tests that need no VS Code: every `*.test.ts` below test/, or below the given folders or files only.
 * @param {string[]} [only]
 */
export function unitTests(only = []) {
  const files = filesBelow('test').filter(
    path => path.endsWith('.test.ts') && (only.length === 0 || only.some(start => path.startsWith(start))),
  );
  return countOf('unit', countFile =>
    runNode([
      '--import',
      'tsx',
      '--import',
      new URL('../../test/seed.ts', import.meta.url).href,
      '--test',
      '--test-timeout=300000',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-reporter=${new URL('./countReporter.mjs', import.meta.url)}`,
      `--test-reporter-destination=${countFile}`,
      ...files.map(path => inProject(path)),
    ]),
  );
}
