import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { suite } from './suite.ts';

suite('the extension in VS Code', async ({ folder, openFile, page, runCommand, screenshot, test }) => {
  writeFileSync(`${folder}/postgresql.conf`, "wal_level = 'replicaa'\nmax_wal_size = 1GB\n");

  await test('a mistake in postgresql.conf is marked by the language server process', async () => {
    await openFile('postgresql.conf');
    await page.locator('.monaco-editor .squiggly-error').first().waitFor({ timeout: 60_000 });
    const language = await page.locator('[id="status.editor.mode"]').textContent();
    assert.match(language ?? '', /PostgreSQL/);
    await screenshot('smoke-postgresql-conf');
  });

  await test('activating it costs the extension host less than 50 ms', async () => {
    await runCommand('Developer: Show Running Extensions');
    const list = page.locator('.runtime-extensions-editor .monaco-list');
    const row = list.locator('.monaco-list-row', { hasText: 'WALScope' });
    await list.hover();
    // The slowest come first, and only the rows on screen are in the document.
    while ((await row.count()) === 0) await page.mouse.wheel(0, 200);
    const time = await row.locator('.activation-time').textContent();
    const [, milliseconds] = /(\d+)\s*ms/.exec(time ?? '') ?? [];
    assert.ok(Number(milliseconds) < 50, `${time}`);
  });
});
