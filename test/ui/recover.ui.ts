import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import type { Frame } from 'playwright-core';
import { seriousViolations } from './accessibility.ts';
import { suite } from './suite.ts';

const patience = { timeout: 30_000 };
const attached = { ...patience, state: 'attached' } as const;

suite('recovery to just before an accident', async context => {
  const { folder, insist, page, runCommand, screenshots, settings, test, webview } = context;
  const restored = `${folder}-restored`;
  const confPath = `${restored}/postgresql.auto.conf`;
  const signalPath = `${restored}/recovery.signal`;
  let frame: Frame;

  const dialog = page.locator('.monaco-dialog-box');
  const dialogButton = (name: string) =>
    dialog.locator('.monaco-button', { hasText: new RegExp(`^${name}$`) });

  const untouched = () => {
    assert.equal(existsSync(signalPath), false);
    assert.doesNotMatch(readFileSync(confPath, 'utf8'), /recovery_target/);
  };

  /** Asks to write the settings and gives VS Code's own dialog a folder, again until `came` comes. */
  async function chooseFolder(path: string, came: () => Promise<unknown>): Promise<void> {
    const input = page.locator('.quick-input-widget input.input').first();
    settings({ 'files.simpleDialog.enable': true });
    await insist(async () => {
      await page.keyboard.press('Escape');
      frame = await webview('#write-settings', patience.timeout);
      await frame.locator('#write-settings').click(patience);
      await input.waitFor({ timeout: 10_000 });
      await input.fill(`${path}/`);
      if ((await input.inputValue({ timeout: 5000 })) !== `${path}/`)
        throw new Error('the dialog put its own path in place');
      await page
        .locator('.quick-input-widget .monaco-button', { hasText: 'Recover here' })
        .first()
        .click({ timeout: 5000 });
    }, came);
  }

  const diff = page.locator('.tab', { hasText: 'with recovery settings' }).first();

  async function planned(): Promise<Frame> {
    const found = await webview('#forecast .steps .stop', 60_000);
    await found.locator('.steps .stop', { hasText: 'before commit of transaction 3832' }).waitFor(patience);
    return found;
  }

  await test('"drop orders" finds the commit that did it and shows it on the picture', async () => {
    rmSync(restored, { recursive: true, force: true });
    cpSync(`${folder}/backups/nightly-3`, restored, { recursive: true });
    await page.keyboard.press('Control+B');
    await insist(
      () => runCommand('WALScope: Show Timelines'),
      async () => {
        frame = await webview('#picture .line', 20_000);
      },
    );
    await insist(
      async () => {
        await frame.locator('#find').fill('drop orders', { timeout: 5000 });
        await frame.locator('#find').press('Enter', { timeout: 5000 });
      },
      () => frame.locator('.chosen', { hasText: 'Table orders dropped' }).waitFor({ timeout: 15_000 }),
    );
    await frame.locator('#picture circle.place.loss').waitFor(attached);
    await frame.locator('.chosen', { hasText: 'transaction 3832' }).waitFor(patience);
    assert.deepEqual(await seriousViolations(frame), []);
  });

  await test('pictures of what was found', () => screenshots('recover-found'));

  await test('the recovery to just before it is forecast in the words of the server', async () => {
    await insist(
      async () => {
        await frame.locator('#recover-here').click({ timeout: 5000 });
      },
      async () => {
        frame = await planned();
      },
    );
    for (const text of [
      'Restore nightly 3, redo starts on timeline 4',
      'Replay 6 segments of timeline 4',
      'on timeline 5; nothing on 4 is overwritten',
      'Lost against the end of timeline 4',
    ])
      await frame.locator('.steps li', { hasText: text }).waitFor(patience);
    const text = (await frame.locator('.conf').textContent()) ?? '';
    assert.match(text, /^restore_command = 'cp .*\/archive\/%f "%p"'$/m);
    assert.match(text, /^recovery_target_xid = '3832'\nrecovery_target_inclusive = off$/m);
    await frame.locator('#picture .recovery-way').waitFor(attached);
    await frame.locator('#picture .target-text', { hasText: '09:09:36, exclusive' }).waitFor(attached);
    assert.deepEqual(await seriousViolations(frame), []);
    untouched();
  });

  await test('pictures of the plan', () => screenshots('recover-plan'));

  await test('what is lost and the log of the server are shown when asked for', async () => {
    await frame.locator('.steps button', { hasText: 'show' }).click();
    await frame.locator('.lost', { hasText: 'Behind the stop the archive has' }).waitFor(patience);
    await frame.locator('button', { hasText: "Show the server's log" }).click();
    await frame.locator('.log', { hasText: 'LOG:  pausing at the end of recovery' }).waitFor(patience);
    await frame.getByRole('button', { name: 'Copy', exact: true }).click();
    await frame.locator('[role="status"]', { hasText: 'The settings are copied' }).waitFor(attached);
    assert.deepEqual(await seriousViolations(frame), []);
  });

  await test('the live data directory is refused', async () => {
    const before = readFileSync(`${folder}/orders-prod/postgresql.auto.conf`, 'utf8');
    await chooseFolder(`${folder}/orders-prod`, () =>
      dialog.filter({ hasText: 'looks like the live server' }).waitFor({ timeout: 15_000 }),
    );
    await insist(
      () => dialogButton('OK').click({ timeout: 5000 }),
      () => dialog.waitFor({ timeout: 5000, state: 'hidden' }),
    );
    assert.equal(readFileSync(`${folder}/orders-prod/postgresql.auto.conf`, 'utf8'), before);
    assert.equal(existsSync(`${folder}/orders-prod/recovery.signal`), false);
  });

  const confirmTitle = page.locator('.editor-actions a[aria-label^="Write Recovery Settings"]').first();
  const question = dialog.filter({ hasText: 'Write the recovery settings into' });

  await test('the settings for a restored copy are reviewed as a diff; nothing is written without a yes', async () => {
    await chooseFolder(restored, () => diff.waitFor({ timeout: 15_000 }));
    await page.locator('.modified .view-line', { hasText: 'recovery_target_xid' }).first().waitFor(patience);
    untouched();
    await screenshots('recover-review');
    await insist(
      () => confirmTitle.click({ timeout: 5000 }),
      () => question.waitFor({ timeout: 10_000 }),
    );
    untouched();
    await insist(
      () => dialogButton('Cancel').click({ timeout: 5000 }),
      () => dialog.waitFor({ timeout: 5000, state: 'hidden' }),
    );
    untouched();
  });

  await test('"Write" writes what was reviewed, with recovery.signal, and opens the file', async () => {
    const before = readFileSync(confPath, 'utf8');
    await insist(
      async () => {
        if (existsSync(signalPath)) return;
        await confirmTitle.click({ timeout: 5000 });
        await question.waitFor({ timeout: 10_000 });
        await dialogButton('Write').click({ timeout: 5000 });
      },
      async () => {
        await diff.waitFor({ timeout: 10_000, state: 'hidden' });
        assert.ok(existsSync(signalPath));
      },
    );
    const after = readFileSync(confPath, 'utf8');
    assert.ok(after.startsWith(before));
    assert.match(
      after,
      /recovery_target_xid = '3832'\nrecovery_target_inclusive = off\nrecovery_target_timeline = '4'/,
    );
    assert.equal(readFileSync(signalPath, 'utf8'), '');
    await page.locator('.tab.active', { hasText: 'postgresql.auto.conf' }).waitFor(patience);
  });

  await test('the plan is there again when its tab is, and goes when it is closed', async () => {
    const tab = page.locator('.tab', { hasText: 'Timelines' }).first();
    await insist(
      () => tab.click({ timeout: 5000 }),
      async () => {
        frame = await planned();
      },
    );
    await frame.getByRole('button', { name: 'Close the recovery' }).click();
    await frame.locator('.column', { hasText: 'Compare timelines' }).first().waitFor(patience);
    assert.equal(await frame.locator('#picture .recovery-way').count(), 0);
  });

  await test('a commit in the segment view leads to the same plan', async () => {
    const segment = await context.openView(
      'archive/000000040000000000000027',
      '#records .grid-row:not(.loading)',
    );
    await insist(
      async () => {
        await segment.locator('#filter').fill('xid:3832 type:COMMIT', { timeout: 5000 });
        await segment.locator('#filter').press('Enter', { timeout: 5000 });
        await segment
          .locator('#records .grid-row:not(.loading)', { hasText: 'COMMIT' })
          .first()
          .click({ timeout: 5000 });
      },
      () =>
        segment.locator('button', { hasText: 'Recover to just before this' }).waitFor({ timeout: 10_000 }),
    );
    await insist(
      () => segment.locator('button', { hasText: 'Recover to just before this' }).click({ timeout: 5000 }),
      async () => {
        frame = await planned();
      },
    );
    rmSync(restored, { recursive: true, force: true });
  });
});
