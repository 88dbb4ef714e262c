import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openArchive } from '../../server/archive/openArchive.ts';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { durabilityOf } from '../../server/inspect/durability/durability.ts';
import { archiveEvents, type TimelineSegmentEvents } from '../../server/inspect/events/archiveEvents.ts';
import { cleanupBefore } from '../../server/inspect/timelines/cleanup.ts';
import { compareTimelines } from '../../server/inspect/timelines/compare.ts';
import { pictureOf } from '../../server/inspect/timelines/picture.ts';
import { serverProblems } from '../../server/inspect/timelines/serverProblems.ts';
import { summaryOf } from '../../server/inspect/timelines/summary.ts';
import { seeded } from '../wal/fixtures.ts';
import { type Recorded, recorded } from './recorded.ts';

type Tree = [path: string, bytes: Uint8Array][];

function treeOf({ trees, contents }: Recorded<unknown>): Tree {
  return Object.entries(trees).flatMap(([tree, files]) =>
    Object.entries(files).map(([path, name]): [string, Uint8Array] => {
      const [base64, size] = contents[name];
      const bytes = new Uint8Array(size);
      bytes.set(Buffer.from(base64, 'base64'));
      return [`/${tree}/${path}`, bytes];
    }),
  );
}

/** All that the timelines view asks for. */
async function lookAt(files: MemoryFiles, paths: readonly string[]): Promise<void> {
  const { clusters } = await openArchive(files, paths, nodeDecompression, { tolerant: true });
  for (const cluster of clusters) {
    const events: TimelineSegmentEvents[] = [];
    for await (const each of archiveEvents(files, cluster, nodeDecompression)) events.push(each);
    for (const repository of cluster.repositories) await durabilityOf(files, cluster, repository, events);
    const sources = { cluster, events, durability: [] };
    assert.ok(pictureOf(0, sources));
    assert.ok(summaryOf(cluster));
    serverProblems(cluster);
    for (const { timeline } of cluster.timelines.slice(0, 4))
      await compareTimelines(files, nodeDecompression, sources, timeline, cluster.timelines[0].timeline);
    cleanupBefore(cluster, '0000000100000000000000FF');
  }
}

function damage(bytes: Uint8Array, random: () => number): Uint8Array {
  const changed = bytes.slice();
  const kind = random();
  if (kind < 0.2) return changed.subarray(0, Math.floor(random() * bytes.length));
  if (kind < 0.3) return new Uint8Array(bytes.length);
  if (kind < 0.5) return changed.map(() => Math.floor(random() * 256)).subarray(0, 4096);
  const count = 1 + Math.floor(random() * 20);
  for (let i = 0; i < count; i++) changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256);
  return changed;
}

const folders = (tree: Tree) => [...new Set(tree.map(([path]) => path.slice(0, path.indexOf('/', 1))))];

test('damaged data directories and archives are looked at to the end', async () => {
  const random = seeded(20261123);
  for (const name of ['durability', 'failover'])
    for (const major of [10, 18]) {
      const tree = treeOf(recorded(name, major));
      // 10 has large segments and would take the time of all the others
      const small = tree.filter(([, bytes]) => bytes.length <= 2 ** 20);
      for (let round = 0; round < 4; round++) {
        const share = random();
        const files = (major === 10 ? small : tree).map(([path, bytes]): [string, Uint8Array] => [
          path,
          random() < share ? damage(bytes, random) : bytes,
        ]);
        await lookAt(new MemoryFiles(files), folders(files));
      }
    }
});

test('names of all kinds with nothing sensible in them are looked at to the end', async () => {
  const random = seeded(7);
  const hex = (digits: number) =>
    Array.from(
      { length: digits },
      () => '0123456789ABCDEF'[Math.floor(random() * (random() < 0.7 ? 2 : 16))],
    ).join('');
  const suffixes = [
    '',
    '.partial',
    '.gz',
    '.lz4',
    '.zst',
    '.bz2',
    '.xz',
    '.gz.partial',
    '.aes',
    '.00000028.backup',
  ];
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)];
  const others = [
    'PG_VERSION',
    'global/pg_control',
    'backup_label',
    'backup_manifest',
    'pg_replslot/a/state',
    'archive.info',
    'backup/b/backup.manifest',
    'basebackups_005/base_1_backup_stop_sentinel.json',
    'wals/xlog.db',
    'base/1/backup.info',
    'backup.info',
    'postmaster.pid',
  ];
  for (let round = 0; round < 60; round++) {
    const files: [string, Uint8Array][] = [];
    const folder = pick(['/a', '/a/pg_wal', '/a/wal_005', '/a/wals', '/a/archive/main', '/a/wal/s']);
    for (let i = 0; i < 30; i++) {
      const name = pick([
        () => hex(24) + pick(suffixes),
        () => `${hex(8)}.history${pick(['', '.gz'])}`,
        () => `archive_status/${hex(24)}.${pick(['ready', 'done'])}`,
        () => `${hex(24)}-${'0'.repeat(40)}.gz`,
      ])();
      files.push([`${folder}/${name}`, randomBytes(random)]);
    }
    for (const other of others) if (random() < 0.5) files.push([`/a/${other}`, randomBytes(random)]);
    await lookAt(new MemoryFiles(files), ['/a']);
  }
});

const texts = [
  '1\t0/5000000\tx\n2\t0/4000000\ty\n',
  '18\n',
  'START WAL LOCATION: 0/1 (file ',
  '{"LSN": 1e999}',
  '[db]\n',
];

function randomBytes(random: () => number): Uint8Array {
  if (random() < 0.3) return new TextEncoder().encode(texts[Math.floor(random() * texts.length)]);
  return Uint8Array.from({ length: Math.floor(random() * 300) }, () => Math.floor(random() * 256));
}
