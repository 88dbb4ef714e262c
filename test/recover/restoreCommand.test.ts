import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterInventory } from '../../server/archive/inventory.ts';
import type { LayoutName, Repository } from '../../server/archive/repository.ts';
import { recogniseWalObject, type WalObject } from '../../server/archive/walObject.ts';
import { restoreCommandFor } from '../../server/inspect/recovery/restoreCommandFor.ts';

const segmentSize = 16 * 1024 * 1024;

function objects(
  folder: string,
  names: readonly string[],
  place: 'archive' | 'pg_wal' = 'archive',
): WalObject[] {
  return names.flatMap(name => recogniseWalObject(name, folder, place) ?? []);
}

function repository(layout: LayoutName, root: string, files: readonly WalObject[]): Repository {
  return { layout, root, cluster: 'main', objects: files, backups: [], problems: [] };
}

function commandFor(...repositories: Repository[]) {
  const cluster: ClusterInventory = { segmentSize, repositories, timelines: [], problems: [] };
  const way = [{ timeline: 1, from: 0n }];
  return restoreCommandFor(cluster, { way, from: 0x1000000n, to: 0x2ffffffn })?.command;
}

const first = '000000010000000000000001';
const second = '000000010000000000000002';

test('a plain folder is copied from, a compressed one unpacked, a mixed one tried in both ways', () => {
  const plain = (folder: string, ...names: string[]) =>
    commandFor(repository('plain', folder, objects(folder, names)));
  assert.equal(plain('/mnt/archive', first, second), 'cp /mnt/archive/%f "%p"');
  assert.equal(plain('/mnt/my archive', first), 'cp "/mnt/my archive/%f" "%p"');
  assert.equal(plain('/mnt/100%', first), 'cp /mnt/100%%/%f "%p"');
  assert.equal(plain('/a', `${first}.gz`, `${second}.gz`), 'gunzip -c /a/%f.gz > "%p"');
  assert.equal(plain('/a', `${first}.zst`), 'zstd -dc /a/%f.zst > "%p"');
  assert.equal(plain('/a', `${first}.lz4`), 'lz4 -dc /a/%f.lz4 > "%p"');
  assert.equal(
    plain('/a', `${first}.gz`, `${second}.gz`, '00000002.history'),
    'gunzip -c /a/%f.gz > "%p" || cp /a/%f "%p"',
  );
  assert.equal(plain('c:/archive', first), 'copy "c:\\archive\\%f" "%p"');
});

test('backup tools fetch with their own commands', () => {
  const of = (layout: LayoutName) => commandFor(repository(layout, '/repo', objects('/repo/x', [first])));
  assert.equal(of('pgBackRest'), 'pgbackrest --stanza=main archive-get %f "%p"');
  assert.equal(of('WAL-G'), 'wal-g wal-fetch %f "%p"');
  assert.equal(of('Barman'), 'barman-wal-restore -U barman BARMAN_HOST main %f "%p"');
  assert.equal(of('Barman Cloud'), 'barman-cloud-wal-restore SOURCE_URL main %f "%p"');
  assert.equal(
    of('pg_probackup'),
    'pg_probackup archive-get -B /repo --instance=main --wal-file-path="%p" --wal-file-name=%f',
  );
  assert.equal(of('pgmoneta'), 'cp /repo/x/%f "%p"');
});

test('the archive with most of what is needed is chosen, a pg_wal only where there is no archive', () => {
  const server = repository('data directory', '/data', objects('/data/pg_wal', [first, second], 'pg_wal'));
  const one = repository('plain', '/one', objects('/one', [first]));
  const two = repository('plain', '/two', objects('/two', [first, second]));
  assert.equal(commandFor(server, one, two), 'cp /two/%f "%p"');
  const backup = { label: 'b', path: '/three/b', timeline: 1, startLsn: 0x1000000n };
  const three = { ...repository('plain', '/three', objects('/three', [first, second])), backups: [backup] };
  assert.equal(commandFor(two, three), 'cp /three/%f "%p"');
  assert.equal(commandFor(server, one), 'cp /one/%f "%p"');
  assert.equal(commandFor(server), 'cp /data/pg_wal/%f "%p"');
  assert.equal(commandFor(), undefined);
});
