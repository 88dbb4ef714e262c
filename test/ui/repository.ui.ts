import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Frame } from 'playwright-core';
import { recording } from '../archive/recorded.ts';
import { seriousViolations } from './accessibility.ts';
import { suite } from './suite.ts';

const patience = { timeout: 60_000 };

/** Writes what was recorded of a repository below `folder`; returns the paths of its files there. */
function unpack(folder: string, tool: string, archive: string): string[] {
  const { files } = recording(tool).archives[archive];
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(`${folder}/${archive}/${path}`), { recursive: true });
    writeFileSync(`${folder}/${archive}/${path}`, Buffer.from(bytes, 'base64'));
  }
  return Object.keys(files).map(path => `${archive}/${path}`);
}

suite('repositories of archiving tools', async context => {
  const { folder, insist, openFile, page, runCommand, screenshots, test, webview } = context;
  for (const name of readdirSync(folder).filter(each => !each.startsWith('.')))
    rmSync(`${folder}/${name}`, { recursive: true });
  const several = unpack(folder, 'pgbackrest', 'several');
  let frame: Frame;

  /** The view of what the workspace holds now. */
  async function openTimelines(): Promise<Frame> {
    let opened: Frame | undefined;
    await insist(
      async () => {
        await runCommand('View: Close All Editors');
        await runCommand('WALScope: Show Timelines');
      },
      async () => {
        opened = await webview('#picture', 30_000);
      },
    );
    return opened!;
  }

  await test('pgBackRest: both clusters of an upgrade, the gap, the backups', async () => {
    await page.keyboard.press('Control+B');
    frame = await openTimelines();
    for (const text of ['PostgreSQL 17', '1 gap', '2 timelines'])
      await frame.locator('.chip', { hasText: text }).first().waitFor(patience);
    await frame.locator('.problems', { hasText: '000000010000000000000018 is missing' }).waitFor(patience);
    const { systemIdentifier } = recording('pgbackrest').clusters[1];
    const other = frame.getByLabel('Cluster').locator('option', { hasText: systemIdentifier });
    await other.waitFor({ ...patience, state: 'attached' });
  });

  await test('pictures of a pgBackRest repository', async () => {
    await screenshots('pgbackrest');
  });

  await test('axe finds nothing serious', async () => {
    assert.deepEqual(await seriousViolations(frame), []);
  });

  for (const kind of ['gz', 'zst', 'bz2'])
    await test(`a segment with a checksum in its name opens, and the one after it: ${kind}`, async () => {
      const path = several.find(
        each => each.includes(`/${kind}/17-1/`) && each.includes('/000000010000000000000009-'),
      );
      assert.ok(path);
      await openFile(path);
      const segment = await webview('#records .grid-row:not(.loading)', 60_000);
      await segment.locator('.chip', { hasText: 'every CRC valid' }).waitFor(patience);
      await insist(
        () => segment.locator('button[aria-label*="next segment"]').click({ timeout: 5000 }),
        () =>
          page.locator('.tab.active', { hasText: '00000001000000000000000A-' }).waitFor({ timeout: 10_000 }),
      );
    });

  await test('an encrypted repository is called so, and a segment of it too', async () => {
    rmSync(`${folder}/several`, { recursive: true });
    const encrypted = unpack(folder, 'pgbackrest', 'encrypted');
    frame = await openTimelines();
    await frame
      .locator('.problems', { hasText: 'This repository is encrypted (OpenSSL)' })
      .first()
      .waitFor(patience);
    const path = encrypted.find(
      each => each.includes('/17-1/') && each.includes('/000000010000000000000009-'),
    );
    assert.ok(path);
    await openFile(path);
    await (await webview('.chip', 60_000)).locator('.chip', { hasText: 'encrypted' }).waitFor(patience);
  });

  await test('a segment in a tar backup opens from the timelines', async () => {
    rmSync(`${folder}/encrypted`, { recursive: true });
    unpack(folder, 'basebackup', 'tar-gz');
    frame = await openTimelines();
    await frame
      .locator('#picture text', { hasText: 'nightly tar-gz' })
      .first()
      .waitFor({ ...patience, state: 'attached' });
    const cell = await frame.locator('#picture path.cell').first().boundingBox();
    assert.ok(cell);
    await insist(
      () => page.mouse.click(cell.x + cell.width / 2, cell.y + 3),
      () => webview('#records .grid-row:not(.loading)', 15_000),
    );
    const segment = await webview('#records .grid-row:not(.loading)');
    await segment.locator('h1', { hasText: '00000001000000000000000D' }).waitFor(patience);
  });
});
