import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { readArchiveContents } from '../../server/inspect/archiveContents.ts';
import { judgeFile } from '../../server/postgres/conf/judgeFile.ts';
import { adviceFor } from '../../server/postgres/conf/rules/adviceFor.ts';
import { unpackRecovery } from '../recovery/recorded.ts';

/** Advice on a backup beside the archive of its primary, which later ran with max_connections = 60. */
async function adviceOnBackup(change: (conf: string) => string) {
  const { files } = await unpackRecovery('param-raised-enough-pg17');
  const memory = new MemoryFiles(files);
  for (const name of ['postgresql.conf', 'postgresql.auto.conf']) {
    const text = Buffer.from(files.get(`/pgdata/${name}`) ?? [])
      .toString()
      .replaceAll('@ARCHIVE@', '/archive');
    memory.set(`/pgdata/${name}`, Buffer.from(change(text)));
  }
  const judgement = await judgeFile(memory, '/pgdata/postgresql.conf');
  return adviceFor(memory, judgement, folders => readArchiveContents(memory, nodeDecompression, folders));
}

const ask = (advice: Awaited<ReturnType<typeof adviceOnBackup>>) =>
  advice.filter(({ code }) => code === 'wal-will-ask-for-more').map(({ message }) => message);

test('a setting below what the WAL in the archive asks for later is told, with its place in the WAL', async () => {
  assert.deepEqual(ask(await adviceOnBackup(conf => conf)), []);
  const lower = await adviceOnBackup(conf => conf.replace('max_connections = 60', 'max_connections = 59'));
  assert.equal(ask(lower).length, 1);
  assert.match(
    ask(lower)[0],
    /^The WAL at 0\/[0-9A-F]+ asks for max_connections of at least 60: recovery pauses or ends there$/,
  );
});

test('nothing is asked for where queries are not let in', async () => {
  const closed = (conf: string) =>
    conf.replace('= 60', '= 59').replace('hot_standby = on', 'hot_standby = off');
  assert.deepEqual(ask(await adviceOnBackup(closed)), []);
});

test('a target that the archive does not reach is told', async () => {
  const advice = await adviceOnBackup(conf => `${conf}\nrecovery_target_name = 'nowhere'\n`);
  assert.ok(advice.some(({ code }) => code === 'target-not-in-archive'));
});
