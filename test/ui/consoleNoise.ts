import type { Page } from 'playwright-core';

/** What a VS Code without its native parts, or without a network, says by itself. It is not about the extension. */
const hostNoise = [
  /spdlog|native-watchdog|vsda|deviceid|windows-registry|authentication provider/i,
  /Failed to load resource: the server responded with a status of 40[0-9]/,
  /net::ERR_(NAME_NOT_RESOLVED|INTERNET_DISCONNECTED|CONNECTION_|BLOCKED_BY|FAILED|ABORTED|NETWORK)/,
  /marketplace|open-vsx|extensions gallery|ExtensionGallery/i,
  /An iframe which has both allow-scripts and allow-same-origin/,
  /ResizeObserver loop/,
];

/** Where the installed extension's own files come from. Nothing about them is noise. */
const ownFiles = /walscope\.walscope-/;

/** Collects the errors that the window and all its frames write to the console, host noise left out. */
export function collectConsoleErrors(page: Page): string[] {
  const errors: string[] = [];
  const add = (text: string) => {
    if (ownFiles.test(text) || !hostNoise.some(pattern => pattern.test(text))) errors.push(text);
  };
  page.on('console', message => {
    if (message.type() === 'error') add(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', error => add(error.stack ?? error.message));
  return errors;
}
