import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { nodeDecompression } from '../../server/bytes/nodeDecompression.ts';
import { finderOf, findPlaces } from '../../server/inspect/recovery/findPlaces.ts';
import { readFindText } from '../../server/inspect/recovery/findText.ts';
import { clusterOf, sampleFiles } from './sampleFiles.ts';

test('the find box reads what people type', () => {
  for (const text of [
    'drop orders',
    'DROP TABLE orders;',
    'dropped  orders',
    'drop table if exists orders',
    'truncate orders',
  ])
    assert.deepEqual(readFindText(text), { kind: 'drop', name: 'orders' }, text);
  assert.deepEqual(readFindText('drop schema "Old Shop"'), { kind: 'drop', name: '"Old Shop"' });
  assert.deepEqual(readFindText('drop'), { kind: 'drop', name: '*' });
  assert.deepEqual(readFindText('dropbox'), { kind: 'name', name: 'dropbox' });
  for (const text of ['745', 'xid 745', 'xid:745', 'transaction 745', 'tx=745'])
    assert.deepEqual(readFindText(text), { kind: 'xid', xid: 745 }, text);
  assert.deepEqual(readFindText('0/270f2c8'), { kind: 'lsn', lsn: 0x270f2c8n });
  assert.deepEqual(readFindText('restore point "pre v2"'), { kind: 'restorePoint', name: 'pre v2' });
  assert.deepEqual(readFindText('shop.orders'), { kind: 'name', name: 'shop.orders' });
  assert.equal(readFindText('  '), undefined);
});

test('times are in UTC where they name no zone', () => {
  const utc = readFindText('2026-11-23 09:09:36.494886');
  assert.deepEqual(utc, { kind: 'time', time: 848_740_176_494_886n });
  assert.deepEqual(readFindText('2026-11-23 10:09:36.494886+01'), utc);
  assert.deepEqual(readFindText('2026-11-23T09:09:36.494886Z'), utc);
});

const files = new MemoryFiles(sampleFiles());

async function titles(text: string): Promise<string[]> {
  const cluster = await clusterOf(files);
  const { places } = await findPlaces(finderOf(files, cluster, nodeDecompression), cluster, text, {});
  return places.map(({ title, lsn, timeline }) => `${title} @${lsn}/${timeline}`);
}

test('drops, restore points, transactions, times and LSNs of the sample are found', async () => {
  const accident = 'Table orders dropped @0/270F2C8/4';
  for (const text of [
    'drop orders',
    'DROP TABLE public.orders',
    'drop ord*',
    'drop',
    'xid 3832',
    '2026-11-23 09:09:36.494886',
  ])
    assert.ok((await titles(text)).includes(accident), text);
  assert.deepEqual(await titles('pre_v2'), ['Restore point pre_v2 @0/1B00028/2']);
  assert.deepEqual(await titles('point before_release_42'), ['Restore point before_release_42 @0/E00028/1']);
  assert.deepEqual(await titles('drop customers'), []);
  assert.deepEqual(await titles('0/1C00000'), ['0/1C00000 @0/1C00000/3', '0/1C00000 @0/1C00000/2']);
});

test('a find that is cancelled ends', async () => {
  const cluster = await clusterOf(files);
  const finder = finderOf(files, cluster, nodeDecompression);
  const signal = AbortSignal.abort(new Error('enough'));
  await assert.rejects(findPlaces(finder, cluster, 'drop orders', { signal }), /enough/);
});
