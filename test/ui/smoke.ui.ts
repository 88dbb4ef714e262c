import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { suite } from './suite.ts';

suite('the extension in VS Code', async ({ folder, openFile, page, runCommand, screenshots, test }) => {
  const statusBar = (text: string) => page.locator('.statusbar-item', { hasText: text }).first();
  const pick = (text: string) =>
    page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();

  await test('a mistake in a new postgresql.conf is marked by the language server process', async () => {
    writeFileSync(`${folder}/postgresql.conf`, "wal_level = 'replicaa'\nmax_wal_size = 1GB\n");
    await openFile('postgresql.conf');
    await page.locator('.monaco-editor .squiggly-error').first().waitFor();
    await statusBar('PostgreSQL Configuration').waitFor();
  });

  await test('the status bar tells the major that PG_VERSION beside the file names', async () => {
    await openFile('orders-prod/postgresql.conf');
    await statusBar('PostgreSQL 18').waitFor();
    await screenshots('configuration');
  });

  await test('a click on it reads the file as another major, and takes that back', async () => {
    await statusBar('PostgreSQL 18').click();
    await pick('PostgreSQL 12').click();
    await statusBar('PostgreSQL 12').click();
    await pick('Automatic').click();
    await statusBar('PostgreSQL 18').waitFor();
  });

  await test('the restarted language server checks the open files again', async () => {
    await openFile('postgresql.conf');
    await runCommand('WALScope: Restart Language Server');
    await page.locator('.monaco-editor .squiggly-error').first().waitFor({ state: 'detached' });
    await page.locator('.monaco-editor .squiggly-error').first().waitFor();
  });

  await test('activating it costs the extension host less than 50 ms', async () => {
    let best = Number.POSITIVE_INFINITY;
    // Other programs can slow one try down, not each of them.
    for (let tries = 0; tries < 3 && best >= 50; tries++) {
      if (tries > 0) await runCommand('Developer: Restart Extension Host');
      best = Math.min(best, await activationTime());
    }
    assert.ok(best < 50, `${best} ms`);
  });

  /** What VS Code itself measured, in milliseconds. */
  async function activationTime(): Promise<number> {
    await runCommand('Developer: Show Running Extensions');
    const list = page.locator('.runtime-extensions-editor .monaco-list');
    const row = list.locator('.monaco-list-row', { hasText: 'WALScope' });
    await list.hover();
    // The slowest come first, and only the rows on screen are in the document.
    for (let turns = 0; turns < 300 && (await row.count()) === 0; turns++) {
      await page.mouse.wheel(0, turns % 20 < 10 ? 300 : -300);
      await page.waitForTimeout(100);
    }
    const text = await row.locator('.activation-time').textContent();
    return Number(/(\d+)\s*ms/.exec(text ?? '')?.[1] ?? Number.POSITIVE_INFINITY);
  }
});
