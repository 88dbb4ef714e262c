import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { suite } from './suite.ts';

suite('writing a configuration in VS Code', async ({ folder, insist, openFile, page, screenshots, test }) => {
  const cluster = `${folder}/restored`;
  const file = `${cluster}/postgresql.conf`;
  const rows = page.locator('.suggest-widget .monaco-list-row');
  const labelled = (text: string) => rows.filter({ has: page.getByText(text, { exact: true }) }).first();
  const saying = (text: string) => rows.filter({ hasText: text }).first();
  const action = (text: string) => page.locator('.action-widget .monaco-list-row', { hasText: text }).first();

  /** Opens the actions of the first line until one is there: it takes the server a moment to know a new file. */
  async function actionsOfFirstLine(text: string): Promise<void> {
    await insist(
      async () => {
        for (const keys of ['Escape', 'Control+Home', 'Control+.']) await page.keyboard.press(keys);
      },
      () => action(text).waitFor({ timeout: 5000 }),
    );
  }

  /** Takes a completion by its label, as someone does who reads the list. */
  async function take(text: string): Promise<void> {
    await labelled(text).click();
  }

  /** Puts the cursor into the only line of an empty editor, once the server knows the file. */
  async function beginToType(): Promise<void> {
    await page.locator('.statusbar-item', { hasText: 'PostgreSQL 18' }).first().waitFor();
    await page.locator('.editor-instance .view-lines').first().click();
  }

  async function until(isSo: () => boolean, otherwise: string): Promise<void> {
    const end = Date.now() + 10_000;
    while (!isSo()) {
      if (Date.now() > end) throw new Error(otherwise);
      await page.waitForTimeout(100);
    }
  }

  async function newLine(): Promise<void> {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Enter');
  }

  await test('point-in-time recovery is written with completion alone', async () => {
    mkdirSync(cluster);
    writeFileSync(`${cluster}/PG_VERSION`, '18\n');
    writeFileSync(`${cluster}/pg_hba.conf`, '');
    writeFileSync(file, '');
    await openFile('restored/postgresql.conf');
    await beginToType();
    await page.keyboard.type('restorec');
    await take('restore_command');
    await take('copy from a folder');
    await page.keyboard.type(`${folder}/archive`);
    await newLine();
    await page.keyboard.type('targettime');
    await take('recovery_target_time');
    await saying('drop of').waitFor();
    await screenshots('completion-target');
    await saying('drop of').click();
    await newLine();
    await page.keyboard.type('targetincl');
    await take('recovery_target_inclusive');
    await take('off');
    await newLine();
    await page.keyboard.type('targetact');
    await take('recovery_target_action');
    await take('promote');
    await page.keyboard.press('Control+S');
    const wanted = new RegExp(
      [
        `restore_command = 'cp ${folder}/archive/%f "%p"'`,
        "recovery_target_time = '2026-\\d\\d-\\d\\d [\\d:.]+\\+00'",
        'recovery_target_inclusive = off',
        'recovery_target_action = promote',
      ].join('\n'),
    );
    await until(() => wanted.test(readFileSync(file, 'utf8')), `not written: ${wanted}`);
  });

  await test('the signal file that it needs is one action away', async () => {
    await actionsOfFirstLine('Create recovery.signal');
    await action('Create recovery.signal').click();
    await until(() => existsSync(`${cluster}/recovery.signal`), 'there is no recovery.signal');
  });

  await test('a name of another major is replaced by a fix', async () => {
    mkdirSync(`${folder}/upgraded`);
    writeFileSync(`${folder}/upgraded/PG_VERSION`, '18\n');
    writeFileSync(`${folder}/upgraded/pg_hba.conf`, '');
    writeFileSync(
      `${folder}/upgraded/postgresql.conf`,
      'wal_keep_segments = 64\nwork_mem = 4MB\nwork_mem = 8MB\n',
    );
    await openFile('upgraded/postgresql.conf');
    await page.locator('.squiggly-error').first().waitFor();
    const replacement = 'Replace wal_keep_segments with wal_keep_size = 1024MB';
    await actionsOfFirstLine(replacement);
    await screenshots('fix-renamed-setting');
    await actionsOfFirstLine(replacement);
    await action(replacement).click();
    await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
  });

  await test('a hover tells what a setting does and costs', async () => {
    await page.locator('.view-line', { hasText: 'wal_keep_size' }).locator('span span').first().hover();
    await page.locator('.monaco-hover', { hasText: 'wal_keep_size' }).first().waitFor();
    await screenshots('hover-setting');
  });
});
