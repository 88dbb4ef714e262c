import assert from 'node:assert/strict';
import { it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { inventoryOf, recordedFiles, recording } from './recorded.ts';

/** A compressed base.tar of more than 32 MB: the recorded one with a member that cannot be compressed in between. */
function grown(base: Uint8Array): Uint8Array {
  const size = 33 * 2 ** 20;
  const content = new Uint32Array(size / 4);
  for (let at = 0, state = 1; at < content.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    content[at] = state ^ (state >>> 13);
  }
  const header = new Uint8Array(base.subarray(0, 512));
  const put = (text: string, at: number) => header.set(Buffer.from(text), at);
  put('base/5/16384\0', 0);
  put(`${size.toString(8).padStart(11, '0')}\0`, 124);
  put('        ', 148);
  put(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  const labelEnd = 512 + 512;
  return Buffer.concat([
    base.subarray(0, labelEnd),
    header,
    new Uint8Array(content.buffer),
    base.subarray(labelEnd),
  ]);
}

it('a large compressed base.tar is not read through: whether the backup needs the archive is not known', async () => {
  const { files } = recording('basebackup').archives['tar-fetched'];
  const base = grown(Buffer.from(files['base.tar'], 'base64'));
  const packed = gzipSync(base, { level: 1 });
  assert.ok(packed.length > 32 * 2 ** 20);
  const judge = async (name: string, bytes: Uint8Array) => {
    const manifest = Buffer.from(files.backup_manifest, 'base64');
    const memory = new MemoryFiles([
      [`/archive/${name}`, bytes],
      ['/archive/backup_manifest', manifest],
    ]);
    const { clusters } = await inventoryOf(memory);
    const [{ restorable, missing, label }] = clusters[0].timelines[0].backups;
    return { restorable, missing, label };
  };
  const label = 'nightly tar-fetched';
  assert.deepEqual(await judge('base.tar.gz', packed), { restorable: undefined, missing: [], label });
  assert.deepEqual(await judge('base.tar', base), { restorable: true, missing: [], label });
  const small = recordedFiles({ 'base.tar': files['base.tar'], backup_manifest: files.backup_manifest });
  assert.equal((await inventoryOf(small)).clusters[0].timelines[0].backups[0].restorable, true);
});
