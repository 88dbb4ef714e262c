import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { editSettings } from '../../server/inspect/recovery/editSettings.ts';
import { mayRecoverHere } from '../../server/inspect/recovery/recoverHere.ts';
import { parseConf } from '../../server/postgres/conf/parse.ts';
import { clusterOf, sampleFiles } from './sampleFiles.ts';

const stop = 0x270f2c8n;

/** The sample, and a backup of it restored to /restored. */
function restored(backup = 'nightly-3'): MemoryFiles {
  const all = sampleFiles();
  const from = `/sample/backups/${backup}/`;
  const copies = all
    .filter(([path]) => path.startsWith(from))
    .map(([path, bytes]): [string, Uint8Array] => [`/restored/${path.slice(from.length)}`, bytes]);
  return new MemoryFiles([...all, ...copies]);
}

async function verdictOn(files: MemoryFiles, directory: string, at = stop) {
  return mayRecoverHere(files, directory, { cluster: await clusterOf(files), stop: at });
}

test('a restored copy may be recovered in; without a folder pg_wal there is a warning', async () => {
  const files = restored();
  assert.match((await verdictOn(files, '/restored')).warnings.join(), /no folder pg_wal/);
  files.set('/restored/pg_wal/archive_status/x.done', new Uint8Array(0));
  assert.deepEqual(await verdictOn(files, '/restored'), { warnings: [] });
});

test('the stored backup itself is warned of', async () => {
  const { refusal, warnings } = await verdictOn(restored(), '/sample/backups/nightly-3');
  assert.equal(refusal, undefined);
  assert.match(warnings[0], /stored backup itself/);
});

test('the live server, a running one, another cluster, a standby and a late backup are refused', async () => {
  const refused = async (files: MemoryFiles, directory: string, reason: RegExp, at = stop) =>
    assert.match((await verdictOn(files, directory, at)).refusal ?? '', reason);
  await refused(restored(), '/sample/orders-prod', /live server/);
  await refused(restored(), '/sample/archive', /no data directory/);
  await refused(restored(), '/restored', /restore an older one/, 0x2000000n);
  const running = restored();
  running.set('/restored/postmaster.pid', new TextEncoder().encode('4711\n/restored\n'));
  await refused(running, '/restored', /postmaster\.pid \(process 4711\)/);
  const standby = restored();
  standby.set('/restored/standby.signal', new Uint8Array(0));
  await refused(standby, '/restored', /standby\.signal/);
  const started = restored();
  const server = sampleFiles(path => path === '/sample/old-primary/global/pg_control');
  started.set('/copy/PG_VERSION', new TextEncoder().encode('18\n'));
  started.set('/copy/global/pg_control', server[0][1]);
  await refused(started, '/copy', /live server/);
  await refused(started, '/copy', /no recovery goes back/, 0x1000n);
});

const settings = [
  ['restore_command', `cp "/mnt/it's here/%f" "%p"`],
  ['recovery_target_xid', '3832'],
  ['recovery_target_inclusive', 'off'],
  ['recovery_target_timeline', '4'],
  ['recovery_target_action', 'pause'],
] as const;

async function edited(files: Readonly<Record<string, string>>, major = 18 as const) {
  const edit = await editSettings(
    new MemoryFiles(Object.entries(files)),
    '/d',
    major,
    'recover x to just before: y',
    settings,
    [],
  );
  assert.ok('edit' in edit);
  return edit;
}

const block = `# recover x to just before: y
restore_command = 'cp "/mnt/it''s here/%f" "%p"'
recovery_target_xid = '3832'
recovery_target_inclusive = off
recovery_target_timeline = '4'
recovery_target_action = 'pause'
`;

test('settings go behind what postgresql.auto.conf has, and replace those of an earlier recovery', async () => {
  const { edit, signalPath } = await edited({ '/d/postgresql.auto.conf': "work_mem = '64MB'" });
  assert.deepEqual([edit.path, signalPath], ['/d/postgresql.auto.conf', '/d/recovery.signal']);
  assert.equal(edit.after, `work_mem = '64MB'\n${block}`);
  const again = await edited({
    '/d/postgresql.auto.conf': `a = 1\n${edit.after}recovery_target_name = 'p'\n`,
  });
  assert.equal(again.edit.after, `a = 1\nwork_mem = '64MB'\n${block}`);
  assert.equal((await edited({})).edit.after, block);
  assert.equal(parseConf(block).lines.filter(({ fault }) => fault).length, 0);
});

test('a target that stands in postgresql.conf is taken back: the server takes one only', async () => {
  const { edit } = await edited({
    '/d/postgresql.conf': "include 'more.conf'\n",
    '/d/more.conf': "recovery_target_time = '2026-01-01'\n",
  });
  assert.equal(edit.after, `${block}recovery_target_time = ''\n`);
});

test('10 and 11 have recovery.conf and no signal file', async () => {
  const files = new MemoryFiles([['/d/recovery.conf', 'old\n']]);
  const edit = await editSettings(files, '/d', 11, 'recover x to just before: y', settings, []);
  assert.ok('edit' in edit);
  assert.deepEqual(
    [edit.edit.path, edit.edit.before, edit.signalPath],
    ['/d/recovery.conf', 'old\n', undefined],
  );
  assert.equal(edit.edit.after, block);
});

test('a file that is no text is left alone', async () => {
  const files = new MemoryFiles([['/d/postgresql.auto.conf', new Uint8Array([0x61, 0xff, 0x0a])]]);
  const edit = await editSettings(files, '/d', 18, 'x', settings, []);
  assert.match('refusal' in edit ? edit.refusal : '', /not in UTF-8/);
});
