import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { forecast } from '../../server/cli/forecast.ts';
import { run } from '../cli/run.ts';
import { unpackRecovery } from './recorded.ts';

async function forecastOf(name: string, ...args: string[]) {
  const { files, expected } = await unpackRecovery(name);
  const { stdout, status } = await run(forecast, ['pgdata', ...args], new MemoryFiles(files));
  return { printed: stdout.toString(), status, expected };
}

test('walscope forecast prints JSON and ends with 0 when the server starts', async () => {
  const { printed, status, expected } = await forecastOf('archive-end-pg17', '--archive', 'archive');
  const { outcome, history_file, major, unknown, lost } = JSON.parse(printed);
  assert.equal(status, 0);
  assert.deepEqual(
    { outcome, history_file, major },
    { outcome: 'promoted', history_file: expected.history_file, major: 17 },
  );
  assert.deepEqual(unknown, []);
  assert.equal(lost.transactions, 0);
});

test('a target given with --set takes the place of what the files say; what it leaves out is counted', async () => {
  const args = [
    '--archive',
    'archive',
    '--set',
    'recovery_target=immediate',
    '--set',
    'recovery_target_action=promote',
  ];
  const { printed, expected } = await forecastOf('archive-end-pg17', ...args);
  const stopped = JSON.parse(printed);
  assert.equal(stopped.stop_message, 'recovery stopping after reaching consistency');
  assert.equal(stopped.replay_end_lsn, expected.consistent_lsn);
  assert.ok(stopped.lost.transactions > 10);
  assert.equal(stopped.lost.end_lsn, expected.replay_end_lsn);
});

test('--signal standby makes a standby of it; --format text is for people', async () => {
  const args = ['--archive', 'archive', '--signal', 'standby', '--format', 'text'];
  const { printed, status } = await forecastOf('archive-end-pg17', ...args);
  assert.equal(status, 0);
  assert.match(printed, /^PostgreSQL 17 replays what there is and waits for more\.\n {2}Replays from: /);
  assert.match(printed, /^LOG: {2}entering standby mode$/m);
});

test('walscope forecast ends with 1 when the server gives up', async () => {
  const { printed, status, expected } = await forecastOf(
    'missing-first-segment-pg17',
    '--archive',
    'archive',
  );
  assert.equal(status, 1);
  assert.equal(JSON.parse(printed).fatal.message, expected.fatal?.message);
});

test('a restore_command that is not understood makes the outcome unknown, with the reason', async () => {
  const args = ['--archive', 'archive', '--set', 'restore_command=fetch-wal %f %p'];
  const { printed } = await forecastOf('archive-end-pg17', ...args);
  const { outcome, requests, unknown } = JSON.parse(printed);
  assert.deepEqual([outcome, requests], [null, null]);
  assert.match(unknown[0].reason, /fetch-wal/);
});
