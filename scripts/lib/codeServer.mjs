// @ts-check
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { say, toolsFolder } from './project.mjs';
import { mustRun } from './run.mjs';

// VS Code's own server with its workbench for a browser, from npm: what runs where no desktop VS Code can be had.
const version = '4.139.1';
const nodePackage = `node-${process.platform}-${process.arch}`;
const nodeVersion = 24;

const folder = `${toolsFolder}/node_modules/code-server`;
const node = `${toolsFolder}/node_modules/${nodePackage}/bin/node`;
const entry = `${folder}/out/node/entry.js`;

/** Installs code-server and the Node it needs into .tools/, unless both are there. No native part is built. */
export async function ensureCodeServer() {
  if (process.platform === 'win32')
    throw new Error('VS Code in a browser (code-server) does not run on Windows');
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  if (!existsSync(node) || !existsSync(entry)) {
    say(`installing VS Code for the browser (code-server ${version}) and Node ${nodeVersion} into .tools/`);
    mkdirSync(toolsFolder, { recursive: true });
    const packages = [`${nodePackage}@${nodeVersion}`, `code-server@${version}`];
    await mustRun('Installing code-server', 'npm', [
      'install',
      '--prefix',
      toolsFolder,
      '--no-save',
      ...quiet,
      ...packages,
    ]);
  }
  if (!existsSync(`${folder}/lib/vscode/node_modules`)) {
    say('installing what the VS Code in it needs');
    await mustRun('Installing VS Code’s dependencies', 'npm', ['install', '--omit=dev', ...quiet], {
      cwd: `${folder}/lib/vscode`,
    });
  }
}

/** @param {import('./profile.mjs').Profile} profile */
const profileArguments = profile => [
  '--user-data-dir',
  profile.userData,
  '--extensions-dir',
  profile.extensions,
];

/** @param {import('./profile.mjs').Profile} profile @param {string} vsix */
export const installInCodeServer = (profile, vsix) =>
  mustRun(
    'Installing the extension',
    node,
    [entry, ...profileArguments(profile), '--install-extension', vsix],
    {
      output: 'ignore',
    },
  );

/**
 * Serves VS Code on a free port of this machine only, without a password, until stopped.
 * @param {import('./profile.mjs').Profile} profile
 * @param {string} log file for what the server prints
 */
export async function serveCodeServer(profile, log) {
  const host = `127.0.0.1:${await freePort()}`;
  const options = ['--auth', 'none', '--bind-addr', host];
  const quiet = ['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'];
  const output = openSync(log, 'w');
  const server = spawn(node, [entry, ...options, ...quiet, ...profileArguments(profile)], {
    stdio: ['ignore', output, output],
    env: { ...process.env, PASSWORD: undefined },
  });
  await untilAnswers(`http://${host}`, server, log);
  return {
    /** The address that opens a folder. @param {string} folder */
    address: folder => `http://${host}/?folder=${encodeURIComponent(folder)}`,
    stop: () => stop(server),
  };
}

/** @param {import('node:child_process').ChildProcess} server */
async function stop(server) {
  if (server.exitCode !== null) return;
  const ended = new Promise(resolve => server.once('close', resolve));
  server.kill('SIGTERM');
  if (await Promise.race([ended.then(() => true), sleep(5000)])) return;
  server.kill('SIGKILL');
  await ended;
}

/** @param {string} origin @param {import('node:child_process').ChildProcess} server @param {string} log */
async function untilAnswers(origin, server, log) {
  for (let tries = 0; tries < 240; tries++) {
    if (server.exitCode !== null) break;
    const answer = await fetch(`${origin}/healthz`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(250);
  }
  server.kill('SIGKILL');
  throw new Error(`VS Code's server did not come up; what it said is in ${log}`);
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
