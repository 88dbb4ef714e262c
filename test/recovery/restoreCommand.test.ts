import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { walArchiveAt } from '../../server/archive/walLookup.ts';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { followRestoreCommand, NotUnderstood } from '../../server/postgres/recovery/restoreCommand.ts';

const there = '000000010000000000000003';
const missing = '000000010000000000000004';
const content = new TextEncoder().encode('what the segment holds');
const packed = new Uint8Array(gzipSync(content));
const files = new MemoryFiles([
  [`/plain/${there}`, content],
  [`/packed/${there}.gz`, packed],
  [`/barman/main/wals/0000000100000000/${there}`, packed],
  ['/barman/main/identity.json', '{}'],
  ['/barman/main/base/x/backup.info', ''],
]);

async function follow(command: string, file: string) {
  const target = 'pg_wal/RECOVERYXLOG';
  const text = command.replaceAll('%f', file).replaceAll('%p', target);
  const archive = async (folder: string) => walArchiveAt(files, folder || '/barman', nodeDecompression);
  const end = await followRestoreCommand({ text, file, target, archive });
  const restored = end.restored && new TextDecoder().decode(await end.restored.read(0, end.restored.size));
  return { status: end.signal ? `signal ${end.signal}` : end.status, restored };
}

const whole = 'what the segment holds';

/** Commands with how sh ends them: the file is there, and it is not. */
const commands: readonly (readonly [string, number | string, string | undefined, number | string])[] = [
  ['cp /plain/%f %p', 0, whole, 1],
  ['cp /plain/%f "%p"', 0, whole, 1],
  ["/bin/cp -f '/plain/%f' '%p'", 0, whole, 1],
  ['test -f /plain/%f && cp /plain/%f %p', 0, whole, 1],
  ['[ -f /plain/%f ] && cp /plain/%f %p || exit 129', 0, whole, 129],
  ['test ! -f /plain/%f || cp /plain/%f %p', 0, whole, 0],
  ['cp /plain/%f %p || true', 0, whole, 0],
  ['cp /plain/%f %p; true', 0, whole, 0],
  ['cp /plain/%f %p || kill -9 $$', 0, whole, 'signal 9'],
  ['cp /plain/%f %p || (exit 7)', 0, whole, 7],
  ['{ cp /plain/%f %p; } || { echo no; exit 5; }', 0, whole, 5],
  // Debian's sh ends with 2 where it cannot open a file
  ['gunzip < /packed/%f.gz > %p', 0, whole, 2],
  ['gunzip -c /packed/%f.gz > %p', 0, whole, 1],
  ['cat /packed/%f.gz | gunzip > %p', 0, whole, 1],
  ['gunzip -c /plain/%f > %p', 1, undefined, 1],
  ['zcat /packed/%f.gz >%p', 0, whole, 1],
  ['cat /plain/%f > %p', 0, whole, 1],
  ['dd if=/plain/%f of=%p', 0, whole, 1],
  ['rsync -a /plain/%f %p', 0, whole, 23],
  ['if [ -f /plain/%f ]; then cp /plain/%f %p; else exit 3; fi', 0, whole, 3],
  ['case %f in *3) cp /plain/%f %p;; *) exit 4;; esac', 0, whole, 4],
  ["sh -c 'cp /plain/%f %p'", 0, whole, 1],
  ['pgbackrest --stanza=main archive-get %f "%p"', 0, whole, 1],
  ['wal-g wal-fetch %f %p', 0, whole, 74],
  ['barman-wal-restore -U barman backup main %f %p', 0, whole, 1],
  ['false', 1, undefined, 1],
  ['exit 126', 126, undefined, 126],
];

for (const [command, found, restored, otherwise] of commands)
  test(`${command}: ends as in a shell, with and without the file`, async () => {
    assert.deepEqual(await follow(command, there), { status: found, restored });
    assert.deepEqual(await follow(command, missing), { status: otherwise, restored: undefined });
  });

test('an archive of another machine is not looked for here', async () => {
  for (const text of ['scp host:/plain/x pg_wal/RECOVERYXLOG', 'wal-g wal-fetch x pg_wal/RECOVERYXLOG']) {
    const call = { text, file: 'x', target: 'pg_wal/RECOVERYXLOG', archive: async () => undefined };
    await assert.rejects(followRestoreCommand(call), NotUnderstood);
  }
});

for (const command of [
  'no-such-program %f %p',
  'cp /plain/%f %p &',
  'cp /plain/$(hostname)/%f %p',
  'cp /plain/%f /elsewhere',
  'cp "/plain/%f %p',
  's3cmd get s3://bucket/%f %p',
])
  test(`${command}: is not guessed at`, async () => {
    await assert.rejects(follow(command, there), NotUnderstood);
  });

test('mv takes the file out of the archive: it is not there the next time', async () => {
  const takenAway = new Set<string>();
  const call = {
    text: `mv /plain/${there} pg_wal/RECOVERYXLOG`,
    file: there,
    target: 'pg_wal/RECOVERYXLOG',
    archive: async (folder: string) => walArchiveAt(files, folder, nodeDecompression),
    takenAway,
  };
  assert.equal((await followRestoreCommand(call)).status, 0);
  assert.equal((await followRestoreCommand(call)).status, 1);
});
