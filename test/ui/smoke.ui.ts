import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { suite } from './suite.ts';

suite('the extension in VS Code', async ({ folder, openFile, page, screenshot, test }) => {
  writeFileSync(`${folder}/postgresql.conf`, "wal_level = 'replicaa'\nmax_wal_size = 1GB\n");

  await test('a mistake in postgresql.conf is marked by the language server process', async () => {
    await openFile('postgresql.conf');
    await page.locator('.monaco-editor .squiggly-error').first().waitFor({ timeout: 60_000 });
    const language = await page.locator('[id="status.editor.mode"]').textContent();
    assert.match(language ?? '', /PostgreSQL/);
    await screenshot('smoke-postgresql-conf');
  });
});
