import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Frame } from 'playwright-core';
import { seriousViolations } from './accessibility.ts';
import { suite } from './suite.ts';

/** The segment with the accident of the sample in it: DROP TABLE orders, committed at this LSN. */
const accident = 'archive/000000040000000000000027';
const accidentLsn = '0/0270F2C8';

const rows = '#records .grid-row:not(.loading)';
const patience = { timeout: 30_000 };

suite('the segment view', async context => {
  const { folder, insist, openFile, openView, page, runCommand, screenshots, test, useTheme, webview } =
    context;
  let frame: Frame;

  const cells = (column: number) => frame.locator(`${rows} > :nth-child(${column})`).allTextContents();
  const chip = (text: string | RegExp) => frame.locator('.chip', { hasText: text }).first();
  const activeLsn = () =>
    frame.locator('.grid-row.active:not(.loading) > :first-child').textContent(patience);

  const shows = (text: string) =>
    frame.waitForFunction(
      wanted => (document.getElementById('filter') as HTMLInputElement | null)?.value === wanted,
      text,
      patience,
    );

  async function filter(text: string): Promise<void> {
    await frame.locator('#filter').fill(text);
    await frame.locator('#filter').press('Enter');
    const found = frame.locator('.found', { hasText: text === '' ? /^\s*$/ : /\d ms/ });
    await found.waitFor({ ...patience, state: 'attached' });
    await frame.locator(rows).first().waitFor(patience);
  }

  await test('a file with the name of a segment opens in it: header, rows, overview', async () => {
    await page.keyboard.press('Control+B');
    frame = await openView(accident, rows);
    for (const text of ['timeline 4', '0/02700000 – 0/02800000', 'PostgreSQL 18', /^[\d\s]+ records$/, 'CRC'])
      await chip(text).waitFor(patience);
    assert.match((await cells(1))[0], /^0\/027[0-9A-F]{5}$/);
    await frame.locator('overview-strip canvas').waitFor(patience);
  });

  await test('keys move through the table of a segment that has just opened', () =>
    insist(
      () => page.keyboard.press('ArrowDown'),
      () => frame.locator('.grid-row.active').waitFor({ timeout: 5000 }),
    ));

  await test('a filter leaves the rows that it describes, and says how many', async () => {
    await filter('rmgr:Transaction type:COMMIT');
    assert.deepEqual([...new Set(await cells(2))], ['Transaction']);
    assert.deepEqual([...new Set(await cells(3))], ['COMMIT']);
    const [found, all] = ((await frame.locator('.found').textContent()) ?? '')
      .split(' of ')
      .map(text => Number.parseInt(text.replace(/\s/g, ''), 10));
    assert.ok(found > 0 && found < all);
  });

  await test('keys and values of a filter are suggested, and mistakes are shown at their place', async () => {
    const input = frame.locator('#filter');
    await input.fill('rmgr:');
    await frame.locator('#suggestions li', { hasText: 'Heap' }).first().waitFor(patience);
    await input.fill('colour:red');
    await input.press('Enter');
    await frame.locator('.problem', { hasText: 'There is no filter colour:' }).waitFor(patience);
    assert.equal(await input.getAttribute('aria-invalid'), 'true');
    await filter('');
  });

  await test('quick filters are words of the filter', async () => {
    await frame.locator('.toggle', { hasText: 'DDL' }).click();
    await frame.locator('.found', { hasText: /\d ms/ }).waitFor(patience);
    await shows('is:ddl');
    await frame.locator('.toggle', { hasText: 'DDL' }).click();
    await shows('');
  });

  await test('going to an LSN selects its record, and the details follow', async () => {
    await insist(
      () => runCommand('WALScope: Go to LSN'),
      () => page.locator('.quick-input-titlebar', { hasText: 'Go to LSN' }).waitFor({ timeout: 10_000 }),
    );
    await page.locator('.quick-input-widget input.input').first().fill(accidentLsn);
    await page.keyboard.press('Enter');
    await frame
      .locator('.details h2', { hasText: `Transaction / COMMIT · ${accidentLsn}` })
      .waitFor(patience);
    assert.equal(await activeLsn(), accidentLsn);
    await frame.locator('.details', { hasText: `recovery_target_lsn = '${accidentLsn}'` }).waitFor(patience);
  });

  await test('pictures, as on a marketplace page', () => screenshots('segment'));

  await test('a field marks its bytes, and a byte its field', async () => {
    await frame.locator('.field', { hasText: 'xl_xid' }).click();
    await frame.locator('.byte.selected[title^="xl_xid"]').waitFor(patience);
    await frame.locator('.byte').first().click();
    await frame.locator('.field.selected', { hasText: 'xl_tot_len' }).waitFor(patience);
  });

  await test('a full-page image opens as the page that it restores', async () => {
    await filter('fpi rmgr:Heap type:DELETE');
    await frame.locator(rows).first().click();
    await frame.getByRole('button', { name: 'show the page' }).first().click();
    await frame.locator('.page summary', { hasText: 'line pointers' }).waitFor(patience);
    await frame.getByRole('button', { name: 'hide the page' }).click();
    await filter('');
  });

  await test('axe finds nothing serious, in any theme or view', async () => {
    const found: string[] = [];
    for (const theme of ['light', 'high-contrast', 'high-contrast-light', 'dark'] as const) {
      await useTheme(theme);
      found.push(...(await seriousViolations(frame)).map(line => `${theme}: ${line}`));
    }
    for (const tab of ['transactions', 'relations', 'statistics']) {
      await frame.locator(`#tab-${tab}`).click();
      await frame.locator(`#${tab} .grid-row:not(.loading)`).first().waitFor(patience);
      found.push(...(await seriousViolations(frame)).map(line => `${tab}: ${line}`));
      await context.screenshot(`segment-${tab}`);
    }
    await frame.locator('#tab-records').click();
    assert.deepEqual(found, []);
  });

  await test('the table is one tab stop, and the keyboard reaches every row', async () => {
    const grid = frame.locator('#records [role=grid]');
    await grid.focus();
    await page.keyboard.press('End');
    const count = Number(await grid.getAttribute('aria-rowcount'));
    await frame.locator(`.grid-row.active[aria-rowindex="${count}"]`).waitFor(patience);
    const active = await grid.getAttribute('aria-activedescendant');
    assert.equal(await frame.locator(`[id="${active}"]`).getAttribute('aria-selected'), 'true');
    await page.keyboard.press('Home');
    await frame.locator('.grid-row.active[aria-rowindex="2"]').waitFor(patience);
    assert.equal(await frame.locator('#records [tabindex]').count(), 1);
  });

  await test('selected records are copied as the lines of pg_waldump', async () => {
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Control+c');
    await frame
      .locator('[aria-live]', { hasText: 'Copied 2 records' })
      .waitFor({ ...patience, state: 'attached' });
  });

  await test('a hidden tab comes back with its filter, place and selection', async () => {
    await filter('rmgr:Heap');
    await frame.locator('#records [role=grid]').focus();
    await page.keyboard.press('End');
    const count = await frame.locator('#records [role=grid]').getAttribute('aria-rowcount');
    await frame.locator(`.grid-row.active:not(.loading)[aria-rowindex="${count}"]`).waitFor(patience);
    const lsn = await activeLsn();
    await frame.locator(`.details h2:has-text("${lsn}")`).waitFor(patience);
    await openFile('orders-prod/postgresql.conf');
    await openFile(accident);
    frame = await webview('.grid-row.active');
    assert.equal(await activeLsn(), lsn);
    await shows('rmgr:Heap');
    await filter('');
  });

  await test('the next segment is a click away', async () => {
    await frame.locator('button[title*="next segment"]').click();
    frame = await webview('h1:has-text("000000040000000000000028")');
    await frame.locator(rows).first().waitFor(patience);
  });

  await test('what is before damage is shown, then what pg_waldump says about it', async () => {
    const damaged = readFileSync(`${folder}/${accident}`);
    damaged[0x8000] ^= 0xff;
    writeFileSync(`${folder}/0000000400000000000000D1`, damaged);
    await openFile('0000000400000000000000D1'.slice(0, 24));
    frame = await webview('.failure');
    await frame
      .locator('.failure', { hasText: 'could not find a valid record after 0/D100000' })
      .waitFor(patience);

    writeFileSync(`${folder}/backups/000000040000000000000027`, damaged);
    await openFile('backups/000000040000000000000027');
    frame = await webview('.chip.bad');
    await frame.locator('#records [role=grid]').focus();
    await page.keyboard.press('End');
    await frame.locator('.grid-row.end', { hasText: 'error in WAL record at 0/27' }).waitFor(patience);
    await context.screenshot('segment-damaged');
  });

  await test('a file that changed is read again', async () => {
    writeFileSync(`${folder}/backups/000000040000000000000027`, readFileSync(`${folder}/${accident}`));
    await frame.locator('.chip.good', { hasText: 'every CRC valid' }).waitFor(patience);
  });

  await test('a compressed segment opens like a plain one', async () => {
    writeFileSync(`${folder}/000000040000000000000027.gz`, gzipSync(readFileSync(`${folder}/${accident}`)));
    await openFile('000000040000000000000027.gz');
    frame = await webview('.chip:has-text("gzip")');
    await frame.locator(rows).first().waitFor(patience);
    assert.match((await cells(1))[0], /^0\/027/);
  });
});
