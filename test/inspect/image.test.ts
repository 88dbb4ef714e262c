import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { it } from 'node:test';
import { decodePage } from '../../server/postgres/page/decodePage.ts';
import { decodeBatchRecord } from '../../server/postgres/wal/batchRecord.ts';
import { imageFileName } from '../../server/postgres/wal/image/imageFileName.ts';
import { restoreImage } from '../../server/postgres/wal/image/restoreImage.ts';
import { scanWal } from '../../server/postgres/wal/reader.ts';
import { WalRecord } from '../../server/postgres/wal/record.ts';
import { openCase, recorded, truthFolder } from '../wal/fixtures.ts';
import { unpacked } from '../wal/recorded.ts';

const withImages = recorded.cases.filter(one => one.files.images);

for (const one of withImages)
  it(`${one.id}: images are restored as --save-fullpage wrote them, and their pages taken apart`, async () => {
    const lines = new TextDecoder()
      .decode(unpacked(`${truthFolder}${one.files.images.path}`))
      .trim()
      .split('\n');
    const expected = new Map(lines.map(line => line.split(/\s+/).reverse() as [string, string]));
    const wal = await openCase(one);
    const record = new WalRecord(wal.major);
    for await (const batch of scanWal(wal, { wholeRecords: true })) {
      for (let at = 0; at < batch.count; at++) {
        if (batch.fpiLength[at] === 0 || !(await decodeBatchRecord(wal, record, batch, at))) continue;
        for (const block of record.blocks.slice(0, record.blockCount).filter(each => each.hasImage)) {
          const name = imageFileName(wal.timeline, record, block);
          const restored = restoreImage(record, block);
          assert.ok('page' in restored, name);
          assert.equal(createHash('sha256').update(restored.page).digest('hex'), expected.get(name), name);
          assert.equal(decodePage(restored.page, block.fork, block.block).problem, undefined, name);
          expected.delete(name);
        }
      }
    }
    assert.deepEqual([...expected.keys()], []);
  });
