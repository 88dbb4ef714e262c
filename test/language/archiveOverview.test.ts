import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { unpack } from '../../scripts/sample.mjs';
import { type ArchivesOverview, archivesOverview } from '../../server/protocol/archiveOverview.ts';
import { startClient, type TestClient } from './client.ts';

let folder: string;
let client: TestClient;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'walscope-archives-'));
  await unpack(folder);
  client = await startClient();
});

after(async () => {
  await client.stop();
  await rm(folder, { recursive: true, force: true });
});

const params = (thorough: boolean) => ({ uris: [pathToFileURL(folder).href], thorough });

test('the server process tells the clusters of folders, thoroughly or not', async () => {
  const [quick, thorough] = await Promise.all(
    [false, true].map(each =>
      client.connection.sendRequest<ArchivesOverview>(archivesOverview.method, params(each)),
    ),
  );
  assert.deepEqual(
    quick.clusters.map(({ summary }) => summary.name),
    ['orders-prod'],
  );
  assert.deepEqual(thorough, quick);
});

test('a cancelled overview ends, and the server goes on', async () => {
  const cancelling = new CancellationTokenSource();
  const asked = client.connection.sendRequest(archivesOverview.method, params(true), cancelling.token);
  cancelling.cancel();
  await asked.catch(() => undefined);
  const { clusters } = await client.connection.sendRequest<ArchivesOverview>(
    archivesOverview.method,
    params(false),
  );
  assert.equal(clusters.length, 1);
});
