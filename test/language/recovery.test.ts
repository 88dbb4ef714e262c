import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { unpack } from '../../scripts/sample.mjs';
import { type ArchiveState, archiveOpen } from '../../server/protocol/archive.ts';
import {
  type FoundPlaces,
  type RecoveryEdit,
  type RecoveryPlan,
  recoveryEdit,
  recoveryFind,
  recoveryPlan,
  recoveryProgress,
} from '../../server/protocol/recovery.ts';
import { startClient, type TestClient } from './client.ts';

let folder: string;
let client: TestClient;
let session: number;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'walscope-recovery-'));
  await unpack(join(folder, 'sample'));
  client = await startClient();
  const uris = [pathToFileURL(join(folder, 'sample')).href];
  ({ session } = await client.connection.sendRequest<ArchiveState>(archiveOpen.method, { uris }));
});

after(async () => {
  await client.stop();
  await rm(folder, { recursive: true, force: true });
});

const ask = <Result>({ method }: { method: string }, params: object) =>
  client.connection.sendRequest<Result>(method, { session, cluster: 0, ...params });

test('the accident is found, its recovery planned and the settings told, and nothing is written', async () => {
  const doing = new Set<string>();
  client.connection.onNotification(recoveryProgress.method, progress => {
    doing.add(progress.doing);
  });
  const { places, count } = await ask<FoundPlaces>(recoveryFind, { text: 'drop orders' });
  assert.deepEqual([count, places[0].title, places[0].tone], [1, 'Table orders dropped', 'loss']);
  const plan = await ask<RecoveryPlan>(recoveryPlan, { place: places[0] });
  assert.equal(plan.backup, 'nightly 3');
  assert.match(
    plan.lines.find(({ mark }) => mark === 'stop')?.text ?? '',
    /before commit of transaction 3832/,
  );
  assert.deepEqual([...doing].sort(), ['finding', 'replaying']);

  const restored = join(folder, 'restored');
  await cp(join(folder, 'sample/backups/nightly-3'), restored, { recursive: true });
  const names = await readdir(restored, { recursive: true });
  const edit = await ask<RecoveryEdit>(recoveryEdit, { uri: pathToFileURL(restored).href, plan });
  assert.ok('edit' in edit);
  assert.ok(edit.edit.after.endsWith(plan.text));
  assert.equal(edit.signalPath, join(restored, 'recovery.signal'));
  assert.deepEqual(await readdir(restored, { recursive: true }), names);

  const live = pathToFileURL(join(folder, 'sample/orders-prod')).href;
  const refused = await ask<RecoveryEdit>(recoveryEdit, { uri: live, plan });
  assert.match('refusal' in refused ? refused.refusal : '', /live server/);
});

test('a plan that is cancelled ends, and the server goes on', async () => {
  const cancelling = new CancellationTokenSource();
  const place = { timeline: 4, lsn: '0/2715000' };
  const asked = client.connection.sendRequest(
    recoveryPlan.method,
    { session, cluster: 0, place },
    cancelling.token,
  );
  cancelling.cancel();
  await asked.catch(() => undefined);
  const { places } = await ask<FoundPlaces>(recoveryFind, { text: 'pre_v2' });
  assert.equal(places[0].tone, 'point');
});
