import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { judgeFile } from '../../server/postgres/conf/judgeFile.ts';
import { loadConfiguration } from '../../server/postgres/conf/load.ts';
import { adviceFor } from '../../server/postgres/conf/rules/adviceFor.ts';
import { advise } from '../../server/postgres/conf/rules/advise.ts';
import { archiveFolders } from '../../server/postgres/conf/rules/archiveFolders.ts';
import { allowsReplication, readAccessLines } from '../../server/postgres/conf/rules/hostAccess.ts';
import { lookFurther } from '../../server/postgres/conf/rules/lookFurther.ts';
import { lookAround } from '../../server/postgres/conf/start/surroundings.ts';
import { readAsServer } from '../../server/postgres/conf/verdict.ts';
import { codesOn } from './advice.ts';

/** Codes of the advice on a data directory with these files. */
async function codesIn(tree: Readonly<Record<string, string>>): Promise<string[]> {
  const files = new MemoryFiles(Object.entries({ '/data/PG_VERSION': '18\n', ...tree }));
  const reading = readAsServer(await loadConfiguration(files, '/data/postgresql.conf'), 18);
  const around = await lookFurther(files, reading, await lookAround(files, '/data'), '/data');
  return advise(reading, around).map(({ code }) => code);
}

test('the target timeline is looked for in pg_wal and in the folders of the commands', async () => {
  const conf = "restore_command = 'cp /archive/%f %p'\nrecovery_target_timeline = 11";
  const code = 'target-timeline-not-found';
  assert.ok((await codesIn({ '/data/postgresql.conf': conf })).includes(code));
  const inArchive = { '/data/postgresql.conf': conf, '/archive/0000000B.history': '' };
  assert.ok(!(await codesIn(inArchive)).includes(code));
  const inWal = { '/data/postgresql.conf': conf, '/data/pg_wal/0000000B.history': '' };
  assert.ok(!(await codesIn(inWal)).includes(code));
});

test('a folder that a command names and that is not there is told', async () => {
  const conf = "archive_mode = on\narchive_command = 'test ! -f /archive/%f && cp %p /archive/%f'";
  assert.ok((await codesIn({ '/data/postgresql.conf': conf })).includes('archive-folder-missing'));
  const there = { '/data/postgresql.conf': conf, '/archive/000000010000000000000001': '' };
  assert.ok(!(await codesIn(there)).includes('archive-folder-missing'));
});

test('nothing is said of folders when the file is not in a data directory', async () => {
  const conf =
    "archive_mode = on\narchive_command = 'pgbackrest archive-push %p'\nrestore_command = 'cp /archive/%f %p'";
  const files = new MemoryFiles([['/etc/postgresql.conf', conf]]);
  const reading = readAsServer(await loadConfiguration(files, '/etc/postgresql.conf'), 18);
  const around = await lookFurther(files, reading, await lookAround(files, '/etc'), '/etc');
  assert.deepEqual(
    advise(reading, around).map(({ code }) => code),
    ['data-loss-window'],
  );
});

test('a target without a signal file is told, with one it is not', async () => {
  const conf = "restore_command = 'cp /archive/%f %p'\nrecovery_target_name = 'a'";
  const tree = { '/data/postgresql.conf': conf, '/archive/x': '' };
  assert.ok((await codesIn(tree)).includes('target-without-signal'));
  assert.ok(!(await codesIn({ ...tree, '/data/recovery.signal': '' })).includes('target-without-signal'));
});

test('pg_hba.conf is asked for a replication line', async () => {
  const conf = 'max_wal_senders = 5';
  const all = 'host all all 0.0.0.0/0 scram-sha-256';
  const code = 'replication-not-admitted';
  assert.ok((await codesIn({ '/data/postgresql.conf': conf, '/data/pg_hba.conf': all })).includes(code));
  const line = `${all}\nhostssl replication rep 10.0.0.0/8 scram-sha-256`;
  assert.ok(!(await codesIn({ '/data/postgresql.conf': conf, '/data/pg_hba.conf': line })).includes(code));
});

test('a standby of recovery.conf without a source of WAL is told', async () => {
  const codes = (conf: string) => codesOn(conf, { major: 11, path: '/data/recovery.conf' });
  assert.deepEqual(await codes('standby_mode = on'), ['standby-without-source']);
  assert.deepEqual(await codes("standby_mode = off\nrestore_command = 'cp /a/%f %p'"), []);
  assert.deepEqual(await codes("standby_mode = on\nrestore_command = 'cp /a/%f %p'"), []);
});

test('lines of pg_hba.conf that admit replication', () => {
  const admits = (line: string) => readAccessLines(line).some(allowsReplication);
  assert.ok(admits('local   replication     all                                     peer'));
  assert.ok(admits('host\tdb,replication\trep\t10.0.0.1\t255.255.255.0\tmd5'));
  assert.ok(admits('include other.conf'));
  assert.ok(admits('host @databases all all md5'));
  assert.ok(!admits('host all all all trust'));
  assert.ok(!admits('host "replication" all all trust'));
  assert.ok(!admits('host replication all all reject'));
  assert.ok(!admits('# host replication all all trust'));
});

test('any pg_hba.conf is read without an exception', () => {
  const piece = fc.constantFrom('host', ' ', ',', '"', 'replication', '\n', '#', 'all', '\t');
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string())), pieces => {
      for (const line of readAccessLines(pieces.join(''))) allowsReplication(line);
    }),
    { seed: 4, numRuns: 1000 },
  );
});

test('the archive folders are those on this machine with a fixed name', async () => {
  const foldersOf = async (conf: string) => {
    const files = new MemoryFiles([['/data/postgresql.conf', conf]]);
    return archiveFolders(readAsServer(await loadConfiguration(files, '/data/postgresql.conf'), 18));
  };
  assert.deepEqual(await foldersOf('archive_command = \'cp %p "/a b/%f"\''), ['/a b']);
  assert.deepEqual(await foldersOf("archive_command = 'gzip < %p > /a/%f.gz'"), ['/a']);
  assert.deepEqual(await foldersOf("archive_command = 'scp %p host:/a/%f'"), []);
  assert.deepEqual(await foldersOf("restore_command = 'cp $ARCHIVE/%f %p'"), []);
  assert.deepEqual(await foldersOf("restore_command = 'cp /a/%f %p'\narchive_command = 'cp %p /a/%f'"), [
    '/a',
  ]);
});

test('a judged file gets the advice that its surroundings allow, recovery.conf too', async () => {
  const files = new MemoryFiles([
    ['/data/PG_VERSION', '11\n'],
    ['/data/postgresql.conf', 'fsync = off'],
    ['/data/recovery.conf', "restore_command = 'mv /archive/%f %p'\nrecovery_target_xid = '0/16B3740'"],
  ]);
  const codes = async (path: string) =>
    (await adviceFor(files, await judgeFile(files, path))).map(({ code }) => code);
  assert.deepEqual(await codes('/data/postgresql.conf'), ['fsync-off']);
  assert.deepEqual(await codes('/data/recovery.conf'), ['restore-moves', 'target-xid-misread']);
});
