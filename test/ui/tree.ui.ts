import assert from 'node:assert/strict';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { recording } from '../archive/recorded.ts';
import { seriousViolations } from './accessibility.ts';
import { suite } from './suite.ts';

const patience = { timeout: 60_000 };

suite('clusters and archives', async context => {
  const { folder, insist, openFile, page, runCommand, screenshot, screenshots, settings, test, webview } =
    context;
  const outside = mkdtempSync(`${tmpdir()}/walscope-outside-`);
  const tree = page.locator('.pane-body .monaco-list[aria-label*="Clusters and Archives"]');
  const row = (text: string | RegExp) => tree.locator('.monaco-list-row', { hasText: text }).first();
  /** Chooses in the menu of a line; again while the menu stays, as one that has just opened takes no click. */
  async function chooseInMenu(line: string, item: string): Promise<void> {
    const menu = page.locator('.monaco-menu').first();
    await row(line).click({ button: 'right' });
    await insist(
      () =>
        menu
          .locator('.action-item', { hasText: item })
          .first()
          .click({ timeout: 3000 })
          .catch(() => {}), // it may be closing
      () => menu.waitFor({ timeout: 2000, state: 'hidden' }),
    );
  }
  const problem = (text: string) =>
    page.locator('.markers-panel .monaco-list-row', { hasText: text }).first();

  await test('the Problems panel tells what is wrong with the archives without being asked', async () => {
    await page.locator('[id="status.problems"]', { hasText: '3' }).waitFor(patience);
    await runCommand('Problems: Focus on Problems View');
    await problem('00000003000000000000001E is missing').waitFor(patience);
    await problem('timeline 3, LSN 0/1E00000').waitFor(patience);
    await problem('went on along timeline 1').waitFor(patience);
  });

  await test('a code leads to its explanation', async () => {
    await insist(
      () => problem('went on along timeline 1').locator('a', { hasText: 'timeline-diverged' }).click(),
      () => webview('h3#timeline-diverged', 15_000),
    );
    await runCommand('View: Close All Editors');
  });

  await test('the side bar shows the cluster of the sample with its health in a line', async () => {
    await page.locator('.activitybar .action-item:has([aria-label*="WALScope"])').first().click();
    await row(/18 · 1 gap · 3 segments wait · 1 other problem · 4 timelines · 3 backups/).waitFor(patience);
    await page.locator('.activitybar .badge', { hasText: '1' }).first().waitFor(patience);
    assert.match((await row('orders-prod').getAttribute('aria-label')) ?? '', /3 backups, has errors/);
  });

  await test('the keyboard goes to a problem, which opens its segment at the end, where the next is missing', async () => {
    await row('Gap at 0/1E00000').waitFor(patience);
    const focused = (text: string) =>
      tree.locator('.monaco-list-row.focused', { hasText: text }).waitFor({ timeout: 5000 });
    await insist(
      async () => {
        await runCommand('WALScope: Focus on Clusters and Archives View');
        await tree.and(page.locator(':focus')).waitFor({ timeout: 5000 });
        await page.keyboard.press('Home');
        await focused('orders-prod');
        for (const key of ['ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
      },
      () => focused('Gap at 0/1E00000'),
    );
    await insist(
      () => page.keyboard.press('Enter'),
      () => page.locator('.tab.active', { hasText: '00000003000000000000001D' }).waitFor({ timeout: 10_000 }),
    );
    const frame = await webview('#records .grid-row.selected', 60_000);
    await frame.locator('#records .grid-row.selected', { hasText: '0/01D' }).waitFor(patience);
  });

  await test('a segment that is open already, in a hidden tab and elsewhere, goes there too', async () => {
    const selected = '#records .grid-row.selected';
    let frame = await webview(selected);
    const end = await frame.locator(`${selected} > :first-child`).textContent(patience);
    assert.ok(end);
    await frame.locator('#records [role=grid]').focus();
    await insist(
      () => page.keyboard.press('Home'),
      () => frame.locator(`${selected}[aria-rowindex="2"]`).waitFor({ timeout: 5000 }),
    );
    await openFile('orders-prod/postgresql.conf');
    await row('Gap at 0/1E00000').click();
    frame = await webview(`${selected}:has-text("${end}")`);
  });

  await test('timelines, backups and places are below it', async () => {
    for (const group of [/^\s*Timelines/, /^\s*Backups/, /^\s*Places/]) await row(group).click();
    for (const text of [
      'from 2 at 0/1B00090 · 5 segments · to 0/2100000 · 1 gap',
      'nightly 3',
      'data directory · 13 segments',
    ])
      await row(text).waitFor(patience);
    await row(/^\s*Timeline 2/).click();
    await page.locator('.monaco-editor .view-line', { hasText: '0/120B2C8' }).first().waitFor(patience);
  });

  await test('a line has a tooltip and a menu', async () => {
    await row('orders-prod').hover();
    await page
      .locator('.monaco-hover', { hasText: 'System identifier 7711291388301556914' })
      .waitFor(patience);
    await screenshot('tree-tooltip');
    await row('nightly 3').click({ button: 'right' });
    const menu = page.locator('.monaco-menu .action-item', { hasText: 'Show Timelines' }).first();
    await menu.waitFor(patience);
    await screenshot('tree-menu');
    await page.keyboard.press('Escape');
  });

  await test('pictures, as on a marketplace page', async () => {
    await screenshots('tree');
  });

  await test('a line of the Problems panel opens the segment at its LSN', async () => {
    await runCommand('View: Close All Editors');
    await runCommand('Problems: Focus on Problems View');
    await insist(
      () => problem('went on along timeline 1').dblclick(),
      () => page.locator('.tab.active', { hasText: '000000010000000000000012' }).waitFor({ timeout: 10_000 }),
    );
    const frame = await webview('#records .grid-row.selected', 60_000);
    await frame.locator('#records .grid-row.selected', { hasText: '0/0120B' }).waitFor(patience);
  });

  await test('axe finds nothing serious in the tree', async () => {
    const found = await seriousViolations(page.mainFrame(), '.sidebar .pane-body');
    // VS Code puts no space between label and description, so that no name of a line ever has both as they are seen
    assert.deepEqual(
      found.filter(text => !text.startsWith('label-content-name-mismatch')),
      [],
    );
  });

  await test('a folder outside the workspace is added, told when it is empty, and removed', async () => {
    settings({ 'files.simpleDialog.enable': true });
    mkdirSync(`${outside}/nothing`);
    await runCommand('WALScope: Add Folder with Clusters or Archives');
    const box = page.locator('.quick-input-widget input.input').first();
    // the dialog puts a folder of its own into the box, some time after it is there
    for (let tries = 0; (await box.inputValue()) !== `${outside}/nothing` && tries < 20; tries++) {
      await box.fill(`${outside}/nothing`);
      await page.waitForTimeout(500);
    }
    await page.locator('.quick-input-widget .monaco-button', { hasText: 'Add' }).first().click();
    await row('no cluster or WAL archive here').waitFor(patience);
    for (const [path, bytes] of Object.entries(recording('pgbackrest').archives.several.files)) {
      mkdirSync(dirname(`${outside}/nothing/${path}`), { recursive: true });
      writeFileSync(`${outside}/nothing/${path}`, Buffer.from(bytes, 'base64'));
    }
    await runCommand('WALScope: Check Clusters and Archives');
    await row('no cluster or WAL archive here').waitFor({ ...patience, state: 'detached' });
    await row('17 · 1 gap · 2 timelines · 4 backups').waitFor(patience);
    await page.waitForTimeout(1000);
    await screenshots('tree-pgbackrest');
    for (const entry of readdirSync(`${outside}/nothing`))
      rmSync(`${outside}/nothing/${entry}`, { recursive: true });
    await runCommand('WALScope: Check Clusters and Archives');
    await row('no cluster or WAL archive here').hover();
    await row('no cluster or WAL archive here').locator('[aria-label="Remove Folder"]').click();
    await row('no cluster or WAL archive here').waitFor({ ...patience, state: 'detached' });
  });

  await test('what changes on disk changes the line', async () => {
    rmSync(`${folder}/archive/000000020000000000000014`);
    await row('18 · 2 gaps').waitFor(patience);
  });

  await test('all WAL is verified from the line, and damage is marked at its LSN', async () => {
    const file = openSync(`${folder}/archive/000000020000000000000018`, 'r+');
    writeSync(file, new Uint8Array([1, 2, 3, 4]), 0, 4, 0x2123);
    closeSync(file);
    await chooseInMenu('orders-prod', 'Verify All WAL');
    await page.locator('.notification-list-item', { hasText: '1 problem found' }).waitFor(patience);
    await row(/Damaged WAL at 0\/18/).waitFor(patience);
    await page.locator('.notification-list-item .monaco-button', { hasText: 'Show Problems' }).click();
    await insist(
      () => problem('The WAL ends at 0/18').dblclick(),
      () => page.locator('.tab.active', { hasText: '000000020000000000000018' }).waitFor({ timeout: 10_000 }),
    );
    const frame = await webview('#records .grid-row.selected', 60_000);
    await frame.locator('#records .grid-row.selected', { hasText: '0/01802' }).waitFor(patience);
    await screenshot('tree-verified');
  });

  await test('the timelines view opens from the line', async () => {
    await row('orders-prod').hover();
    await row('orders-prod').locator('[aria-label="Show Timelines"]').click();
    await webview('#picture', 60_000);
    await page.locator('.tab.active', { hasText: 'Timelines: orders-prod' }).waitFor(patience);
  });

  await test('without the check the Problems panel says nothing of archives', async () => {
    settings({ 'walscope.archives.check': 'off' });
    await runCommand('Problems: Focus on Problems View');
    await problem('went on along timeline 1').waitFor({ ...patience, state: 'detached' });
  });

  await test('a workspace without any says what to do', async () => {
    settings({});
    for (const entry of readdirSync(folder)) rmSync(`${folder}/${entry}`, { recursive: true });
    await runCommand('WALScope: Check Clusters and Archives');
    const welcome = page.locator('.pane-body .welcome-view-content');
    await welcome.locator('.monaco-button', { hasText: 'Add Folder' }).waitFor(patience);
    await screenshots('tree-empty');
  });

  rmSync(outside, { recursive: true, force: true });
});
