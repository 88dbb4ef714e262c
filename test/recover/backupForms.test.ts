import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readWhole } from '../../server/bytes/byteSource.ts';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { restoredFolder } from '../../server/inspect/recovery/restoredFolder.ts';
import type { RecoveryPlan } from '../../server/protocol/recovery.ts';
import { planBefore, planFor, sampleFiles } from './sampleFiles.ts';

const backup = '/sample/backups/nightly-3/';
const work = mkdtempSync(`${tmpdir()}/walscope-forms-`);
after(() => rmSync(work, { recursive: true }));

for (const [path, bytes] of sampleFiles(each => each.startsWith(backup))) {
  const target = `${work}/in/${path.slice(backup.length)}`;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, bytes);
}

/** The sample with backup 3 as a tar archive. */
function withTar(name: string, flag: string): MemoryFiles {
  const members = ['backup_label', 'PG_VERSION', 'postgresql.conf', 'postgresql.auto.conf', 'global'];
  execFileSync('tar', [flag, `${work}/${name}`, '-C', `${work}/in`, ...members]);
  const files = sampleFiles(path => !path.startsWith(backup));
  return new MemoryFiles([...files, [`${backup}${name}`, readFileSync(`${work}/${name}`)]]);
}

const told = ({ lines, fatal, log }: RecoveryPlan) => ({ lines, fatal, log });

test('a backup in a tar archive is forecast as the same one in a folder', async () => {
  const plain = told(await planFor(new MemoryFiles(sampleFiles()), 'drop orders'));
  assert.deepEqual(told(await planFor(withTar('base.tar', '-cf'), 'drop orders')), plain);
  assert.deepEqual(told(await planFor(withTar('base.tar.gz', '-czf'), 'drop orders')), plain);
});

test('without the files of a backup the settings are offered, and why there is no forecast is said', async () => {
  const plan = await planFor(new MemoryFiles(sampleFiles(path => !path.startsWith(backup))), 'drop orders');
  assert.match(plan.text, /recovery_target_xid = '3832'/);
  assert.equal(plan.backup, 'nightly 3');
  assert.deepEqual(
    plan.lines.map(({ mark }) => mark),
    ['unknown'],
  );
  assert.match(plan.lines[0].text, /The files of backup "nightly 3" are not here/);
  assert.deepEqual(plan.way, [{ timeline: 4, from: '0/2200028', to: '0/270F2C8' }]);
});

test('without any backup before the place the settings are offered too', async () => {
  const files = sampleFiles(path => !/backups|\.backup$/.test(path));
  const plan = await planFor(new MemoryFiles(files), 'drop orders');
  assert.equal(plan.backup, undefined);
  assert.match(plan.lines[0].text, /no backup here was finished before it/);
  assert.match(plan.text, /restore_command = 'cp \/sample\/archive\/%f "%p"'/);
});

test('without an archive the server wants a restore_command, and the user is told', async () => {
  const files = new MemoryFiles(sampleFiles(path => path.startsWith('/sample/backups')));
  const plan = await planBefore(files, { timeline: 4, lsn: '0/270F2C8' });
  assert.match(plan.fatal?.message ?? '', /must specify "restore_command"/);
  assert.match(plan.fatal?.advice.join() ?? '', /no archive is open here/);
  assert.match(plan.notes.join(), /restore_command of your own/);
});

test('files that a tool compressed one by one are read, what an incremental backup lacks in the one before', async () => {
  const files = new MemoryFiles([
    ['/r/I/backup_label.gz', gzipSync('START WAL LOCATION: 0/2 (file 000000010000000000000000)\n')],
    ['/r/I/global/pg_control', 'control'],
    ['/r/F/postgresql.conf.gz', gzipSync('work_mem = 4MB\n')],
    ['/r/F/global/pg_control', 'older'],
  ]);
  const restored = await restoredFolder(files, ['/r/I', '/r/F'], nodeDecompression);
  assert.ok('files' in restored);
  const text = async (name: string) =>
    new TextDecoder().decode(await readWhole(restored.files, `${restored.directory}/${name}`));
  assert.equal(await text('postgresql.conf'), 'work_mem = 4MB\n');
  assert.equal(await text('global/pg_control'), 'control');
  assert.match(await text('backup_label'), /^START WAL LOCATION/);
  assert.deepEqual((await restored.files.list(restored.directory)).map(({ name }) => name).sort(), [
    'backup_label',
    'global',
    'postgresql.conf',
  ]);
});

test('an incremental backup is taken as pg_combinebackup would make it whole', async () => {
  const label = 'START WAL LOCATION: 0/2 (file 1)\nINCREMENTAL FROM LSN: 0/1\nINCREMENTAL FROM TLI: 1\n';
  const files = new MemoryFiles([
    ['/b/backup_label', label],
    ['/b/global/pg_control', 'control'],
    ['/b/postgresql.conf', ''],
  ]);
  const restored = await restoredFolder(files, ['/b'], nodeDecompression);
  assert.ok('files' in restored);
  const bytes = await readWhole(restored.files, '/b/backup_label');
  assert.equal(new TextDecoder().decode(bytes), 'START WAL LOCATION: 0/2 (file 1)\n');
  assert.match(restored.notes[0], /pg_combinebackup/);
});
