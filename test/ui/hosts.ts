import { chromium, _electron as electron, type Page } from 'playwright-core';
import { ensureBrowser } from '../../scripts/lib/browser.mjs';
import { ensureCodeServer, installInCodeServer, serveCodeServer } from '../../scripts/lib/codeServer.mjs';
import { downloadDesktop, installInDesktop } from '../../scripts/lib/desktop.mjs';
import { createProfile } from '../../scripts/lib/profile.mjs';

/** A running VS Code with the extension in it. Suites never learn which kind it is. */
export interface Host {
  readonly name: string;
  /** A window with a clean state on a folder. */
  open(folder: string): Promise<HostWindow>;
  close(): Promise<void>;
}

export interface HostWindow {
  readonly page: Page;
  close(): Promise<void>;
}

const viewport = { width: 1440, height: 900 };

/** VS Code's own server, its workbench in a headless Chromium. */
export async function codeServerHost(vsix: string, work: string): Promise<Host> {
  await ensureCodeServer();
  const executablePath = await ensureBrowser();
  const profile = createProfile(`${work}/profile`);
  await installInCodeServer(profile, vsix);
  const server = await serveCodeServer(profile, `${work}/code-server.log`);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  return {
    name: 'code-server',
    async open(folder) {
      const context = await browser.newContext({ viewport });
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      const page = await context.newPage();
      await page.goto(server.address(folder));
      return { page, close: () => context.close() };
    },
    async close() {
      await browser.close();
      await server.stop();
    },
  };
}

/** The desktop VS Code that `@vscode/test-electron` downloads. */
export async function desktopHost(vsix: string, work: string): Promise<Host> {
  const executablePath = await downloadDesktop();
  let windows = 0;
  return {
    name: 'desktop',
    async open(folder) {
      const profile = createProfile(`${work}/profile-${++windows}`);
      await installInDesktop(executablePath, profile, vsix);
      const app = await electron.launch({
        executablePath,
        args: [
          folder,
          `--user-data-dir=${profile.userData}`,
          `--extensions-dir=${profile.extensions}`,
          '--no-sandbox',
          '--disable-gpu-sandbox',
          '--disable-updates',
          '--disable-workspace-trust',
          '--skip-release-notes',
          '--skip-welcome',
        ],
      });
      const page = await app.firstWindow();
      await page.setViewportSize(viewport);
      return { page, close: () => app.close() };
    },
    close: () => Promise.resolve(),
  };
}
