import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { unpack } from '../../scripts/sample.mjs';
import { type ArchivesOverview, archivesOverview } from '../../server/protocol/archiveOverview.ts';
import {
  archiveVerify,
  archiveVerifyProgress,
  type VerifyResult,
} from '../../server/protocol/archiveVerify.ts';
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

test('reading all WAL finds nothing in the sample, and the place of a byte that was changed', async () => {
  const runs = new Set<number>();
  client.connection.onNotification(archiveVerifyProgress.method, ({ run }) => {
    runs.add(run);
  });
  const { uris } = params(false);
  const verify = (run: number) =>
    client.connection.sendRequest<VerifyResult>(archiveVerify.method, {
      uris,
      systemIdentifier: '7711291388301556914',
      run,
    });
  const sound = await verify(1);
  // 47 whole ones and a .partial file
  assert.deepEqual([sound.segments, sound.found], [48, 0]);
  const path = join(folder, 'archive', '000000020000000000000018');
  const bytes = await readFile(path);
  bytes[0x2123] ^= 0xff;
  await writeFile(path, bytes);
  const { found, problems } = await verify(2);
  assert.equal(found, 1);
  const [{ code, severity, timeline, lsn }] = problems;
  assert.deepEqual([code, severity, timeline, problems[0].path], ['wal-damaged', 'error', 2, path]);
  assert.match(lsn ?? '', /^0\/180/);
  assert.deepEqual([...runs], [1, 2]);
});
