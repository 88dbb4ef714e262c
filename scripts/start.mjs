// @ts-check
import { spawn } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { ensureCodeServer, installInCodeServer, serveCodeServer } from './lib/codeServer.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import {
  desktopArguments,
  downloadDesktop,
  hasDisplay,
  installedDesktop,
  installInDesktop,
  installWithCommand,
} from './lib/desktop.mjs';
import { createProfile } from './lib/profile.mjs';
import { inProject, say, toolsFolder, vsixPath } from './lib/project.mjs';
import { mustRun } from './lib/run.mjs';
import { unpack } from './sample.mjs';

// `npm start`: VS Code with the packaged extension on the sample, in a profile of its own.
const work = `${toolsFolder}/start`;

/** A window on the sample begins with its README.md, which says where to look. */
const readmeFirst = { 'workbench.startupEditor': 'readme' };

async function prepare() {
  await ensureDependencies();
  say('building');
  await mustRun('Building', process.execPath, [inProject('scripts/build.mjs')]);
  say('packaging');
  await mustRun('Packaging', process.execPath, [inProject('scripts/package.mjs')]);
  const sample = `${work}/sample`;
  await unpack(sample);
  copyFileSync(inProject('test/sample/START.md'), `${sample}/README.md`);
  return sample;
}

/** @param {string} program @param {string[]} args */
function startDesktop(program, args) {
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const shell = process.platform === 'win32' && program.endsWith('.cmd');
  spawn(program, [...args, ...asRoot, '--disable-workspace-trust', '--new-window'], {
    detached: true,
    stdio: 'ignore',
    shell,
  }).unref();
}

/** The desktop VS Code that is installed; false when there is none. @param {string} folder */
async function openInstalled(folder) {
  const command = hasDisplay() ? await installedDesktop() : undefined;
  if (!command) return false;
  const profile = createProfile(`${work}/desktop`, readmeFirst);
  await installWithCommand(command, profile, vsixPath());
  say(`opening ${folder} in the installed VS Code`);
  startDesktop(command, [...desktopArguments(profile), folder]);
  return true;
}

/** The desktop VS Code that can be downloaded. @param {string} folder */
async function openDownloaded(folder) {
  const executable = await downloadDesktop();
  const profile = createProfile(`${work}/desktop`, readmeFirst);
  await installInDesktop(executable, profile, vsixPath());
  say(`opening ${folder} in the downloaded VS Code`);
  startDesktop(executable, [...desktopArguments(profile), folder]);
}

/** VS Code in a browser; goes on until it is interrupted. @param {string} folder */
async function openInBrowser(folder) {
  await ensureCodeServer();
  const profile = createProfile(`${work}/browser`, readmeFirst);
  await installInCodeServer(profile, vsixPath());
  const server = await serveCodeServer(profile, `${work}/code-server.log`);
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => void server.stop().then(() => process.exit(0)));
  const address = server.address(folder);
  say(`VS Code runs at ${address}`);
  say('Ctrl+C ends it');
  if (hasDisplay()) openAddress(address);
}

/** @param {string} address */
function openAddress(address) {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  spawn(opener, [address], { stdio: 'ignore', detached: true })
    .on('error', () => say('open that address in a browser'))
    .unref();
}

try {
  const folder = await prepare();
  if (!(await openInstalled(folder))) {
    await openDownloaded(folder).catch(error => {
      say(`no desktop VS Code: ${error instanceof Error ? error.message : error}`);
      return openInBrowser(folder);
    });
  }
} catch (error) {
  say(`${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
