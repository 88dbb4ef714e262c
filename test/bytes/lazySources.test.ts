import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ByteSource } from '../../server/bytes/byteSource.ts';
import { LazySources } from '../../server/bytes/lazySources.ts';
import { memorySource } from '../../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';

function filesThatTell(log: string[]) {
  return {
    async open(path: string): Promise<ByteSource> {
      log.push(`open ${path}`);
      const source = memorySource(new Uint8Array(16).fill(Number(path.slice(1))));
      return { ...source, close: async () => void log.push(`close ${path}`) };
    },
  };
}

test('of many files those stay open that were used last, and one that was closed is opened again', async () => {
  const log: string[] = [];
  const sources = new LazySources(filesThatTell(log), nodeDecompression, 2);
  const [one, two, three] = ['/1', '/2', '/3'].map(path => sources.later(path, 16));
  for (const [source, byte] of [
    [one, 1],
    [two, 2],
    [one, 1],
    [three, 3],
    [one, 1],
    [two, 2],
  ] as const)
    assert.deepEqual([...(await source.read(0, 1))], [byte]);
  await sources.close();
  assert.deepEqual(log, [
    'open /1',
    'open /2',
    'open /3',
    'close /2',
    'open /2',
    'close /3',
    'close /1',
    'close /2',
  ]);
});
