// @ts-check
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Settings of a quiet VS Code: nothing asks, nothing updates, nothing but the extension is to be seen. */
const quietSettings = {
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': 'off',
  'extensions.ignoreRecommendations': true,
  'files.exclude': { '**/.vscode': true },
  'git.enabled': false,
  'github.gitAuthentication': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.restoreWindows': 'none',
  'workbench.colorTheme': 'Dark Modern',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/**
 * A profile of its own for VS Code below `folder`, never the user's. One that is there already keeps its settings.
 * @param {string} folder
 * @param {Record<string, unknown>} [settings] beyond the quiet ones
 */
export function createProfile(folder, settings = {}) {
  const profile = { userData: `${folder}/user-data`, extensions: `${folder}/extensions` };
  const file = `${profile.userData}/User/settings.json`;
  mkdirSync(dirname(file), { recursive: true });
  mkdirSync(profile.extensions, { recursive: true });
  if (!existsSync(file)) writeFileSync(file, JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  return profile;
}

/** @typedef {ReturnType<typeof createProfile>} Profile */
