import { writeFileSync } from 'node:fs';
import { suite } from './suite.ts';

suite('the extension in VS Code', async ({ folder, openFile, page, runCommand, screenshots, test }) => {
  const statusBar = (text: string) => page.locator('.statusbar-item', { hasText: text }).first();
  const mistake = page.locator('.monaco-editor .squiggly-error').first();
  const pick = (text: string) =>
    page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();

  await test('a mistake in a new postgresql.conf is marked by the language server process', async () => {
    writeFileSync(`${folder}/postgresql.conf`, "wal_level = 'replicaa'\nmax_wal_size = 1GB\n");
    await openFile('postgresql.conf');
    await mistake.waitFor();
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
    await mistake.waitFor({ state: 'detached' });
    await mistake.waitFor();
  });
});
