// @ts-check
import { summary } from './lib/count.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { unitTests } from './lib/unitTests.mjs';

// `npm run unit`, or `npm run unit -- test/AREA` for a part.
await ensureDependencies();
const count = await unitTests(process.argv.slice(2));
console.log(summary(count));
process.exitCode = count.failed > 0 ? 1 : 0;
