// @ts-check
// Measures WALScope against pg_waldump, in one run, on the same files:
//   npm run bench -- [--wal FOLDER] [--pg-waldump PROGRAM] [--repeat N] [--segments N]
// Without a folder the WAL is made of records that real servers of major 18 wrote; without the program (also
// looked for in PG_WALDUMP and PATH) the table has no ratios.
import { inProject } from './lib/project.mjs';
import { mustRun, runNode } from './lib/run.mjs';

await mustRun('Building', process.execPath, [inProject('scripts/build.mjs')], { output: 'ignore' });
process.exitCode = await runNode([
  '--import',
  'tsx',
  inProject('scripts/bench/main.ts'),
  ...process.argv.slice(2),
]);
