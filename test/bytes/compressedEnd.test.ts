import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { looksWhole } from '../../server/bytes/compressedEnd.ts';
import { compressionOf } from '../../server/bytes/compression.ts';
import { memorySource } from '../../server/bytes/memoryFiles.ts';

const segmentSize = 1024 * 1024;
const told = ['gz', 'xz', 'zst', 'lz4', 'bz2'];
/** The program that wrote the file says how large the segment was. */
const withSize = ['gz', 'xz'];

const look = (bytes: Uint8Array, size = segmentSize) =>
  looksWhole(memorySource(bytes), compressionOf(bytes, '')!, size);

for (const format of told)
  describe(`a segment compressed as .${format}`, () => {
    const url = new URL(`../truth/compressed/segment.${format}`, import.meta.url);
    const compressed = new Uint8Array(readFileSync(url));

    it('looks whole as it is', async () => {
      assert.equal(await look(compressed), true);
    });

    it('does not where it was cut short, wherever that was', async () => {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 8, max: compressed.length - 1 }), async length => {
          assert.equal(await look(compressed.subarray(0, length)), false);
        }),
      );
    });

    it('does not throw where its bytes are changed', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 8, max: compressed.length - 1 }),
          fc.nat(255),
          async (at, byte) => {
            const damaged = compressed.slice();
            damaged[at] = byte;
            await look(damaged);
          },
        ),
      );
    });

    if (withSize.includes(format))
      it('does not where it tells of another size', async () => {
        assert.equal(await look(compressed, segmentSize * 16), false);
      });
  });
