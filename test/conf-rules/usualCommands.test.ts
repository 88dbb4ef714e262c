import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quoteValue } from '../../server/postgres/conf/rules/places.ts';
import { adviceOn, applyFix, codesOn } from './advice.ts';

/** What the manuals of backup tools, and experienced people, write. */
const archiving = [
  'pgbackrest --stanza=main archive-push %p',
  '/usr/bin/pgbackrest --config=/etc/pgbackrest.conf --stanza=main archive-push "%p" > /dev/null 2>&1',
  'wal-g wal-push "%p" >> /var/log/wal-g.log 2>&1',
  'envdir /etc/wal-g.d/env /usr/local/bin/wal-g --config /etc/wal-g.yaml wal-push %p',
  'envdir /etc/wal-e.d/env wal-e wal-push %p',
  'barman-wal-archive -U barman backup pg %p',
  'barman-cloud-wal-archive --gzip s3://bucket/ pg %p',
  'rsync -a %p barman@backup:/var/lib/barman/pg/incoming/%f',
  'pg_probackup archive-push -B /backup --instance=main --wal-file-path=%p --wal-file-name=%f',
  'pghoard_postgres_command --mode archive --site default --xlog %f',
  'test ! -f /mnt/archive/%f && cp %p /mnt/archive/%f',
  'test ! -f "/mnt/my archive/%f" && cp "%p" "/mnt/my archive/%f"',
  '[ ! -e /mnt/archive/%f ] && gzip -c %p > /mnt/archive/%f.gz',
  'ssh backup test ! -f /a/%f && scp %p backup:/a/%f',
  'set -e; test ! -f /a/%f; cp %p /a/%f',
  'test ! -f /a/%f && tee /a/%f < %p > /dev/null',
  'ssh backup "test ! -f /a/%f" && rsync -a %p backup:/a/%f',
  'cmp -s %p /a/%f || (test ! -f /a/%f && cp %p /a/%f)',
  'curl -sfT %p https://backup/wal/%f',
  'curl -T %p sftp://backup/wal/%f',
  'mkdir -p ../wal_archive && test ! -f ../wal_archive/%f && cp %p ../wal_archive/%f',
  'test ! -f /a/%f && cp %p /a/%f.tmp && sync /a/%f.tmp && mv /a/%f.tmp /a/%f',
  'cp -i %p /mnt/archive/%f < /dev/null',
  'if [ -f /mnt/archive/%f ]; then exit 1; else cp %p /mnt/archive/%f; fi',
  '/usr/local/bin/archive_wal.sh "%p" "%f"',
  'sudo -u backup /opt/archive.sh %p; rc=$?; logger "archived %f: $rc"; exit $rc',
  '[ -f /etc/postgresql/no-archive ] || pgbackrest --stanza=main archive-push %p',
  'pgbackrest --stanza=main archive-push %p || { logger "archiving %f failed"; exit 1; }',
  'aws s3 cp %p s3://bucket/wal/%f',
  'lz4 -q -z %p /mnt/archive/%f.lz4',
  'bash -c "set -o pipefail; gzip -c %p | ssh backup \'cat > /a/%f.gz\'"',
  'copy "%p" "C:\\\\server\\\\archivedir\\\\%f"',
];

const restoring = [
  'pgbackrest --stanza=main archive-get %f "%p"',
  'envdir /etc/wal-g.d/env wal-g wal-fetch "%f" "%p"',
  'barman-wal-restore -U barman backup pg %f %p',
  'pg_probackup archive-get -B /backup --instance main --wal-file-path=%p --wal-file-name=%f',
  'cp /mnt/archive/%f %p',
  'cp /mnt/archive/%f "%p" 2>/dev/null || cp /mnt/old-archive/%f "%p"',
  'gunzip < /mnt/archive/%f.gz > %p',
  'test -f /mnt/archive/%f && cp /mnt/archive/%f %p',
  'cp /mnt/archive/%f %p.tmp && mv %p.tmp %p',
  'gunzip -c /a/%f.gz > %p || { rm -f %p; exit 1; }',
  'if [ -f /a/%f ]; then cp /a/%f %p; else exit 1; fi',
  'curl --fail -o %p https://backup/wal/%f',
  'ssh backup cat /a/%f > %p',
  'rsync -a backup:/a/%f %p',
  '/bin/false',
  '/usr/local/bin/restore_wal.sh "%f" "%p"',
  'copy "C:\\\\server\\\\archivedir\\\\%f" "%p"',
];

for (const command of archiving) {
  test(`nothing to warn of: ${command}`, async () => {
    const text = `archive_mode = on\narchive_command = ${quoteValue(command)}`;
    const loud = (await adviceOn(text)).filter(({ severity }) => severity !== 'hint');
    assert.deepEqual(
      loud.map(({ code, message }) => `${code}: ${message}`),
      [],
    );
  });
}

for (const command of restoring) {
  test(`nothing to warn of: ${command}`, async () => {
    assert.deepEqual(await codesOn(`restore_command = ${quoteValue(command)}`), []);
  });
}

const dangerous: readonly [command: string, code: string][] = [
  ['cp %p /mnt/archive/%f', 'archive-overwrites'],
  ['test ! -f /mnt/flag || cp %p /mnt/archive/%f', 'archive-overwrites'],
  ['gzip < %p > /mnt/archive/%f.gz', 'archive-overwrites'],
  ['scp %p backup:/a/%f', 'archive-overwrites'],
  ['pgbackrest --stanza=main archive-push %p; exit 0', 'archive-hides-failure'],
  ['test ! -f /a/%f && cp %p /a/%f || logger "failed: %f"', 'archive-hides-failure'],
  ['cp -i %p /a/%f; cp -i %p /b/%f', 'archive-hides-failure'],
  ['wal-g wal-push %p &', 'archive-hides-failure'],
  ['wal-g wal-push %p | logger', 'archive-hides-failure'],
  [':', 'archive-keeps-nothing'],
  ['exit 0', 'archive-keeps-nothing'],
  ['echo %f', 'archive-keeps-nothing'],
  [' ', 'archive-keeps-nothing'],
  ['cat %p > /dev/null', 'archive-keeps-nothing'],
  ['/bin/false', 'archive-command-missing'],
  ['exit 1', 'archive-command-missing'],
  ['wal-g wal-push %f', 'archive-tool-arguments'],
  ['pgbackrest --stanza=main archive-get %f "%p"', 'archive-tool-arguments'],
  ['/usr/local/bin/archive.sh', 'archive-without-path'],
  ['archive.sh %p $(date +%Y)', 'unknown-placeholder'],
  ['test ! -f archive/%f && cp %p archive/%f', 'archive-in-unsafe-place'],
  ['cp %p /mnt/my archive/%f', 'copy-has-too-many-names'],
  ["sh -c 'cp %p /a/%f; true'", 'archive-hides-failure'],
  ['curl -T %p https://backup/wal/%f', 'archive-hides-failure'],
  ['test ! -f /a/%f; cp %p /a/%f', 'archive-overwrites'],
  ['mv %p /a/%f', 'archive-takes-segment'],
  ['ln -s %p /a/%f', 'archive-takes-segment'],
  ['cp -al %p /a/%f', 'archive-takes-segment'],
  ['test -f /a/%f || cp %p /a/%f', 'archive-skips-existing'],
  ['if [ ! -f /a/%f ]; then cp %p /a/%f; fi', 'archive-skips-existing'],
  ['nice -n 19 gzip -c %p > /a/%f.gz', 'archive-overwrites'],
  ['test ! -f /a/%f && cp %p /a/%f &&', 'shell-syntax'],
  ['(test ! -f /a/%f && cp %p /a/%f', 'shell-syntax'],
  ['if [ ! -f /a/%f ]; then cp %p /a/%f', 'shell-syntax'],
];

const dangerousToRestore: readonly [command: string, code: string][] = [
  ['cp /a/%p %f', 'restore-wrong-way'],
  ['ln -s /a/%f %p', 'restore-moves'],
  ['if [ -f /a/%f ]; then cp /a/%f %p; fi', 'restore-hides-failure'],
  ['curl -o %p https://backup/wal/%f', 'restore-hides-failure'],
  ['gunzip -c /a/%f.gz > %p || rm -f %p', 'restore-hides-failure'],
  ['cat /a/%f.gz | gunzip > %p |', 'shell-syntax'],
];

for (const [command, code] of dangerousToRestore) {
  test(`${code}: ${command}`, async () => {
    const codes = await codesOn(`restore_command = ${quoteValue(command)}`);
    assert.ok(codes.includes(code), codes.join());
  });
}

test('a copy with too many names is told once', async () => {
  const text = "archive_mode = on\narchive_command = 'cp %p /mnt/my archive/%f'";
  const codes = await codesOn(text);
  assert.deepEqual(codes, ['copy-has-too-many-names', 'data-loss-window']);
});

test('what removes WAL on a standby is told what is still needed', async () => {
  const codes = (command: string) => codesOn(`archive_cleanup_command = ${quoteValue(command)}`);
  assert.deepEqual(await codes('pg_archivecleanup -x .gz /a %r'), []);
  assert.deepEqual(await codes('pg_archivecleanup %r /a'), ['cleanup-without-limit']);
  assert.deepEqual(await codes('rm -f /a/*'), ['cleanup-without-limit']);
});

test('basic_archive needs a folder', async () => {
  const conf = "archive_mode = on\narchive_library = 'basic_archive'";
  assert.ok((await codesOn(conf)).includes('archive-command-missing'));
  const codes = await codesOn(`${conf}\nbasic_archive.archive_directory = '/mnt/archive'`);
  assert.ok(!codes.includes('archive-command-missing'));
});

for (const [command, code] of dangerous) {
  test(`${code}: ${command}`, async () => {
    const text = `archive_mode = on\narchive_command = ${quoteValue(command)}`;
    assert.ok((await codesOn(text)).includes(code), (await codesOn(text)).join());
  });
}

const mended: readonly [setting: string, command: string, code: string, better: string][] = [
  ['archive_command', 'ln -s %p /a/%f', 'archive-takes-segment', 'cp %p /a/%f'],
  ['archive_command', 'mv "%p" "/a b/%f"', 'archive-takes-segment', 'cp "%p" "/a b/%f"'],
  ['archive_command', 'wal-g wal-push "%f"', 'archive-tool-arguments', 'wal-g wal-push "%p"'],
  ['archive_command', 'cp "/a/%f" %p', 'archive-wrong-way', 'cp %p "/a/%f"'],
  ['restore_command', 'wal-g wal-fetch "%p" %f', 'archive-tool-arguments', 'wal-g wal-fetch "%f" %p'],
  ['restore_command', 'cp %p "/a/%f"', 'restore-wrong-way', 'cp "/a/%f" %p'],
  ['restore_command', 'ln /a/%f %p', 'restore-moves', 'cp /a/%f %p'],
];

for (const [setting, command, code, better] of mended) {
  test(`${code}: ${command} is mended`, async () => {
    const text = `archive_mode = on\n${setting} = ${quoteValue(command)}`;
    const advice = (await adviceOn(text)).find(found => found.code === code);
    assert.equal(applyFix(text, advice!.fixes[0]), `archive_mode = on\n${setting} = ${quoteValue(better)}`);
  });
}
