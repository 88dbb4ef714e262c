import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { decompress } from 'fzstd';
import { memorySource } from '../../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { isTarName, openTar, type TarArchive } from '../../server/bytes/tar.ts';

// the same folder, archived by GNU tar in each of its formats; --sparse in two of them
const read = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../truth/tar/${name}.tar.zst`, import.meta.url)));
const open = (bytes: Uint8Array, keep = () => true) =>
  openTar(memorySource(bytes), 'x.tar', nodeDecompression, { keep });

const folder = [0, 1, 2, 3].map(i => `folder-of-thirty-two-characters-0${i}`);
const longName = 'n'.repeat(180);
const files: readonly [name: string, size: number, md5: string][] = [
  ['empty', 0, 'd41d8cd98f00b204e9800998ecf8427e'],
  [`${folder.join('/')}/a-file`, 5, '5d41402abc4b2a76b9719d911017c592'],
  [longName, 700, '6d56641672cefc6718ab9579dbb4398f'],
  ['pg_wal/000000010000000000000001', 512, 'ed73279418628fb110f9e800f6dde635'],
  ['sparse', 200_000, '0b4e494160236275dd14dfb4435413d2'],
  ['straße.txt', 7, 'ddc40daba2e976d4891e703081629368'],
  ['zlast', 4, '98bd1c45684cf587ac2347a92dd7bb51'],
];

async function filesOf(archive: TarArchive) {
  const found: [string, number, string][] = [];
  for (const entry of archive.entries) {
    if (entry.kind !== 'file') continue;
    const source = archive.open(entry);
    const content = await source.read(0, source.size + 1);
    found.push([entry.name, entry.size, createHash('md5').update(content).digest('hex')]);
  }
  return found;
}

for (const format of ['gnu', 'oldgnu', 'posix', 'ustar', 'sparse-gnu', 'sparse-posix'])
  test(`${format}: lists what GNU tar wrote and reads the files, packed or not`, async () => {
    const expected = files.filter(
      ([name]) =>
        !(format === 'ustar' && name === longName) && !(format.startsWith('sparse') && name === 'sparse'),
    );
    for (const bytes of [read(format), decompress(read(format))]) {
      const archive = await open(bytes);
      assert.equal(archive.problem, undefined);
      assert.deepEqual(await filesOf(archive), expected);
      const others = archive.entries.filter(entry => entry.kind !== 'file').map(entry => entry.name);
      assert.deepEqual(
        others.filter(name => !/sparse/i.test(name)),
        [
          ...folder.map((_, i) => `${folder.slice(0, i + 1).join('/')}/`),
          'link',
          'pg_wal/',
          'pg_wal/archive_status/',
        ],
      );
      await archive.close();
    }
  });

test('keeps of a packed archive only what it is asked to', async () => {
  const archive = await openTar(memorySource(read('gnu')), 'x.tar.zst', nodeDecompression, {
    keep: entry => entry.name.startsWith('pg_wal/'),
  });
  const sizes = archive.entries.map(entry => [entry.name, archive.open(entry).size]);
  assert.deepEqual(
    sizes.filter(([, size]) => size),
    [['pg_wal/000000010000000000000001', 512]],
  );
});

test('an archive that is cut off gives what is before the cut, and says so', async () => {
  const whole = decompress(read('gnu'));
  const all = (await open(whole)).entries;
  for (const entry of all.filter(each => each.size > 1)) {
    const archive = await open(whole.subarray(0, entry.offset + 1));
    assert.equal(archive.problem, 'COPY stream ended before last file was finished');
    assert.deepEqual(archive.entries, all.slice(0, all.indexOf(entry) + 1));
    assert.equal(archive.open(entry).size, 1);
  }
});

test('a packed archive that is cut off is called incomplete', async () => {
  const bytes = read('gnu');
  const archive = await open(bytes.subarray(0, bytes.length / 2));
  assert.equal(archive.problem, 'could not decompress data: compressed stream is incomplete');
  const gzipped = gzipSync(decompress(bytes));
  const cut = await open(new Uint8Array(gzipped.subarray(0, gzipped.length / 2)));
  assert.equal(cut.problem, 'could not decompress data: compressed stream is incomplete');
});

test('what is no tar archive is said to be none', async () => {
  const archive = await open(new Uint8Array(4096).fill(0x41));
  assert.equal(archive.problem, 'input file does not appear to be a valid tar archive');
  assert.deepEqual(archive.entries, []);
  assert.equal((await open(new Uint8Array(0))).problem, undefined);
});

/** Numbers that look random and are the same each time. */
function* seeded(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state;
  }
}

/** Makes the checksum right again, so that what was changed is believed. */
function sign(header: Uint8Array): void {
  header.fill(32, 148, 156);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.set(new TextEncoder().encode(sum.toString(8).padStart(6, '0')), 148);
  header[154] = 0;
}

test('changed headers never make it throw, hang or read what is not there', async () => {
  const random = seeded(7);
  const next = (below: number) => (random.next().value as number) % below;
  for (const format of ['gnu', 'posix', 'sparse-gnu', 'sparse-posix']) {
    const whole = decompress(read(format));
    for (let round = 0; round < 300; round++) {
      const bytes = whole.slice();
      const block = next(bytes.length / 512) * 512;
      const header = bytes.subarray(block, block + 512);
      for (let i = 0; i <= next(4); i++)
        header[next(2) ? 124 + next(40) : next(512)] = next(2) ? 0x80 : next(256);
      if (next(3)) sign(header);
      const archive = await open(bytes);
      for (const entry of archive.entries) {
        const source = archive.open(entry);
        assert.ok(source.size <= bytes.length);
        assert.equal((await source.read(0, 1e9)).length, source.size);
      }
    }
  }
});

test('knows archives by their names', () => {
  for (const name of ['pg_wal.tar', 'base.tar.gz', 'a.tgz', 'a.tar.lz4', 'a.tar.zst', 'a.tar.bz2'])
    assert.ok(isTarName(name), name);
  for (const name of ['tar', 'pg_wal.tar.', '000000010000000000000001.gz', 'a.tart'])
    assert.ok(!isTarName(name), name);
});
