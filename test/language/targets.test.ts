import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { unpack } from '../../scripts/sample.mjs';
import { textOf } from './client.ts';
import { scene } from './workspace.ts';

let folder: string;
const files: Record<string, Uint8Array> = {};

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'walscope-targets-'));
  await unpack(folder);
  for (const name of await readdir(join(folder, 'archive')))
    files[`/mnt/archive/${name}`] = new Uint8Array(await readFile(join(folder, 'archive', name)));
});

after(() => rm(folder, { recursive: true }));

const restore = "restore_command = 'cp /mnt/archive/%f %p'\n";

async function targets(setting: string): Promise<string[]> {
  const { features, document, position } = scene(`${restore}${setting} = '|'`, { major: 18, files });
  const items = (await features.completion?.(document, position)) ?? [];
  return items.map(({ label, labelDetails }) => `${label}: ${labelDetails?.description}`);
}

test('restore points of the archive are offered as targets, the newest first', async () => {
  const names = (await targets('recovery_target_name')).map(target => target.split(':')[0]);
  assert.deepEqual(names, ['pre_v2', 'before_release_42']);
});

test('a dropped table is offered as the moment to stop before', async () => {
  for (const setting of ['recovery_target_xid', 'recovery_target_time', 'recovery_target_lsn'])
    assert.ok(
      (await targets(setting)).some(target => /: drop of \d+ relations$/.test(target)),
      setting,
    );
});

test('a target that the archive does not reach is told once the archive is read', async () => {
  let read = () => {};
  const done = new Promise<void>(resolve => {
    read = resolve;
  });
  const made = scene(`${restore}recovery_target_name = 'before_v2'\n`, {
    major: 18,
    files,
    onChange: () => read(),
  });
  const codes = async () => (await made.features.diagnostics(made.document)).map(({ code }) => code);
  assert.ok(!(await codes()).includes('target-not-in-archive'));
  await done;
  assert.ok((await codes()).includes('target-not-in-archive'));
  const diagnostics = await made.features.diagnostics(made.document);
  const told = diagnostics.find(({ code }) => code === 'target-not-in-archive');
  assert.match(textOf(told!), /before_release_42, pre_v2/);
});
