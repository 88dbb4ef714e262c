// @ts-check
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';

/** Settings of a quiet VS Code: nothing asks, nothing updates, nothing but the extension is to be seen. */
const quietSettings = {
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'github.gitAuthentication': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.restoreWindows': 'none',
  'workbench.colorTheme': 'Default Dark Modern',
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
 */
export function createProfile(folder) {
  const profile = { userData: `${folder}/user-data`, extensions: `${folder}/extensions` };
  mkdirSync(`${profile.userData}/User`, { recursive: true });
  mkdirSync(profile.extensions, { recursive: true });
  if (!existsSync(settingsFile(profile))) writeSettings(profile, {});
  return profile;
}

/** @param {{userData: string}} profile */
const settingsFile = ({ userData }) => `${userData}/User/settings.json`;

/** @typedef {ReturnType<typeof createProfile>} Profile */

/**
 * Sets the profile's settings to the quiet ones and `more`; a running VS Code takes them over at once.
 * @param {Profile} profile
 * @param {Record<string, unknown>} more
 */
export function writeSettings(profile, more) {
  writeFileSync(
    `${profile.userData}/User/settings.json`,
    JSON.stringify({ ...quietSettings, ...more }, null, 2),
  );
}
