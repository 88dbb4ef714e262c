// @ts-check
import { existsSync } from 'node:fs';
import { say, toolsFolder } from './project.mjs';
import { mustRun, run } from './run.mjs';

const usualPlaces = [
  '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code',
  `${process.env.LOCALAPPDATA}/Programs/Microsoft VS Code/bin/code.cmd`,
  '/usr/share/code/bin/code',
  '/snap/bin/code',
];

/**
 * The `code` command of an installed desktop VS Code, or undefined. In a terminal of VS Code on a remote machine that
 * command is another one, which would use the profile of the window it belongs to.
 */
export async function installedDesktop() {
  if (process.env.VSCODE_IPC_HOOK_CLI) return undefined;
  // As root `code` does nothing, not even tell its version, without a folder for its data.
  const ask = [`--user-data-dir=${toolsFolder}/start/desktop/user-data`, '--version'];
  if ((await run('code', ask, { output: 'ignore' })) === 0) return 'code';
  return usualPlaces.find(path => existsSync(path));
}

/** Whether a desktop program could show its window here. */
export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/**
 * The executable of the VS Code that `@vscode/test-electron` keeps in .tools/, downloaded when it is not there.
 * @returns {Promise<string>}
 */
export async function downloadDesktop() {
  if (!hasDisplay()) throw new Error('there is no display for a desktop VS Code (DISPLAY is not set)');
  const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
  say('looking for the desktop VS Code in .tools/, downloading it when it is not there');
  return downloadAndUnzipVSCode({ version: 'stable', cachePath: `${toolsFolder}/vscode` });
}

/** @param {import('./profile.mjs').Profile} profile */
export const desktopArguments = profile => [
  `--user-data-dir=${profile.userData}`,
  `--extensions-dir=${profile.extensions}`,
];

/**
 * Installs a VSIX with VS Code's command line.
 * @param {string} executable of VS Code
 * @param {import('./profile.mjs').Profile} profile
 * @param {string} vsix
 */
export async function installInDesktop(executable, profile, vsix) {
  const { resolveCliPathFromVSCodeExecutablePath } = await import('@vscode/test-electron');
  const command = resolveCliPathFromVSCodeExecutablePath(executable);
  await installWithCommand(command, profile, vsix);
}

/** @param {string} command `code` @param {import('./profile.mjs').Profile} profile @param {string} vsix */
export const installWithCommand = (command, profile, vsix) =>
  mustRun(
    'Installing the extension',
    command,
    [...desktopArguments(profile), '--install-extension', vsix, '--force'],
    {
      output: 'ignore',
    },
  );
