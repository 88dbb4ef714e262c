import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Frame } from 'playwright-core';
import { filesBelow, recorded } from '../files/truth.ts';
import { seriousViolations } from './accessibility.ts';
import { suite } from './suite.ts';

const patience = { timeout: 30_000 };
const control = 'orders-prod/global/pg_control';
/** In a folder that was there when the window opened: VS Code may miss changes in one that is quite new. */
const other = 'old-primary/global/pg_control';
const rows = '#fields .grid-row:not(.loading)';

suite('the decoded view of binary files', async context => {
  const {
    folder,
    insist,
    openFile,
    openView,
    page,
    runCommand,
    screenshot,
    screenshots,
    test,
    useTheme,
    webview,
  } = context;
  let frame: Frame;

  const chip = (text: string | RegExp) => frame.locator('.chip', { hasText: text }).first();
  const row = (name: string) => frame.locator(rows, { hasText: name }).first();
  /** By its name: its value may be a link. */
  const choose = (name: string) => row(name).locator('.grid-cell').first().click();

  /** A file of a recorded server, where its cluster has it. */
  function place(path: string, bytes: Uint8Array): string {
    const target = `other/${path}`;
    mkdirSync(`${folder}/${target}`.replace(/\/[^/]*$/, ''), { recursive: true });
    writeFileSync(`${folder}/${target}`, bytes);
    return target;
  }

  await test('pg_control opens in it: what the next start does, the checksum, every field', async () => {
    await page.keyboard.press('Control+B');
    frame = await openView(control, rows);
    await frame.locator('h1', { hasText: 'pg_control of a PostgreSQL 18 cluster' }).waitFor(patience);
    await chip('checksum correct').waitFor(patience);
    await frame.locator('.verdict', { hasText: 'Next start:' }).waitFor(patience);
    for (const name of ['Identity', 'system_identifier', 'catalog_version_no'])
      await row(name).waitFor(patience);
  });

  await test('a field marks its bytes, and a byte its field', async () => {
    await choose('checkPointCopy.redo');
    await frame.locator('.byte.selected[title^="checkPointCopy.redo"]').waitFor(patience);
    await frame.locator('.details h2', { hasText: 'checkPointCopy.redo' }).waitFor(patience);
    await frame.locator('.bytes .byte[title^="pg_control_version"]').click();
    await frame.locator('.grid-row.active', { hasText: 'pg_control_version' }).waitFor(patience);
  });

  await test('pictures that need no explanation', async () => {
    await choose('checkPointCopy.redo');
    await screenshots('binary-control');
  });

  await test('words find fields by name, value or meaning', async () => {
    await runCommand('WALScope: Find a Field');
    await frame.locator('#find').fill('max_connections hot standby');
    await frame.locator('.found', { hasText: /^1 of \d+ fields$/ }).waitFor(patience);
    await row('MaxConnections').waitFor(patience);
    await frame.locator('#find').press('Enter');
    await frame.locator('.grid-row.active').waitFor(patience);
    await frame.locator('#find').fill('');
    await row('system_identifier').waitFor(patience);
  });

  await test('the table is one tab stop, and the keyboard reaches every row', async () => {
    const grid = frame.locator('#fields [role=grid]');
    await grid.focus();
    await page.keyboard.press('End');
    const count = await grid.getAttribute('aria-rowcount');
    await frame.locator(`.grid-row.active[aria-rowindex="${count}"]`, { hasText: 'crc' }).waitFor(patience);
    await page.keyboard.press('Home');
    await frame.locator('.grid-row.active[aria-rowindex="2"]').waitFor(patience);
    assert.equal(await frame.locator('#fields [tabindex="0"]').count(), 1);
  });

  await test('the file is copied as pg_controldata prints it, and as JSON', async () => {
    await frame.getByRole('button', { name: 'Copy as text' }).click();
    await frame
      .locator('[aria-live]', { hasText: 'Copied as pg_controldata prints it' })
      .waitFor({ ...patience, state: 'attached' });
    await runCommand('WALScope: Copy File as JSON');
    await frame
      .locator('[aria-live]', { hasText: 'Copied as JSON' })
      .waitFor({ ...patience, state: 'attached' });
  });

  await test('axe finds nothing serious, in any theme', async () => {
    const found: string[] = [];
    for (const theme of ['light', 'high-contrast', 'high-contrast-light', 'dark'] as const) {
      await useTheme(theme);
      found.push(...(await seriousViolations(frame)).map(line => `${theme}: ${line}`));
    }
    assert.deepEqual(found, []);
  });

  await test('an LSN leads to its record in the segment beside', async () => {
    await row('checkPointCopy.redo').locator('button.link').click();
    frame = await webview('overview-strip canvas');
    await frame.locator('.details h2', { hasText: '2902410' }).waitFor(patience);
  });

  await test('damage is said at its place, in the words of the server', async () => {
    const damaged = readFileSync(`${folder}/${control}`);
    damaged[40] ^= 0xff;
    writeFileSync(`${folder}/${other}`, damaged);
    frame = await openView(other, '.verdict.bad');
    await frame
      .locator('.verdict', { hasText: 'FATAL: incorrect checksum in control file' })
      .waitFor(patience);
    await frame.locator('.verdict .link').first().click();
    await frame.locator('.grid-row.trouble.active', { hasText: 'crc' }).waitFor(patience);
    await screenshot('binary-damaged');
    assert.deepEqual(await seriousViolations(frame), []);
  });

  await test('a file that changed is read again', async () => {
    writeFileSync(`${folder}/${other}`, readFileSync(`${folder}/${control}`));
    await chip('checksum correct').waitFor(patience);
  });

  await test('a cut file shows what is there, then what the server says', async () => {
    writeFileSync(`${folder}/${other}`, readFileSync(`${folder}/${control}`).subarray(0, 100));
    await frame.locator('.verdict', { hasText: /PANIC: could not read file.*read 100 of/ }).waitFor(patience);
    await row('system_identifier').waitFor(patience);
    await screenshot('binary-cut');
  });

  await test('a file of another name opens in it by "Reopen Editor With"', async () => {
    writeFileSync(`${folder}/copied-control`, readFileSync(`${folder}/${control}`));
    await openFile('copied-control');
    // an editor that is still opening takes the focus from the command palette
    await page.getByText('Open Anyway').waitFor(patience);
    await insist(
      async () => {
        await runCommand('View: Reopen Editor With');
        await page
          .locator('.quick-input-list .monaco-list-row', { hasText: 'PostgreSQL State File (any file)' })
          .click({ timeout: 10_000 });
      },
      async () => {
        frame = await webview(`h1:has-text('pg_control of a PostgreSQL 18 cluster')`, 15_000);
      },
    );
    await chip('checksum correct').waitFor(patience);
  });

  await test('replication slots, prepared transactions, maps, summaries and snapshots open in it too', async () => {
    const server = recorded(18);
    const [transaction] = filesBelow(server, 'pg_twophase/');
    const [snapshot] = filesBelow(server, 'snapshots/');
    const [summary] = filesBelow(server, 'summaries/').sort(([, a], [, b]) => b.length - a.length);
    const files: [path: string, title: string | RegExp][] = [
      ['orders-prod/pg_replslot/analytics/state', 'Replication slot "analytics"'],
      ['orders-prod/global/pg_filenode.map', 'Map of system catalogs to files'],
      [place(`pg_twophase/${transaction[0]}`, transaction[1]), /^Prepared transaction '/],
      [place(`pg_logical/snapshots/${snapshot[0]}`, snapshot[1]), 'Snapshot of logical decoding'],
      [place(`pg_wal/summaries/${summary[0]}`, summary[1]), 'WAL summary'],
    ];
    for (const [at, [path, title]] of files.entries()) {
      await openFile(path);
      const quoted = typeof title === 'string' ? title : 'Prepared transaction';
      frame = await webview(`h1:has-text('${quoted}')`);
      await frame.locator('h1', { hasText: title }).waitFor(patience);
      await chip('checksum correct').waitFor(patience);
      await frame.locator(rows).nth(3).locator('.grid-cell').first().click();
      await screenshot(`binary-${['slot', 'map', 'transaction', 'snapshot', 'summary'][at]}`);
      assert.deepEqual(await seriousViolations(frame), []);
    }
  });
});
