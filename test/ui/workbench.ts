import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import type { Frame, Page } from 'playwright-core';
import { artefactsFolder } from '../../scripts/lib/project.mjs';
import type { HostWindow } from './hosts.ts';

/** Themes that every view is looked at in. */
export const themes = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
} as const;

export type Theme = keyof typeof themes;

/** A VS Code window as a person meets it. All waiting is bounded; times are in milliseconds. */
export interface Workbench {
  readonly page: Page;
  /** The opened folder: this suite's own copy of the sample, to be changed at will. */
  readonly folder: string;
  /** Opens a file by its path below the folder. */
  openFile(path: string): Promise<void>;
  /** Runs a command by its title in the command palette, as in 'View: Close All Editors'. */
  runCommand(title: string): Promise<void>;
  /** The frame of the webview that shows an element for `selector`. */
  webview(selector: string, timeout?: number): Promise<Frame>;
  /**
   * Takes a step again until what it shall bring has come: a busy window swallows keys and clicks now and then. The step
   * must do no harm when it is taken twice; `came` waits some seconds and throws when nothing comes.
   */
  insist(step: () => Promise<unknown>, came: () => Promise<unknown>): Promise<void>;
  /** Opens a file in the extension's view that shows an element for `selector`, also in a window that is still starting. */
  openView(path: string, selector: string): Promise<Frame>;
  /** Sets the folder's settings; what an earlier call set and this one does not is back at the user's. */
  settings(values: Record<string, unknown>): void;
  useTheme(theme: Theme): Promise<void>;
  /** Keeps a picture of the window as .artefacts/NAME.png. */
  screenshot(name: string): Promise<void>;
  /** Keeps a picture in the dark, the light and the high contrast theme, and goes back to dark. */
  screenshots(name: string): Promise<void>;
}

const patience = 60_000;

/** Waits until the window's extension host is up, then gives the helpers for it. */
export async function workbenchOf(window: HostWindow, folder: string): Promise<Workbench> {
  const { page } = window;
  page.setDefaultTimeout(patience);
  await page.locator('[id="status.problems"]').waitFor({ timeout: 3 * patience });

  const quickInput = page.locator('.quick-input-widget input.input').first();

  const insist: Workbench['insist'] = async (step, came) => {
    const end = Date.now() + 2 * patience;
    for (;;) {
      try {
        await step();
        await came();
        return;
      } catch (error) {
        if (page.isClosed() || Date.now() > end) throw error;
      }
    }
  };

  /**
   * Types into the quick input box and takes its first entry once that is `expected`. The list does not learn of a
   * command that comes later, as those of the extension may: so it is asked for again.
   */
  async function pick(shortcut: string, text: string, expected: RegExp): Promise<void> {
    const entry = page.locator('.quick-input-list .monaco-list-row', { hasText: expected }).first();
    await insist(
      async () => {
        await page.keyboard.press('Escape');
        await page.keyboard.press(shortcut);
      },
      async () => {
        await quickInput.fill(text, { timeout: 5000 });
        await entry.click({ timeout: 5000 });
      },
    );
  }

  async function openFile(path: string): Promise<void> {
    // An absolute path leaves no doubt which file of that name is meant.
    await pick(
      'ControlOrMeta+P',
      `${folder}/${path}`,
      new RegExp(escapeRegExp(path.split('/').at(-1) ?? path)),
    );
    await quickInput.waitFor({ state: 'hidden' });
  }

  async function runCommand(title: string): Promise<void> {
    await pick('F1', `>${title}`, new RegExp(escapeRegExp(title)));
  }

  /** A window that does not know the extension's editors yet opens their files as text. */
  async function openView(path: string, selector: string): Promise<Frame> {
    let frame: Frame | undefined;
    await insist(
      async () => {
        await runCommand('View: Close All Editors');
        await openFile(path);
      },
      async () => {
        frame = await findFrame(page, selector, 15_000);
      },
    );
    return frame!;
  }

  function settings(values: Record<string, unknown>): void {
    mkdirSync(`${folder}/.vscode`, { recursive: true });
    const file = `${folder}/.vscode/settings.json`;
    // In one step: VS Code reads at once, and half a file would be other settings.
    writeFileSync(`${file}.new`, JSON.stringify(values));
    renameSync(`${file}.new`, file);
  }

  async function useTheme(theme: Theme): Promise<void> {
    settings({ 'workbench.colorTheme': themes[theme] });
    const marks = {
      dark: 'vs-dark',
      light: 'vs',
      'high-contrast': 'hc-black',
      'high-contrast-light': 'hc-light',
    };
    await page.locator(`.monaco-workbench.${marks[theme]}`).waitFor();
    await page.waitForTimeout(300);
  }

  async function screenshot(name: string): Promise<void> {
    mkdirSync(artefactsFolder, { recursive: true });
    await page.screenshot({ path: `${artefactsFolder}/${name}.png` });
  }

  return {
    page,
    folder,
    settings,
    useTheme,
    screenshot,
    insist,
    openFile,
    openView,
    runCommand,
    webview: (selector, timeout = patience) => findFrame(page, selector, timeout),
    async screenshots(name) {
      for (const theme of ['light', 'high-contrast', 'dark'] as const) {
        await useTheme(theme);
        await screenshot(`${name}-${theme}`);
      }
    },
  };
}

/** Webviews live in frames within frames, which come and go: asks all of them until one has the element. */
async function findFrame(page: Page, selector: string, timeout: number): Promise<Frame> {
  const end = Date.now() + timeout;
  while (Date.now() < end) {
    for (const frame of page.frames()) {
      if (frame === page.mainFrame()) continue;
      const found = await frame
        .locator(selector)
        .count()
        .catch(() => 0);
      if (found > 0) return frame;
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`no webview showed ${selector} within ${timeout} ms`);
}

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
