import { createRequire } from 'node:module';

// The bundled command. A short dump should not wait for all the rest to be loaded.
const verb = process.argv[2];
if (verb === 'dump' || verb === 'stats') createRequire(import.meta.url)('./dump.cjs');
else await import('./main.ts');
