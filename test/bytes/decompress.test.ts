import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { decompress } from 'fzstd';
import { compressionOf, withoutCompressionSuffix } from '../../server/bytes/compression.ts';
import { openPlain } from '../../server/bytes/decompress.ts';
import { memorySource } from '../../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';

const truth = new URL('../truth/', import.meta.url);
const read = (path: string) => new Uint8Array(readFileSync(new URL(path, truth)));
const segment = decompress(read('wal/11/minimal/00000001000000000000000A.zst'));
const formats = ['gz', 'lz4', 'zst', 'bz2', 'xz', 'br', 'snappy'];

const open = (bytes: Uint8Array, name: string, limit?: number) =>
  openPlain(memorySource(bytes), name, nodeDecompression, { limit });

for (const format of formats) {
  const compressed = read(`compressed/segment.${format}`);
  // Brotli alone has no magic number to be known by
  const name = format === 'br' ? 'segment.br' : 'segment';

  test(`.${format}: the segment comes out as it was, whatever the file's name`, async () => {
    const plain = await open(compressed, name);
    assert.equal(plain.problem, undefined);
    assert.equal(plain.size, segment.length);
    assert.deepEqual(await plain.read(0, segment.length), segment);
    await plain.close();
  });

  test(`.${format}: a file cut short gives what is before the cut and says so`, async () => {
    for (const part of [0.02, 0.3, 0.6, 0.99]) {
      const plain = await open(compressed.subarray(0, compressed.length * part), name);
      assert.match(plain.problem ?? '', /^could not decompress all of "segment/);
      assert.deepEqual(await plain.read(0, plain.size), segment.subarray(0, plain.size));
    }
  });

  test(`.${format}: changed bytes never make it throw`, async () => {
    for (let at = 3; at < compressed.length; at += Math.ceil(compressed.length / 40)) {
      const damaged = compressed.slice();
      damaged[at] ^= 0x41;
      const plain = await open(damaged, name, 8 * 1024 * 1024);
      assert.ok(plain.size <= 8 * 1024 * 1024);
      await plain.close();
    }
  });
}

for (const format of ['gz', 'lz4', 'zst', 'bz2'])
  test(`.${format}: two compressed files, one after the other, are both read`, async () => {
    const once = read(`compressed/segment.${format}`);
    const plain = await open(Buffer.concat([once, once]), `segment.${format}`);
    assert.equal(plain.problem, undefined);
    assert.deepEqual(await plain.read(0, plain.size), new Uint8Array(Buffer.concat([segment, segment])));
  });

test('a plain file is read as it is', async () => {
  const plain = await open(segment, 'segment');
  assert.equal(plain.compression, undefined);
  assert.deepEqual(await plain.read(100, 50), segment.subarray(100, 150));
});

test('data that grows beyond the limit is cut there and told', async () => {
  const plain = await open(read('compressed/large.zst'), 'large.zst', 3 * 1024 * 1024);
  assert.equal(plain.size, 3 * 1024 * 1024);
  assert.match(plain.problem ?? '', /it holds 3 MB or more, which no WAL segment does$/);
});

test('what is too large for memory goes to a temporary file that leaves nothing behind', async () => {
  const ours = () => readdirSync(tmpdir()).filter(name => name.startsWith(`walscope-${process.pid}-`));
  const plain = await open(read('compressed/large.zst'), 'large.zst');
  assert.equal(plain.size, 80 * 1024 * 1024);
  const piece = new Uint8Array(1000).fill(1);
  assert.equal(await plain.readInto?.(piece, 70 * 1024 * 1024), 1000);
  assert.deepEqual(piece, new Uint8Array(1000));
  await plain.close();
  assert.deepEqual(ours(), []);
});

test('compression is known by the first bytes, Brotli by the name', () => {
  for (const format of formats.slice(0, 5))
    assert.ok(compressionOf(read(`compressed/segment.${format}`), 'x'), format);
  assert.equal(compressionOf(segment, 'x'), undefined);
  assert.equal(compressionOf(read('compressed/segment.br'), 'x.br'), 'brotli');
  assert.equal(withoutCompressionSuffix('000000010000000000000003.gz'), '000000010000000000000003');
  assert.equal(withoutCompressionSuffix('000000010000000000000003'), '000000010000000000000003');
  const sum = '-3b2f9d1c0a7e5468b1d2c3f4a5968778695a4b3c';
  assert.equal(withoutCompressionSuffix(`000000010000000000000003${sum}.gz`), '000000010000000000000003');
  assert.equal(
    withoutCompressionSuffix(`000000010000000000000003.partial${sum}`),
    '000000010000000000000003.partial',
  );
});

for (const format of ['zst', 'lz4'])
  test(`.${format}: a frame that is to be passed over may come first, as pzstd writes it`, async () => {
    const skipped = [0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4];
    const once = read(`compressed/segment.${format}`);
    const plain = await open(new Uint8Array([...skipped, ...once, ...skipped, ...once]), `segment.${format}`);
    assert.equal(plain.problem, undefined);
    assert.deepEqual(await plain.read(0, plain.size), new Uint8Array(Buffer.concat([segment, segment])));
  });
