// @ts-check
import { spawn } from 'node:child_process';
import { inProject, root } from './project.mjs';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] added to this process's own
 * @property {'inherit' | 'ignore'} [output]
 */

/**
 * Runs a program to its end and gives its exit status; 127 when it cannot be started, 128 when a signal ended it.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, { cwd = root, env = {}, output = 'inherit' } = {}) {
  return new Promise(resolve => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output],
      shell: process.platform === 'win32' && !/[\\/]/.test(command),
    });
    child.on('error', () => resolve(127));
    child.on('close', status => resolve(status ?? 128));
  });
}

/**
 * Like `run`, but anything other than success is an error saying what could not be done.
 * @param {string} purpose
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 */
export async function mustRun(purpose, command, args, options) {
  const status = await run(command, args, options);
  if (status !== 0) throw new Error(`${purpose} failed: ${command} ${args.join(' ')} ended with ${status}`);
}

const programs = {
  tsc: 'node_modules/typescript/bin/tsc',
  biome: 'node_modules/@biomejs/biome/bin/biome',
};

/** Runs one of the project's development programs. @param {keyof typeof programs} name @param {string[]} args @param {RunOptions} [options] */
export const runTool = (name, args, options) => runNode([inProject(programs[name]), ...args], options);

/** Runs this Node. @param {string[]} args @param {RunOptions} [options] */
export const runNode = (args, options) => run(process.execPath, args, options);
