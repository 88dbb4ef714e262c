// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { say } from './project.mjs';
import { run, runNode } from './run.mjs';

const usualPlaces = [
  process.env.WALSCOPE_BROWSER,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
];

const installedBrowser = () => usualPlaces.find(path => path && existsSync(path));

function isDebianAsRoot() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return false;
  return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/** The Chromium that Playwright keeps for its version, downloaded when its host can be reached. */
async function playwrightBrowser() {
  const { chromium } = await import('playwright-core');
  if (existsSync(chromium.executablePath())) return chromium.executablePath();
  say('downloading Chromium for Playwright');
  const folder = dirname(createRequire(import.meta.url).resolve('playwright-core/package.json'));
  await runNode([`${folder}/cli.js`, 'install', 'chromium']);
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined;
}

/**
 * The path of a Chromium, installed when there is none: from Debian's packages as root, else by Playwright.
 * @returns {Promise<string>}
 */
export async function ensureBrowser() {
  const found = installedBrowser();
  if (found) return found;
  if (isDebianAsRoot()) {
    say('installing Chromium (apt-get)');
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], { env });
    await run(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-liberation'],
      { env },
    );
  }
  const browser = installedBrowser() ?? (await playwrightBrowser());
  if (browser) return browser;
  throw new Error(
    'no Chromium was found and none could be installed. Install Chromium or Google Chrome, or name one in WALSCOPE_BROWSER',
  );
}
