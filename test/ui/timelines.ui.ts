import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import type { Frame } from 'playwright-core';
import { seriousViolations } from './accessibility.ts';
import { suite } from './suite.ts';

const patience = { timeout: 30_000 };

suite('the timelines view', async context => {
  const { folder, insist, page, runCommand, screenshots, settings, test, webview } = context;
  let frame: Frame;

  /** Opens the view; again, while VS Code does not know the extension's commands yet. */
  async function openTimelines(): Promise<Frame> {
    let opened: Frame | undefined;
    await insist(
      () => runCommand('WALScope: Show Timelines'),
      async () => {
        opened = await webview('#picture', 20_000);
      },
    );
    return opened!;
  }

  async function until(happened: () => boolean | Promise<boolean>): Promise<void> {
    for (const end = Date.now() + patience.timeout; !(await happened()); await page.waitForTimeout(100))
      if (Date.now() > end) throw new Error(`${happened} did not happen`);
  }

  /** Gives VS Code's own file dialog a path, again until the file is there: the dialog may put its proposal in place. */
  async function saveAs(path: string): Promise<void> {
    const input = page.locator('.quick-input-widget input.input').first();
    await input.waitFor(patience);
    await until(async () => {
      if (await input.isVisible()) {
        await input.fill(path);
        await page.waitForTimeout(500);
        if ((await input.inputValue()) === path) await input.press('Enter');
        await page.waitForTimeout(500);
      }
      return existsSync(path);
    });
  }

  await test('shows four timelines of the sample, their gap, backups and events', async () => {
    await page.keyboard.press('Control+B');
    frame = await openTimelines();
    for (const text of ['PostgreSQL 18', '1 gap', '4 timelines'])
      await frame.locator('.chip', { hasText: text }).first().waitFor(patience);
    for (const text of ['Timeline 1', 'Timeline 4', 'nightly 2', 'pre_v2'])
      await frame
        .locator('#picture text', { hasText: text })
        .first()
        .waitFor({ ...patience, state: 'attached' });
    assert.equal(await frame.locator('#picture circle.drop').count(), 1);
  });

  await test('tells durability, problems, and what two timelines have after their fork', async () => {
    await frame.locator('.card', { hasText: 'At risk if the primary is lost now' }).first().waitFor(patience);
    await frame.locator('.card', { hasText: 'slot "analytics"' }).first().waitFor(patience);
    await frame.locator('.problems', { hasText: '00000003000000000000001E is missing' }).waitFor(patience);
    await frame.getByLabel('Other timeline').selectOption({ label: 'Timeline 3' });
    await frame.locator('.cards', { hasText: 'They part on timeline 2 at 0/1B00090' }).waitFor(patience);
  });

  await test('finds a restore point and goes there', async () => {
    await frame.locator('#find').fill('before_release_42');
    await frame.locator('#find').press('Enter');
    await frame.locator('#picture .found').waitFor({ ...patience, state: 'attached' });
    await frame.getByRole('button', { name: 'Fit' }).click();
  });

  await test('has the same as a table', async () => {
    await frame.getByRole('button', { name: 'Table' }).click();
    await frame.locator('td', { hasText: 'at restore point "pre_v2"' }).waitFor(patience);
    assert.equal(await frame.locator('tbody tr').count(), 4);
    await frame.getByRole('button', { name: 'Picture', exact: true }).click();
    await frame
      .locator('#picture .line')
      .first()
      .waitFor({ ...patience, state: 'attached' });
  });

  await test('follows the archive: a segment that goes and one that is copied into it', async () => {
    const archived = `${folder}/archive/00000003000000000000001C`;
    const aside = `${folder}/aside`;
    const chip = (text: string) => frame.locator('.chip', { hasText: text }).first().waitFor(patience);
    renameSync(archived, aside);
    await chip('2 gaps');
    copyFileSync(aside, archived);
    await chip('1 gap');
    rmSync(aside);
  });

  await test('saves the picture as PNG and as SVG', async () => {
    settings({ 'files.simpleDialog.enable': true });
    for (const suffix of ['png', 'svg']) {
      await frame.getByRole('button', { name: 'Save picture' }).click();
      await saveAs(`${folder}/picture.${suffix}`);
    }
    const png = readFileSync(`${folder}/picture.png`);
    const shown = await frame.locator('#picture').evaluate(({ clientWidth }) => clientWidth);
    assert.equal(png.subarray(1, 4).toString(), 'PNG');
    assert.equal(png.readUInt32BE(16), 2 * shown);
    assert.ok(png.length > 20_000, 'there is something in the picture');
    const svg = readFileSync(`${folder}/picture.svg`, 'utf8');
    for (const text of ['Timeline 4', 'nightly 2', 'pg_wal only', '#hatch'])
      assert.ok(svg.includes(text), text);
    assert.doesNotMatch(svg, /var\(|class=|<!--/);
  });

  await test('pictures, as on a marketplace page', async () => {
    await screenshots('timelines');
  });

  await test('axe finds nothing serious', async () => {
    assert.deepEqual(await seriousViolations(frame), []);
  });

  await test('a click on a segment opens it', async () => {
    const cell = await frame.locator('#picture path.cell.archived').first().boundingBox();
    assert.ok(cell);
    await insist(
      async () => {
        await page.mouse.move(cell.x + 4, cell.y + 3);
        await page.mouse.move(cell.x + 3, cell.y + 3);
        await frame.locator('.hover').waitFor({ timeout: 5000 });
        await page.mouse.click(cell.x + 3, cell.y + 3);
      },
      () => webview('#records .grid-row:not(.loading)', 15_000),
    );
  });

  await test('a record of the segment is shown on the picture', async () => {
    const segment = await webview('#records .grid-row:not(.loading)', 30_000);
    const row = segment.locator('#records .grid-row:not(.loading)').nth(2);
    const lsn = /[0-9A-F]+\/[0-9A-F]{8}/.exec((await row.textContent(patience)) ?? '')?.[0];
    assert.ok(lsn);
    await row.click();
    await segment.locator('.details h2', { hasText: lsn }).waitFor(patience);
    await segment.locator('button', { hasText: 'Show on timelines' }).click();
    const again = await webview('#picture .found', 30_000);
    const place = `${lsn.replace(/\/0+/, '/')} on timeline 1`;
    await again
      .locator('#picture .found title', { hasText: place })
      .waitFor({ ...patience, state: 'attached' });
  });
});
