import { execFileSync } from 'node:child_process';
import { inProject } from '../lib/project.mjs';
import { median } from './measure.ts';

/** Loads and activates a bundle with a VS Code that does nothing, and prints the milliseconds that took. */
const host = `
const Module = require('node:module');
const nothing = () => new Proxy(function () {}, {
  get: (_, key) => (key === Symbol.toPrimitive ? () => '' : key === 'then' ? undefined : nothing()),
  apply: nothing,
  construct: nothing,
  set: () => true,
});
process.on('uncaughtException', ({ stack }) => process.exit(console.error(stack) ?? 1));
const load = Module._load;
Module._load = (name, ...rest) => (name === 'vscode' ? Object.create(nothing()) : load(name, ...rest));
const before = performance.now();
require(process.argv[1]).activate({ subscriptions: [], extensionUri: {}, asAbsolutePath: path => path });
console.log(performance.now() - before);
process.exit();
`;

/** Milliseconds that loading and activating the extension takes, the median of `repeat` processes. */
export function activation(repeat: number): number {
  const bundle = inProject('dist/extension.cjs');
  const once = () => Number(execFileSync(process.execPath, ['-e', host, bundle]));
  return median(Array.from({ length: repeat }, once));
}
