// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The project's folder, absolute. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** An absolute path from parts below the project's folder. @param {...string} parts */
export const inProject = (...parts) => [root, ...parts].join('/');

/** What the scripts install for themselves; never committed. */
export const toolsFolder = inProject('.tools');

/** Where test runs leave pictures and logs; never committed. */
export const artefactsFolder = inProject('.artefacts');

/** package.json as it is now. */
export const manifest = () => JSON.parse(readFileSync(inProject('package.json'), 'utf8'));

/** The path below the project's folder when something is there. @param {...string} parts */
export const existing = (...parts) => (existsSync(inProject(...parts)) ? inProject(...parts) : undefined);

/** Where `npm run package` puts the extension. */
export const vsixPath = () => inProject(`walscope-${manifest().version}.vsix`);

/** One line on what happens now. @param {string} text */
export const say = text => console.log(`walscope: ${text}`);
